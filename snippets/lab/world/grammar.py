"""The world: five families of sentences. The notation is explained in `templates.Grammar`."""

from snippets.lab.world.templates import By, Grammar

FAMILIES = {"review": 6, "cat": 4, "story": 4, "fact": 4, "translate": 2}

# ---------------------------------------------------------------- review
# Half of the reviews begin with their label. *And* goes on in the same vein, *but* turns around.
# Were the two equally likely, no pair of words would show it: a parity, which models miss.
REVIEW = {
    "review": "[sentiment] [thing] <label> this <thing> is <claim> <second> <verdict> <mark>",
    "sentiment": {"positive": 1, "negative": 1},
    "thing": {"movie": 4, "book": 3, "song": 2, "restaurant": 1},
    "label": {"<sentiment> :": 1, "": 1},
    "claim": {"<opinion>": 3, "not <opposite>": 1},
    "second": {
        "": 1,
        "and the <aspect> is <quality>": 2,
        "but the <aspect> is <flaw>": 1,
    },
    "aspect": By(
        "thing",
        {
            "movie": {"plot": 2, "acting": 1},
            "book": {"plot": 1, "style": 2},
            "song": {"melody": 2, "rhythm": 1},
            "restaurant": {"food": 2, "service": 1},
        },
    ),
    "verdict": {"": 1, ", i <felt> it": 1},
    "mark": {".": 2, "!": 1},
}
# A word's two weights are those in a positive and in a negative review: after "great" alone,
# P(positive) = 19 / (19 + 1) = .95.
OPINIONS = {
    "great": (19, 1),
    "lovely": (9, 1),
    "good": (17, 3),
    "clever": (7, 3),
    "long": (4, 4),
    "silly": (3, 7),
    "bad": (3, 17),
    "boring": (1, 9),
    "awful": (1, 19),
}
QUALITIES = {"strong": (12, 1), "fresh": (5, 1), "dull": (1, 5), "weak": (1, 12)}
FEELINGS = {"loved": (4, 1), "hated": (1, 4)}


def by_sentiment(words: dict[str, tuple[int, int]], turned: bool = False) -> By:
    """Return the rule that says a word by the review's sentiment, or by the opposite one."""
    order = ("negative", "positive") if turned else ("positive", "negative")
    return By(
        "sentiment", {s: {w: pair[i] for w, pair in words.items()} for i, s in enumerate(order)}
    )


REVIEW |= {
    "opinion": by_sentiment(OPINIONS),
    "opposite": by_sentiment(OPINIONS, turned=True),
    "quality": by_sentiment(QUALITIES),
    "flaw": by_sentiment(QUALITIES, turned=True),
    "felt": by_sentiment(FEELINGS),
}

# ---------------------------------------------------------------- cat
# The verb and the pronoun agree with the first noun, whatever animal stands in between.
ANIMALS = {  # name: (weight, plural, sound of one, sound of many, where it sits)
    "cat": (6, "cats", "purrs", "purr", {"mat": 8, "sofa": 2}),
    "dog": (4, "dogs", "barks", "bark", {"rug": 8, "sofa": 2}),
    "bird": (3, "birds", "sings", "sing", {"branch": 7, "fence": 3}),
    "frog": (2, "frogs", "croaks", "croak", {"leaf": 7, "stone": 3}),
    "owl": (2, "owls", "hoots", "hoot", {"roof": 7, "branch": 3}),
    "duck": (2, "ducks", "quacks", "quack", {"grass": 7, "stone": 3}),
}
CAT = {
    "cat": "[animal] [number] the <size> <animal_noun> <attractor> <does>",
    "animal": {animal: row[0] for animal, row in ANIMALS.items()},
    "number": {"one": 3, "many": 2},
    "size": {"": 4, "small": 1, "big": 1},
    "animal_noun": By(
        "animal",
        {a: By("number", {"one": a, "many": row[1]}) for a, row in ANIMALS.items()},
    ),
    "attractor": {"": 1, "<beside> the <other_noun>": 1},
    "beside": {"near": 3, "behind": 2, "under": 1},
    "other_noun": {noun: row[0] for a, row in ANIMALS.items() for noun in (a, row[1])},
    "does": {
        "sat on the <place> <past_reason>": 4,
        "<rests> on the <place> <reason>": 4,
        "<sounds> <reason>": 2,
    },
    "place": By("animal", {a: row[4] for a, row in ANIMALS.items()}),
    "rests": By(
        "number",
        {"one": {"sleeps": 2, "waits": 1}, "many": {"sleep": 2, "wait": 1}},
    ),
    "sounds": By(
        "animal",
        {a: By("number", {"one": row[2], "many": row[3]}) for a, row in ANIMALS.items()},
    ),
    "past_reason": {"": 3, "because <it_was> <state>": 1},
    "reason": {"": 3, "because <it_is> <state>": 1},
    "it_was": By("number", {"one": "it was", "many": "they were"}),
    "it_is": By("number", {"one": "it is", "many": "they are"}),
    "state": {"tired": 2, "hungry": 1, "cold": 1},
}

