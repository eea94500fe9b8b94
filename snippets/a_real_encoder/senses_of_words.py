"""Six words, each in two senses, five sentences a sense; written before the model was tried."""

# --8<-- [start:sentences]
SENTENCES = {
    "bank": (
        [
            "They sat on the grassy bank and watched the boats.",
            "The bank of the stream was covered with reeds.",
            "An otter slid down the muddy bank into the water.",
            "The flood washed away a part of the bank.",
            "We walked along the bank until we came to a bridge.",
        ],
        [
            "The bank raised its interest rates again.",
            "She opened an account at a small bank.",
            "He borrowed the money from a bank in town.",
            "The bank refused to give them a loan.",
            "A cashier at the bank counted the notes.",
        ],
    ),
    "bat": (
        [
            "A bat flew out of the cave at dusk.",
            "The bat hung upside down from a beam.",
            "At night a bat finds insects by their echo.",
            "We found a tiny bat asleep in the attic.",
            "The wings of a bat are made of skin.",
        ],
        [
            "He swung the bat and missed the ball.",
            "Her new bat is made of willow.",
            "The batter dropped his bat and ran.",
            "The boy hit the ball with a wooden bat.",
            "She leaned her bat against the fence after the game.",
        ],
    ),
    "spring": (
        [
            "The tulips come out in spring.",
            "Last spring was wet and cold.",
            "The birds return every spring.",
            "In spring the days grow longer.",
            "They plan to marry next spring.",
        ],
        [
            "The spring in the mattress is broken.",
            "A steel spring pushes the door shut.",
            "He wound up the spring of the clock.",
            "The toy jumps because of a spring inside.",
            "Press the spring together and let it go.",
        ],
    ),
    "match": (
        [
            "They won the match in the last minute.",
            "The match was cancelled because of rain.",
            "Thousands of fans came to watch the match.",
            "She lost her first match of the season.",
            "The referee stopped the match twice.",
        ],
        [
            "He struck a match to light the candle.",
            "A single match set the whole barn on fire.",
            "The match went out in the wind.",
            "Never give a child a match to play with.",
            "She held a burning match to the paper.",
        ],
    ),
    "letter": (
        [
            "She wrote a long letter to her aunt.",
            "The letter arrived three weeks late.",
            "He sealed the letter and bought a stamp.",
            "I found an old letter from my grandfather.",
            "The postman brought a letter this morning.",
        ],
        [
            "The word begins with a capital letter.",
            "Which letter comes after q?",
            "One letter in the name is wrong.",
            "The letter e is the most common in English.",
            "Every sentence starts with a large letter.",
        ],
    ),
    "plant": (
        [
            "Water the plant once a week.",
            "The plant has yellow flowers.",
            "This plant grows best in the shade.",
            "She put the plant on the window sill.",
            "A cactus is a plant of the desert.",
        ],
        [
            "The plant makes engines for lorries.",
            "Two hundred people work at the plant.",
            "The company closed its plant in the north.",
            "Smoke rose from the chemical plant.",
            "The workers at the plant went on strike.",
        ],
    ),
}
# --8<-- [end:sentences]
