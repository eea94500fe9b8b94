"""Pairs of sentences, and pairs of halves: next-sentence prediction and its exact floor."""

from collections import Counter

import numpy as np
import torch

from snippets.lab.objectives import Batch, nats, word_rows
from snippets.lab.tokenizer import CLS, ID, PAD, SEP, Row, pad
from snippets.lab.world.corpus import truth


# --8<-- [start:pairs]
def join(pairs: list[tuple[Row, Row]], rng: np.random.Generator) -> list[Row]:
    """Return [label, first, SEP, second] of each pair: 0 as it is, 1 with another pair's second."""
    others, is_other = rng.integers(len(pairs), size=len(pairs)), rng.random(len(pairs)) < 0.5
    return [
        [int(swap), *first, ID[SEP], *(pairs[other][1] if swap else second)]
        for (first, second), other, swap in zip(pairs, others, is_other, strict=True)
    ]


def neighbours(texts: list[str]) -> list[tuple[Row, Row]]:
    """Return each sentence with the next one of the corpus."""
    rows = word_rows(texts)
    return list(zip(rows, [*rows[1:], rows[0]], strict=True))


def halves(texts: list[str]) -> list[tuple[Row, Row]]:
    """Return the first and the second half of each sentence."""
    return [(row[: len(row) // 2], row[len(row) // 2 :]) for row in word_rows(texts)]
    # --8<-- [end:pairs]


# --8<-- [start:loss]
def pair_batch(rows: list[Row], rng: np.random.Generator | None) -> Batch:
    ids = pad([[ID[CLS], *row[1:], ID[SEP]] for row in rows])
    second = (ids == ID[SEP]).cumsum(dim=1) - (ids == ID[SEP]).long()  # 0, then 1 after the [SEP]
    return {
        "input_ids": ids,
        "token_type_ids": second.clamp(max=1),
        "attention_mask": (ids != ID[PAD]).long(),
        "labels": torch.tensor([row[0] for row in rows]),
    }


def pair_loss(model, batch: Batch) -> tuple[torch.Tensor, int]:
    inputs = {name: x for name, x in batch.items() if name != "labels"}
    return nats(model(**inputs).logits, batch["labels"]), len(batch["labels"])
    # --8<-- [end:loss]


# --8<-- [start:floor]
def halves_floor() -> float:
    """Return the bits a label of one who knows P(first, second), P(first) and P(second)."""
    engine = truth("training")
    joint = dict(zip(engine.sentences, engine.probabilities, strict=True))
    first, second = Counter(), Counter()
    for text, p in joint.items():
        words = text.split()
        first[tuple(words[: len(words) // 2])] += p
        second[tuple(words[len(words) // 2 :])] += p
    real = engine.probabilities
    mixed = np.array(
        [
            first[tuple(words[: len(words) // 2])] * second[tuple(words[len(words) // 2 :])]
            for words in map(str.split, joint)
        ]
    )
    bits = real * np.log2((real + mixed) / real) + mixed * np.log2((real + mixed) / mixed)
    return float(bits.sum() / 2)
    # --8<-- [end:floor]