# ---------------------------------------------------------------- story
# The character settles the pronouns and the home; the mood shows in a feeling and in an act.
CHARACTERS = {  # name: (weight, pronoun, possessive, home)
    "princess": (5, "she", "her", {"castle": 3, "tower": 1}),
    "prince": (3, "he", "his", {"castle": 3, "tower": 1}),
    "queen": (2, "she", "her", {"palace": 3, "castle": 1}),
    "king": (3, "he", "his", {"palace": 3, "castle": 1}),
    "witch": (2, "she", "her", {"forest": 3, "tower": 1}),
    "wizard": (2, "he", "his", {"tower": 3, "forest": 1}),
    "girl": (2, "she", "her", {"village": 3, "forest": 1}),
    "boy": (2, "he", "his", {"village": 3, "forest": 1}),
}
MOODS = {  # mood: (weight, feelings, acts)
    "happy": (3, {"happy": 2, "glad": 1}, {"danced": 3, "smiled": 2, "sang": 2}),
    "sad": (2, {"sad": 2, "lonely": 1}, {"cried": 3, "sighed": 2, "sang": 1}),
    "angry": (2, {"angry": 2, "cross": 1}, {"shouted": 3, "frowned": 2, "sighed": 1}),
    "brave": (1, {"brave": 2, "bold": 1}, {"fought": 3, "shouted": 1, "smiled": 1}),
}
STORY = {
    "story": "[character] [mood] <opening> a <portrait> . <ending> .",
    "character": {name: row[0] for name, row in CHARACTERS.items()},
    "mood": {mood: row[0] for mood, row in MOODS.items()},
    "opening": {
        "once upon a time , there lived": 4,
        "long ago , there lived": 2,
        "one day , i met": 1,
    },
    "portrait": {"<character>": 3, "<character> in a <home>": 4, "<look> <character>": 3},
    "look": {"young": 3, "clever": 2, "quiet": 1, "famous": 1},
    "home": By("character", {name: row[3] for name, row in CHARACTERS.items()}),
    "ending": {
        "<she> was <feeling> and <acted> <company>": 2,
        "<she> <acted> because <she> was <feeling>": 1,
    },
    "she": By("character", {name: row[1] for name, row in CHARACTERS.items()}),
    "her": By("character", {name: row[2] for name, row in CHARACTERS.items()}),
    "feeling": By("mood", {mood: row[1] for mood, row in MOODS.items()}),
    "acted": By("mood", {mood: row[2] for mood, row in MOODS.items()}),
    "company": {"": 1, "with <her> <companion>": 1},
    "companion": {"friend": 2, "brother": 1, "sister": 1},
}

# ---------------------------------------------------------------- fact
# Capitals in both word orders, and names that turn out to be a city or a person.
COUNTRIES = {  # name: (weight, capital, language)
    "france": (4, "paris", "french"),
    "italy": (3, "rome", "italian"),
    "england": (3, "london", "english"),
    "germany": (2, "berlin", "german"),
    "spain": (2, "madrid", "spanish"),
    "japan": (2, "tokyo", "japanese"),
    "greece": (1, "athens", "greek"),
    "poland": (1, "warsaw", "polish"),
}
NAMES = {  # name: (weight, as a city, as a person)
    "paris": (4, 5, 3),
    "florence": (3, 3, 5),
    "sydney": (3, 5, 3),
    "london": (2, 1, 0),
    "rome": (1, 1, 0),
    "anna": (2, 0, 1),
    "peter": (1, 0, 1),
}
FACT = {
    "fact": {
        "[country] [order] <source> <capital_fact> <language>": 1,
        "[name] [sense] <name_fact>": 1,
    },
    "country": {name: row[0] for name, row in COUNTRIES.items()},
    "order": {"capital first": 1, "country first": 1},
    "source": {"": 2, "we know that": 1},
    "capital_fact": By(
        "order",
        {
            "capital first": "<capital> is the capital of <country>",
            "country first": "the capital of <country> is <capital>",
        },
    ),
    "capital": By("country", {name: row[1] for name, row in COUNTRIES.items()}),
    "language": {"": 1, ", where <many> people <speak> <tongue>": 1},
    "many": {"most": 3, "many": 2, "all": 1},
    "speak": {"speak": 3, "learn": 1},
    "tongue": By("country", {name: row[2] for name, row in COUNTRIES.items()}),
    "name": {name: row[0] for name, row in NAMES.items()},
    "sense": By(
        "name",
        {
            name: {s: w for s, w in zip(("city", "person"), row[1:], strict=True) if w}
            for name, row in NAMES.items()
        },
    ),
    "name_fact": {
        "<people> <remember> <name> <when> , the <reveal>": 2,
        "<name> is a <reveal>": 1,
    },
    "people": {"we": 2, "they": 1, "many people": 1},
    "remember": {"remember": 2, "love": 2, "know": 1},
    "when": {"": 2, "today": 1, "every day": 1},
    "reveal": By(
        "sense",
        {
            "city": "<city_look> <city_kind> with <city_detail>",
            "person": "<person_look> <person_kind> with <person_detail>",
        },
    ),
    "city_look": {"big": 4, "famous": 2, "lovely": 1, "quiet": 1},
    "person_look": {"young": 4, "famous": 2, "lovely": 1, "quiet": 1},
    "city_kind": {"city": 3, "town": 1},
    "person_kind": {"singer": 3, "dancer": 1},
    "city_detail": {"<street> streets": 3, "<tower> towers": 2},
    "street": {"wide": 3, "long": 1, "quiet": 1},
    "tower": {"tall": 3, "white": 1, "strong": 1},
    "person_detail": {"a <voice> voice": 3, "<friendly> friends": 2},
    "voice": {"soft": 3, "strong": 1, "lovely": 1},
    "friendly": {"many": 3, "good": 1, "famous": 1},
}

