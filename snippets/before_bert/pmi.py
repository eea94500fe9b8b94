"""Which words stand near which, summed over every sentence of the world: nothing is sampled."""

from functools import cache

import numpy as np

from snippets.lab.world.corpus import truth


# --8<-- [start:near]
@cache
def near(window: int) -> np.ndarray:
    """Return the expected number of pairs (word, context) in a sentence, (words, words)."""
    engine = truth("training")
    words = len(engine.vocabulary) - 1  # without [EOS]
    pairs = np.zeros((words, words))
    for gap in range(1, window + 1):
        for t in range(engine.ids.shape[1] - gap):
            inside = engine.lengths > t + gap
            cells = engine.ids[inside, t] * words + engine.ids[inside, t + gap]
            weights = engine.probabilities[inside]
            pairs += np.bincount(cells, weights, words**2).reshape(words, words)
    return pairs + pairs.T  # each of the two words is a context of the other


# --8<-- [end:near]


@cache
def frequency() -> np.ndarray:
    """Return the share of each word in running text, (words,)."""
    engine = truth("training")
    words = len(engine.vocabulary) - 1
    weights = np.repeat(engine.probabilities, engine.lengths)
    counts = np.bincount(engine.ids[engine.ids < words], weights, words)
    return counts / counts.sum()


# --8<-- [start:pmi]
def shifted_pmi(window: int, negative: int) -> np.ndarray:
    """Return log(P(context | word) / P(context)) − log k, (words, words)."""
    shares = near(window) / near(window).sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        return np.log(shares / frequency()) - np.log(negative)


# --8<-- [end:pmi]


# --8<-- [start:optimum]
def noise(window: int, negative: int) -> np.ndarray:
    """Return the expected number of noise pairs in a sentence, (words, words).

    For each true pair `negative` words are drawn by frequency; one that is the true context is
    dropped, as gensim does.
    """
    pairs = near(window)
    return negative * (pairs.sum(axis=1, keepdims=True) - pairs) * frequency()


def optimum(window: int, negative: int) -> np.ndarray:
    """Return the best scores: log(true pairs / noise pairs), −inf where a pair is impossible."""
    with np.errstate(divide="ignore"):
        return np.log(near(window)) - np.log(noise(window, negative))


def pair_bits(scores: np.ndarray, true: np.ndarray, drawn: np.ndarray) -> float:
    """Return the bits per true pair that `scores` pay to tell true pairs from noise."""
    real = true > 0
    nats = (true[real] * np.logaddexp(0, -scores[real])).sum()  # −log σ(score)
    nats += (drawn * np.logaddexp(0, scores)).sum()  # −log (1 − σ(score))
    return float(nats / true.sum() / np.log(2))


# --8<-- [end:optimum]
