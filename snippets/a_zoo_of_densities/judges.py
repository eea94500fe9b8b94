"""What needs samples alone: the energy distance, and a judge that tells two samples apart."""

from functools import cache

import numpy as np
from scipy.spatial.distance import cdist, pdist
from sklearn.neighbors import KNeighborsClassifier

from snippets.lab.mixture import GRID, MASS

FEW = 4000  # samples of which all distances are taken
NEIGHBOURS = 50


# --8<-- [start:energy]
def apart(x):
    """Return E|x − y| for y from the mixture: a sum over its grid, without random points."""
    return float((cdist(x, GRID) @ MASS.numpy()).mean())


@cache
def exact_spread():
    return float(MASS.numpy() @ cdist(GRID, GRID) @ MASS.numpy())


def energy_distance(x):
    """Return 2 E|x − y| − E|x − x'| − E|y − y'|, 0 for the mixture itself, up to noise."""
    x = x[:FEW]
    return 2 * apart(x) - pdist(x).mean() - exact_spread()


# --8<-- [end:energy]


# --8<-- [start:judge]
def told_apart(drawn, real):
    """Return how often a judge says rightly of new points whether they are drawn or real.

    It goes by the nearest among half of both; .5 is chance.
    """
    half = len(drawn) // 2
    labels = np.repeat([0, 1], half)
    judge = KNeighborsClassifier(NEIGHBOURS)
    judge.fit(np.concatenate([drawn[:half], real[:half]]), labels)
    guesses = judge.predict(np.concatenate([drawn[half:], real[half:]]))
    return float((guesses == labels).mean())


# --8<-- [end:judge]
