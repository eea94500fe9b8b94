"""Who is ahead in which of many looks: paired by seed, beyond a margin, corrected for all looks.

A look holds {kind: {system: one value a seed}}, where less is better. A kind is ahead if one of its
systems is better than every system of the other kind. That its best system was found on the same
values is counted: with two systems to choose from, p doubles.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

from snippets.studies.results import interval
from snippets.studies.statistics import LEVEL, holm, normal_quantile

Look = dict[str, dict[str, Sequence[float]]]
NEITHER = "neither"


def p_less(a: Sequence[float], b: Sequence[float], margin: float) -> float:
    """Return the two-sided p of “a is not below b by more than the margin” (paired t over seeds).

    Where all seeds differ by the same there is nothing to go by, and nobody is ahead: p is 1.
    """
    from scipy import stats  # it takes a second to load

    apart = np.asarray(b, dtype=float) - np.asarray(a, dtype=float) - margin
    spread = apart.std(ddof=1) / math.sqrt(len(apart)) if len(apart) > 1 else 0.0
    if spread < 1e-12:
        return 1.0
    return min(1.0, 2 * float(stats.t.sf(apart.mean() / spread, len(apart) - 1)))


def half_over_items(a: float, b: float, items: int) -> float:
    """Return half the 95% interval of a − b, two shares of the same items that are wrong, at most.

    For where it was not kept which items are wrong: in the worst case none is so twice, and then
    the difference on an item is −1 or 1 with the chances a and b.
    """
    z = normal_quantile((1 + LEVEL) / 2)
    return z * math.sqrt(max(0.0, a + b - (a - b) ** 2) / items)


def half_in_all(apart: Sequence[float], over_items: float) -> float:
    """Return half the interval of a mean over seeds whose items are a sample too."""
    return math.hypot(interval(list(apart))[1], over_items)


def p_fewer_wrong(a: Sequence[float], b: Sequence[float], margin: float, items: int) -> float:
    """Return the two-sided p of “a is not below b by more than the margin”: over seeds and items.

    `a` and `b` are shares of the same items that are wrong, one a seed.
    """
    apart = np.asarray(b, dtype=float) - np.asarray(a, dtype=float)
    half = half_in_all(apart, half_over_items(np.mean(a), np.mean(b), items))
    z = (apart.mean() - margin) / half * normal_quantile((1 + LEVEL) / 2)
    return math.erfc(z / math.sqrt(2)) if z > 0 else 1.0


def leader(look: Look, margin: float, p: Callable[..., float] = p_less) -> tuple[str, float]:
    """Return the kind that is nearer to being ahead, and its p."""
    ps = {}
    for kind, systems in look.items():
        others = [each for other in look if other != kind for each in look[other].values()]
        of_each = [max(p(values, other, margin) for other in others) for values in systems.values()]
        ps[kind] = min(1.0, len(of_each) * min(of_each))
    kind = min(ps, key=ps.get)
    return kind, ps[kind]


def ahead(looks: dict, margin: float, p: Callable[..., float] = p_less) -> dict:
    """Return {look: the kind that is ahead, or "neither"}, by Holm's correction over all looks."""
    found = {name: leader(look, margin, p) for name, look in looks.items()}
    corrected = holm([value for _, value in found.values()])
    return {
        name: kind if value < 1 - LEVEL else NEITHER
        for (name, (kind, _)), value in zip(found.items(), corrected, strict=True)
    }
