"""Statistics of paired runs: intervals over seeds and items, exact tests, many looks, equivalence.

Everywhere a row is a seed and a column an item, such as a sentence of the test set. Systems are
compared seed by seed and item by item; a deterministic system has one row, which stands for every
seed. Values have the units of what is measured: 0 or 1 for “right”, nats for a log loss.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from snippets.studies.results import interval

DRAWS = 4000  # of the bootstrap: the smallest p is 2 / (DRAWS + 1)
LEVEL = 0.95
Measure = Callable[[np.ndarray], np.ndarray]  # means over items (…, k) → values (…)


# ---------------------------------------------------------------- the bootstrap


@dataclass(frozen=True)
class Estimate:
    """A value, and what it was in each draw of the bootstrap: `draws` (draws,)."""

    value: float
    draws: np.ndarray

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Return the percentile interval: what lies between the outer draws on both sides."""
        low, high = np.quantile(self.draws, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    @property
    def half(self) -> float:
        """Half the width of the interval."""
        low, high = self.interval()
        return (high - low) / 2

    def p(self, margin: float = 0.0) -> float:
        """Return a two-sided p of “it is no further than `margin` from 0”.

        Twice the share of the draws that do not lie beyond the margin on the value's side, counted
        with one draw more so that it is never 0; below 1 − LEVEL where the interval lies beyond.
        """
        side = 1 if self.value >= 0 else -1
        short = int(np.sum(side * self.draws <= margin))
        return min(1.0, 2 * (short + 1) / (len(self.draws) + 1))

    def within(self, margin: float, level: float = LEVEL) -> bool:
        """Return whether the interval lies within ± margin; see `equivalent`."""
        return equivalent(*self.interval(level), margin)


def means(sums: np.ndarray) -> np.ndarray:
    """Return the first of the means over items (…, k): the measure of a plain mean."""
    return sums[..., 0]


@lru_cache(maxsize=8)
def weights(n: int, size: int, draws: int, seed: int) -> np.ndarray:
    """Return how often each of n is drawn in `size` draws with replacement (draws, n), as shares.

    The same for every look with the same numbers: looks at the same items stay comparable.
    """
    chosen = np.random.default_rng(seed).integers(n, size=(draws, size))
    cells = chosen + n * np.arange(draws)[:, None]
    counted = np.bincount(cells.ravel(), minlength=draws * n).reshape(draws, n)
    return counted / size


def amounts(values: np.ndarray) -> np.ndarray:
    """Return values of items as (seeds, items, k): of one run (items,), or a plain (seeds, items).

    Raises `ValueError` where there is no item, or a value is not finite.
    """
    values = np.asarray(values, dtype=np.float64)
    values = values[None] if values.ndim == 1 else values
    values = values[..., None] if values.ndim == 2 else values
    if values.ndim != 3 or not values.size or not np.isfinite(values).all():
        raise ValueError(f"finite values of seeds and items are wanted, not {values.shape}.")
    return values


def drawn(values: np.ndarray, measure: Measure, draws: int, seed: int) -> np.ndarray:
    """Return the measure of each seed in each draw of the items (draws, seeds)."""
    runs, n, k = values.shape
    flat = values.transpose(1, 0, 2).reshape(n, runs * k)
    return measure((weights(n, n, draws, seed) @ flat).reshape(draws, runs, k))


def bootstrap(
    a: np.ndarray,
    b: np.ndarray | None = None,
    measure: Measure = means,
    draws: int = DRAWS,
    seed: int = 0,
) -> Estimate:
    """Return the mean over seeds of a measure of `a`, or of `a` − `b`, resampled both ways.

    `a` and `b` are (seeds, items) or, where the measure needs several sums, (seeds, items, k); one
    row stands for every seed of the other. Each draw takes items with replacement, the same ones
    for all seeds and both systems, and seeds with replacement, one fewer than there are: so the
    draws' variance over seeds is the unbiased one, which matters where there are five. What is
    left over after seeds and items is counted in both, which makes the interval rather too wide
    than too narrow. With a single seed the interval is of the items alone.
    """
    a = amounts(a)
    each, now = drawn(a, measure, draws, seed), measure(a.mean(1))
    if b is not None:
        b = amounts(b)
        if a.shape[1] != b.shape[1] or (a.shape[0] != b.shape[0] and 1 not in (len(a), len(b))):
            raise ValueError(f"{a.shape[:2]} and {b.shape[:2]} (seeds, items) are no pairs.")
        each = each - drawn(b, measure, draws, seed)
        now = now - measure(b.mean(1))
    runs = each.shape[1]
    if runs > 1:
        each = (each * weights(runs, runs - 1, draws, seed + 1)).sum(1, keepdims=True)
    return Estimate(float(now.mean()), each[:, 0].round(12))  # what is equal differs by nothing


def macro_f1(answers: np.ndarray, y: np.ndarray, labels: int) -> tuple[np.ndarray, Measure]:
    """Return amounts (seeds, items, 3 · labels) and the measure that makes macro-F1 of them.

    `answers` (seeds, items) and `y` (items,) are numbers of labels. Of each label: said and right,
    said, and true; F1 = 2 · right / (said + true), 0 for a label that is neither said nor true.
    """
    said = np.atleast_2d(answers)[..., None] == np.arange(labels)
    true = np.broadcast_to(np.asarray(y)[:, None] == np.arange(labels), said.shape)

    def measure(sums: np.ndarray) -> np.ndarray:
        right, all_said, all_true = np.split(sums, 3, axis=-1)
        total = all_said + all_true
        return np.where(total > 0, 2 * right / np.where(total > 0, total, 1), 0).mean(-1)

    return np.concatenate([said & true, said, true], axis=-1).astype(float), measure


def calibration(
    confidence: np.ndarray, right: np.ndarray, bins: int = 10
) -> tuple[np.ndarray, Measure]:
    """Return amounts (seeds, items, bins) and the measure: the expected calibration error.

    `confidence`, P of the answer, and `right` are (seeds, items); bins of equal width.
    """
    confidence, right = np.atleast_2d(confidence), np.atleast_2d(right)
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = (right - confidence)[..., None] * (which[..., None] == np.arange(bins))
    return gaps, lambda sums: np.abs(sums).sum(-1)


# ---------------------------------------------------------------- without seeds


def share(right: Sequence[float], level: float = LEVEL) -> tuple[float, float]:
    """Return Wilson's score interval of the share of items (items,) that a single run has right.

    Never of width zero, also where all or none are right.
    """
    right = np.asarray(right, dtype=float)
    n = len(right)
    if not n or not np.isin(right, (0, 1)).all():
        raise ValueError("right or wrong, 1 or 0, of one item at least is wanted.")
    z, p = normal_quantile((1 + level) / 2), right.mean()
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def normal_quantile(p: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(p)


def mcnemar(a: Sequence[float], b: Sequence[float]) -> float:
    """Return the exact two-sided p of McNemar's test that `a` and `b` are right equally often.

    Both are (items,), 1 for right. Only the items on which one is right and the other wrong count;
    if neither is better, each of these is a coin's throw (McNemar 1947, in its exact form).
    """
    a, b = np.asarray(a, dtype=bool), np.asarray(b, dtype=bool)
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError(f"{a.shape} and {b.shape} items are no pairs.")
    n, fewer = int(np.sum(a != b)), int(min(np.sum(a & ~b), np.sum(b & ~a)))
    return min(1.0, float(2 * sum(math.comb(n, k) for k in range(fewer + 1)) / 2**n))


# ---------------------------------------------------------------- looks, equivalence, slopes


def holm(ps: Sequence[float]) -> list[float]:
    """Return each p corrected for all looks (Holm 1979): below .05 in any order of the looks.

    The smallest is multiplied by the number of looks, the next by one less, and so on; none is
    smaller than one before it.
    """
    found, largest = [0.0] * len(ps), 0.0
    for i, at in enumerate(sorted(range(len(ps)), key=lambda at: ps[at])):
        largest = max(largest, min(1.0, (len(ps) - i) * ps[at]))
        found[at] = largest
    return found


def equivalent(low: float, high: float, margin: float) -> bool:
    """Return whether an interval of a difference lies wholly within ± margin: “the same”.

    With a 90% interval this is two one-sided tests at 5% (Schuirmann 1987); with the 95% interval
    that is the default here it asks for more. That no difference was found says less than this.
    """
    return -margin < low and high < margin


def slope(x: Sequence[float], y: np.ndarray) -> tuple[float, tuple[float, float]]:
    """Return the mean slope of y against x, and its 95% interval (Student's t over the seeds).

    `y` is (seeds, points). Each seed has a least-squares line of its own, for its points are not
    independent of each other; give the difference of two systems to compare their slopes in pairs.
    The slope has the units of y a unit of x. A single seed has no interval (nan).
    """
    x, y = np.asarray(x, dtype=float), np.atleast_2d(np.asarray(y, dtype=float))
    if y.shape[1] != len(x) or len(set(x.tolist())) < 2:
        raise ValueError(f"{len(x)} places and {y.shape[1]} points make no line.")
    apart = x - x.mean()
    mean, half = interval(list(y @ apart / (apart @ apart)))
    return mean, (mean - half, mean + half)
