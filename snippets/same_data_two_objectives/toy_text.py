# --8<-- [start:text]
from itertools import product

import torch

ANIMALS = {"cat": 0.4, "dog": 0.3, "hen": 0.2, "fox": 0.1}
VERBS = {
    "cat": {"sat": 0.5, "slept": 0.4, "stood": 0.1},
    "dog": {"sat": 0.4, "slept": 0.3, "stood": 0.3},
    "hen": {"sat": 0.6, "slept": 0.1, "stood": 0.3},
    "fox": {"sat": 0.1, "slept": 0.3, "stood": 0.6},
}
PREPOSITIONS = {
    "sat": {"on": 0.7, "under": 0.1, "by": 0.2},
    "slept": {"on": 0.4, "under": 0.4, "by": 0.2},
    "stood": {"on": 0.3, "under": 0.2, "by": 0.5},
}
PLACES = ["mat", "rug", "roof", "chair", "door", "tree"]
LIKED_BY = {
    "cat": [8, 4, 2, 3, 1, 1],
    "dog": [2, 8, 1, 2, 4, 1],
    "hen": [1, 1, 8, 2, 1, 3],
    "fox": [1, 1, 2, 1, 2, 8],
}
SUITED_TO = {"on": [9, 7, 6, 5, 1, 1], "under": [1, 2, 1, 8, 1, 6], "by": [1, 1, 1, 3, 8, 6]}


def place_probs(animal, preposition):
    weights = [a * b for a, b in zip(LIKED_BY[animal], SUITED_TO[preposition], strict=True)]
    return {place: w / sum(weights) for place, w in zip(PLACES, weights, strict=True)}


text = {}
for animal, verb, preposition, place in product(ANIMALS, VERBS["cat"], SUITED_TO, PLACES):
    text[f"the {animal} {verb} {preposition} the {place}"] = (
        ANIMALS[animal]
        * VERBS[animal][verb]
        * PREPOSITIONS[verb][preposition]
        * place_probs(animal, preposition)[place]
    )
# --8<-- [end:text]


# --8<-- [start:conditional]
def conditional(pattern, position):
    """Return the exact P(word at position | pattern); [MASK] and what follows are unknown."""
    distribution = {}
    for sentence, prob in text.items():
        words = sentence.split()
        pairs = zip(pattern.split(), words, strict=False)
        if all(seen in ("[MASK]", word) for seen, word in pairs):
            distribution[words[position]] = distribution.get(words[position], 0.0) + prob
    total = sum(distribution.values())
    return {word: prob / total for word, prob in distribution.items()}


# --8<-- [end:conditional]

# --8<-- [start:tensors]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PAD, UNK, CLS, SEP, MASK = range(5)
vocabulary = SPECIAL + sorted({word for sentence in text for word in sentence.split()})
token_id = {token: i for i, token in enumerate(vocabulary)}


def encode(sentence):
    return torch.tensor([token_id[token] for token in f"[CLS] {sentence} [SEP]".split()])


all_ids = torch.stack([encode(sentence) for sentence in text])  # (216, 8)
probs = torch.tensor(list(text.values()), dtype=torch.float64)  # (216,)


def draw(sentences):
    return all_ids[torch.multinomial(probs, sentences, replacement=True)]


# --8<-- [end:tensors]