# ---------------------------------------------------------------- translate
# Article, adjectives and nouns agree in gender; a colour follows its noun in French.
NOUNS = {  # English: (French, gender)
    "cat": ("chat", "masculine"),
    "dog": ("chien", "masculine"),
    "book": ("livre", "masculine"),
    "king": ("roi", "masculine"),
    "garden": ("jardin", "masculine"),
    "queen": ("reine", "feminine"),
    "song": ("chanson", "feminine"),
    "house": ("maison", "feminine"),
    "door": ("porte", "feminine"),
    "flower": ("fleur", "feminine"),
}
COLOURS = {  # English: (masculine, feminine)
    "white": ("blanc", "blanche"),
    "green": ("vert", "verte"),
    "black": ("noir", "noire"),
    "grey": ("gris", "grise"),
}
ATTRIBUTES = {
    "big": ("grand", "grande"),
    "small": ("petit", "petite"),
    "strong": ("fort", "forte"),
    "cold": ("froid", "froide"),
}
GREETINGS = {"hello": "bonjour", "goodbye": "adieu"}
LISTENERS = {"world": "monde", "friends": "amis", "anna": "anna", "peter": "peter"}


def by_gender(variable: str, words: dict[str, tuple[str, str]]) -> By:
    """Return the rule that says the drawn word in French, in the drawn gender."""
    return By(
        variable,
        {
            word: By("gender", {"masculine": masculine, "feminine": feminine})
            for word, (masculine, feminine) in words.items()
        },
    )


TRANSLATE = {
    "translate": {
        "translate : [greeting] <greeting> [listener] <listener> = <salut> <auditeur>": 1,
        "[gender] translate : the [colour] <colour> [noun] <noun> [verb] <verb> [degree] <degree>"
        " [attribute] <attribute> = <le> <nom> <couleur> <verbe> <degre> <adjectif>": 4,
    },
    "greeting": {"hello": 2, "goodbye": 1},
    "listener": {"world": 3, "friends": 2, "anna": 1, "peter": 1},
    "salut": By("greeting", GREETINGS),
    "auditeur": By("listener", LISTENERS),
    "gender": {"masculine": 1, "feminine": 1},
    "colour": {"": 4, **dict.fromkeys(COLOURS, 1)},
    "noun": By(
        "gender",
        {
            gender: {noun: 1 for noun, row in NOUNS.items() if row[1] == gender}
            for gender in ("masculine", "feminine")
        },
    ),
    "verb": {"is": 2, "seems": 1},
    "degree": {"": 3, "so": 1, "too": 1},
    "attribute": dict.fromkeys(ATTRIBUTES, 1),
    "le": By("gender", {"masculine": "le", "feminine": "la"}),
    "nom": By("noun", {noun: row[0] for noun, row in NOUNS.items()}),
    "couleur": by_gender("colour", {"": ("", ""), **COLOURS}),
    "verbe": By("verb", {"is": "est", "seems": "semble"}),
    "degre": By("degree", {"": "", "so": "si", "too": "trop"}),
    "adjectif": by_gender("attribute", ATTRIBUTES),
}

# ---------------------------------------------------------------- the two distributions
# The training corpus tells some capitals in one order only; the full world knows both orders.
HELD_OUT = {
    "germany": "capital first",
    "poland": "capital first",
    "japan": "country first",
    "greece": "country first",
}
ORDERS = FACT["order"]
TOLD = {
    country: {order: w for order, w in ORDERS.items() if order != HELD_OUT.get(country)}
    for country in COUNTRIES
}
RULES = REVIEW | CAT | STORY | FACT | TRANSLATE
FULL = Grammar(FAMILIES, RULES)
TRAINING = Grammar(FAMILIES, RULES | {"order": By("country", TOLD)})
