"""Reviews and labels whose distribution differs from the world's, and scores on any of them.

A distribution here is P(review, label), (2, reviews): of label 0 and of label 1.
"""

import math
from collections.abc import Sequence

import numpy as np

from snippets.lab.measure import reviews

GENERATIVE = ("nb", "gpt_bayes")  # whose log-odds leave the prior out


# --8<-- [start:joint]
def joint(positive: float = 0.5, mark: float | None = None, things: Sequence[str] = ()):
    """Return the world's P(review, label), reweighted.

    `positive` is the new P(positive); `mark` is P("!" | positive) and P("." | negative), where the
    world's marks say nothing; only reviews of `things` are kept, if there are any.
    """
    texts, p, exact = reviews()
    shares = np.stack([p * (1 - exact) * (1 - positive), p * exact * positive])
    if mark is not None:
        loud = np.array([text.endswith("!") for text in texts])
        for label, share in enumerate((1 - mark, mark)):  # share of "!" with this label
            now = shares[label, loud].sum() / shares[label].sum()
            shares[label] *= np.where(loud, share / now, (1 - share) / (1 - now))
    if things:
        shares *= [text.split()[1] in things for text in texts]
    return shares / shares.sum()


def draw(shares: np.ndarray, n: int, seed: int) -> tuple[list[str], np.ndarray]:
    """Draw n reviews with their labels."""
    texts = reviews()[0]
    rng = np.random.default_rng((seed, 3))
    label, row = np.divmod(rng.choice(shares.size, n, p=shares.ravel()), len(texts))
    return [texts[i] for i in row], label


# --8<-- [end:joint]


# --8<-- [start:quality]
def quality(log_odds: np.ndarray, shares: np.ndarray) -> dict[str, float]:
    """Score log-odds in exact expectation over P(review, label), as `label_quality` does."""
    p_review = shares.sum(axis=0)
    some = p_review > 0
    log_odds, shares, p_review = log_odds[some], shares[:, some], p_review[some]
    exact = shares[1] / p_review
    floor = -np.where(shares > 0, shares * np.log2(np.maximum(shares / p_review, 1e-300)), 0).sum()
    bits = (shares * np.logaddexp(0, [log_odds, -log_odds])).sum() / math.log(2)
    guess = 1 / (1 + np.exp(-np.clip(log_odds, -700, 700)))
    bins = np.minimum((guess * 10).astype(int), 9)
    gaps = np.bincount(bins, p_review * (exact - guess), minlength=10)
    return {
        "accuracy": float(np.where(log_odds > 0, shares[1], shares[0]).sum()),
        "excess_bits": float(bits - floor),
        "calibration_error": float(np.abs(gaps).sum()),
    }


# --8<-- [end:quality]


# --8<-- [start:moved]
def with_prior(name: str, log_odds: np.ndarray, learned: float, new: float) -> np.ndarray:
    """Return log-odds for a `new` P(positive), where the labels had the share `learned`.

    A generative model has P(review | label): the prior is added. The others have a prior inside:
    what they learned from is taken out first.
    """
    inside = 0.0 if name in GENERATIVE else math.log(learned / (1 - learned))
    return log_odds - inside + math.log(new / (1 - new))


# --8<-- [end:moved]
