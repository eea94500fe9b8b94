"""The prompts of the page: written down before any of them was run, and all of them shown."""

# --8<-- [start:wording]
TAILS = [  # each comes after "Review: …" and a new line
    "Sentiment:",
    "sentiment:",
    "SENTIMENT:",
    "Opinion:",
    "The review is",
    "Negative or positive?",
    "Positive or negative?",
    "Is this review negative or positive? It is",
    "Is this review positive or negative? It is",
]
PAIRS = [(" negative", " positive"), (" Negative", " Positive"), (" bad", " good")]
# --8<-- [end:wording]
