"""Names, and what can be known of them from the words so far: a city or a person, an entity."""

from collections import Counter, defaultdict
from functools import cache

import numpy as np

from snippets.lab.world.corpus import truth
from snippets.lab.world.grammar import CHARACTERS, COUNTRIES

AMBIGUOUS = ("paris", "florence", "sydney")
PERSON, PLACE = 1, 2  # 0 is no entity


# --8<-- [start:sentences]
@cache
def sentences() -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the sentences on such a name, P(sentence), and whether the name is a city.

    Of the three subjects of "we remember paris, …" only *we* is kept: they are told alike.
    """
    world = truth("training")
    facts = np.flatnonzero(world.families == world.values("family").index("fact"))
    rows = []
    for row in facts:
        words = world.sentences[row].split()
        if {*AMBIGUOUS} & {*words} and "capital" not in words and words[0] in ("we", *AMBIGUOUS):
            rows.append(row)
    texts, p = [world.sentences[row] for row in rows], world.probabilities[rows]
    city = world.posteriors(texts, "sense")[:, world.values("sense").index("city")] > 0.5
    return texts, p / p.sum(), city


@cache
def ceilings() -> tuple[list[np.ndarray], np.ndarray]:
    """Return max P(sense | the words up to t) for each word, and which word reveals the sense."""
    texts, p, city = sentences()
    prefixes = [beginnings(text) for text in texts]
    mass: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(2))
    for row, share, sense in zip(prefixes, p, city, strict=True):
        for prefix in row:
            mass[prefix][int(sense)] += share
    best = [np.array([mass[x].max() / mass[x].sum() for x in row]) for row in prefixes]
    return best, np.array([int((row > 1 - 1e-9).argmax()) for row in best])


def beginnings(text: str) -> list[str]:
    """Return the text up to each of its words."""
    words = text.split()
    return [" ".join(words[: t + 1]) for t in range(len(words))]


# --8<-- [end:sentences]


# --8<-- [start:entities]
PLACES = {*COUNTRIES, *(capital for _, capital, _ in COUNTRIES.values()), *AMBIGUOUS}
PEOPLE = {*CHARACTERS, "anna", "peter"}
PERSONAL = {"singer", "dancer"}  # what reveals that a name is a person


def entity_tags(text: str) -> list[int]:
    """Return 1 for each person and 2 for each place of a story or a fact, and 0 for other words."""
    words = text.split()
    person = bool(PERSONAL & {*words})
    return [
        PERSON if word in PEOPLE or (person and word in PLACES) else PLACE * (word in PLACES)
        for word in words
    ]


def prefix_ceiling(seen: list[str]) -> tuple[float, float]:
    """Return the share of words, and of entities, of one who tags each word by the words so far.

    Exact, over facts and stories in equal parts without those seen, as `draw` draws what it tests.
    """
    world = truth("training")
    mass: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(3))
    words, entities, left_out = 0.0, 0.0, {*seen}
    for family in ("fact", "story"):
        rows = np.flatnonzero(world.families == world.values("family").index(family))
        p = world.probabilities[rows] / world.probabilities[rows].sum()
        for row, share in zip(rows, p, strict=True):
            if world.sentences[row] in left_out:
                continue
            tags = entity_tags(world.sentences[row])
            words, entities = words + share * len(tags), entities + share * np.count_nonzero(tags)
            if family == "fact":  # no story has an ambiguous word
                for prefix, tag in zip(beginnings(world.sentences[row]), tags, strict=True):
                    mass[prefix][tag] += share
    lost = sum(m.sum() - m.max() for m in mass.values())  # every lost word is an entity
    return 1 - lost / words, 1 - lost / entities


# --8<-- [end:entities]
Tagged = tuple[list[str], list[list[int]]]


def draw(seed: int, n: int, tested: int) -> tuple[Tagged, Tagged]:
    """Return n sentences with their tags, half facts, half stories, and `tested` unseen others."""
    rng = np.random.default_rng((seed, 6))
    texts = []
    for family in ("fact", "story"):
        texts += truth("training").sample(rng, n + 4 * tested, family=family)
    texts = [texts[i] for i in rng.permutation(len(texts))]
    seen = texts[:n]
    left_out = {*seen}
    unseen = [text for text in texts[n:] if text not in left_out][:tested]
    return tuple((some, [entity_tags(text) for text in some]) for some in (seen, unseen))


def usual_tags(texts: list[str], tags: list[list[int]], asked: list[str]) -> list[list[int]]:
    """Tag each word as it was most often tagged in `texts`, whatever stands around it."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for text, said in zip(texts, tags, strict=True):
        for word, tag in zip(text.split(), said, strict=True):
            counts[word][tag] += 1
    return [
        [counts[word].most_common(1)[0][0] if counts[word] else 0 for word in text.split()]
        for text in asked
    ]
