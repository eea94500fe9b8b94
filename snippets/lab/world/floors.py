"""What the best possible model pays, in bits, on given sentences."""

import math
from collections.abc import Sequence

import numpy as np

from snippets.lab.world.engine import MASK, Engine


def next_token_floor(engine: Engine, sentences: Sequence[str]) -> float:
    """Return the bits per token, `[EOS]` included, of a model that knows the truth.

    −Σ log2 P(x) / Σ tokens; on ever more sentences it tends to `engine.bits_per_token()`.
    """
    tokens = sum(len(sentence.split()) + 1 for sentence in sentences)
    return -math.fsum(engine.log_probs(sentences)) / math.log(2) / tokens


def choose_masks(
    rng: np.random.Generator, sentences: Sequence[str], rate: float = 0.15
) -> list[np.ndarray]:
    """Choose the words to hide, one boolean array (words,) for each sentence.

    Each word is hidden with probability `rate`, independently; a sentence in which none would be
    is drawn again, so that every one of them asks something.
    """
    chosen = []
    for sentence in sentences:
        mask = rng.random(len(sentence.split())) < rate
        while not mask.any():
            mask = rng.random(len(mask)) < rate
        chosen.append(mask)
    return chosen


def hide(sentence: str, mask: np.ndarray) -> list[str]:
    """Return the tokens with `[MASK]` in place of those chosen; mask is (words,)."""
    words = zip(sentence.split(), mask, strict=True)
    return [MASK if hidden else word for word, hidden in words]


def masked_bits(
    engine: Engine, sentences: Sequence[str], masks: Sequence[np.ndarray]
) -> list[np.ndarray]:
    """Return −log2 P(word | what is visible) of each hidden word, one array per sentence.

    Every hidden word becomes `[MASK]`, and the length is known.
    """
    paid = []
    for sentence, mask in zip(sentences, masks, strict=True):
        words = np.array(engine.encode(sentence))[np.asarray(mask, bool)]
        shares = engine.masked(hide(sentence, mask))
        paid.append(-np.log2(shares[np.arange(len(words)), words]))
    return paid


def masked_floor(engine: Engine, sentences: Sequence[str], masks: Sequence[np.ndarray]) -> float:
    """Return the mean bits per hidden word of a model that knows the truth."""
    return float(np.concatenate(masked_bits(engine, sentences, masks)).mean())
