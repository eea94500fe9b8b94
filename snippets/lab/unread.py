"""What a model has read, and sentences that it has not.

A fresh sentence is drawn independently and may have been read all the same: the world is small, and
its likely sentences come again and again. Here what was read is told apart from what was not.
"""

from collections.abc import Collection, Sequence
from functools import cache

import numpy as np

from snippets.lab.world.corpus import SEED, truth

READ = {  # how many sentences of the stream each checkpoint has read, its pretraining included
    "gpt": 3_584_000,
    "bert": 3_584_000,
    "bart": 768_000,
    "bert-sentiment": 3_584_000,  # its body is that of `bert`
}


@cache
def read_by(checkpoint: str) -> frozenset[str]:
    """Return the distinct sentences that a checkpoint has read."""
    return among(READ[checkpoint])


@cache
def among(n: int) -> frozenset[str]:
    """Return the distinct sentences among the first n of the stream."""
    world = truth("training")
    counts = world.counts(np.random.default_rng(SEED), n)
    return frozenset(world.sentences[row] for row in np.flatnonzero(counts))


def unread(n: int, seed: int, read: Collection[str]) -> list[str]:
    """Draw n sentences independently from the training distribution without what was `read`."""
    world = truth("training")
    rows = [row for row, text in enumerate(world.sentences) if text not in read]
    p = world.probabilities[rows]
    drawn = np.random.default_rng((seed, 8)).choice(rows, n, p=p / p.sum())
    return [world.sentences[row] for row in drawn]


def share_read(texts: Sequence[str], read: Collection[str]) -> float:
    """Return the share of the texts that were read."""
    return float(np.mean([text in read for text in texts]))


def mass(read: Collection[str]) -> float:
    """Return the probability that a fresh sentence was read, exactly."""
    world = truth("training")
    return float(world.probabilities[[text in read for text in world.sentences]].sum())
