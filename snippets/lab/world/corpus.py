"""The sentences that the models learn from, and sentences drawn independently of them.

The world is small: an independent draw comes upon much that was read. What a given model has
not read is in `snippets/lab/unread.py`.
"""

from functools import cache

import numpy as np

from snippets.lab.world.engine import Tokens
from snippets.lab.world.enumeration import Enumeration
from snippets.lab.world.grammar import FULL, TRAINING

SIZE, SEED = 200_000, 0


@cache
def truth(distribution: str = "full") -> Enumeration:
    """Return the exact engine of the `full` world, or of the `training` distribution.

    The two differ in the capitals alone: `grammar.HELD_OUT` lists the word orders that training
    never shows. Raises ValueError for another name.
    """
    grammars = {"full": FULL, "training": TRAINING}
    if distribution not in grammars:
        raise ValueError(f"the distributions are full and training, not {distribution!r}.")
    return Enumeration(grammars[distribution])


def stream(n: int) -> list[str]:
    """Return the first n sentences of one endless draw from the training distribution."""
    return truth("training").sample(np.random.default_rng(SEED), n)


@cache
def corpus() -> tuple[str, ...]:
    """Return the first 200,000 sentences of the stream: what is not among them is *novel*."""
    return tuple(stream(SIZE))


def fresh(n: int, seed: int, distribution: str = "training") -> list[str]:
    """Draw n sentences independently of the corpus; the seed 0 is the corpus's own.

    Nothing is filtered: about nine of ten are in the corpus too.
    """
    if seed == SEED:
        raise ValueError(f"the seed {SEED} drew the corpus: take another one for fresh sentences.")
    return truth(distribution).sample(np.random.default_rng(seed), n)


def _text(tokens: Tokens) -> str:
    return " ".join(tokens.split() if isinstance(tokens, str) else tokens)


@cache
def _seen() -> frozenset[str]:
    return frozenset(corpus())


@cache
def _valid() -> frozenset[str]:
    return frozenset(truth().sentences)


def is_valid(tokens: Tokens) -> bool:
    """Return whether the full world can say this; text with unknown words is not valid."""
    return _text(tokens) in _valid()


def is_novel(tokens: Tokens) -> bool:
    """Return whether the full world can say this and the corpus does not."""
    return is_valid(tokens) and _text(tokens) not in _seen()


def novel_share(distribution: str = "training") -> float:
    """Return the probability that a fresh sentence is novel: not in the corpus."""
    engine = truth(distribution)
    unseen = [sentence not in _seen() for sentence in engine.sentences]
    return float(engine.probabilities[unseen].sum())
