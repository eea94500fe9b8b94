"""Two worlds of features with one knob each, and the exact error of a classifier in them.

In both a label is 0 or 1 with probability 1/2. The Bayes error is exact too.
"""

import numpy as np
from scipy.special import ndtr  # P(a standard normal number is smaller)
from threadpoolctl import threadpool_limits

threadpool_limits(1)  # for matrices this small, threads only get in each other's way

SIZES = (8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)  # numbers of examples

# ---------------------------------------------------------------- features that are 0 or 1

BITS, BLOCK = 12, 6  # features, and how many of them can copy each other
SHARES = np.array([0.65] * BLOCK + [0.7] * (BITS - BLOCK))  # P(feature = 1 | label 1)


# --8<-- [start:binary]
def binary(copied):
    """Return all 4,096 inputs x, (4096, 12), and P(x | label) of each, (2, 4096).

    Given the label, the last six features are independent. Each of the first six shows, with
    probability `copied`, one bit that they share, and otherwise a draw of its own.
    """
    x = (np.arange(2**BITS)[:, None] >> np.arange(BITS)) & 1
    p = []
    for share in (1 - SHARES, SHARES):
        own = np.where(x == 1, share, 1 - share)
        block = 0.0
        for bit in (0, 1):
            shared = share[0] if bit else 1 - share[0]
            seen = copied * (x[:, :BLOCK] == bit) + (1 - copied) * own[:, :BLOCK]
            block = block + shared * seen.prod(axis=1)
        p.append(block * own[:, BLOCK:].prod(axis=1))
    return x, np.stack(p)


def binary_error(model, x, p):
    """Return P(the model's answer is wrong): a sum over all inputs and both labels."""
    says = model.predict(x)
    return 0.5 * (p[0][says == 1].sum() + p[1][says == 0].sum())


def draw_binary(m, p, rng):
    """Draw m examples, as many of each label: the numbers of their inputs, and the labels."""
    rows = [rng.choice(2**BITS, m // 2, p=share) for share in p]
    return np.concatenate(rows), np.repeat([0, 1], m // 2)


# --8<-- [end:binary]


# ---------------------------------------------------------------- features that are real numbers

REAL, FAR = 16, 6.0  # features; an outlier is so many times as far out as the rest


# --8<-- [start:gaussian]
class Gaussian:
    """Two clouds of one shape, around −centre and +centre, 2.5 standard deviations apart.

    Features in the first half correlate by `correlation`. A share `outliers` of cloud 1 lies six
    times as far out as the rest of it.
    """

    def __init__(self, correlation=0.0, outliers=0.0):
        self.outliers = outliers
        self.shape = np.eye(REAL)
        self.shape[: REAL // 2, : REAL // 2] += correlation * (1 - np.eye(REAL // 2))
        self.root = np.linalg.cholesky(self.shape)
        self.best = np.linalg.solve(self.shape, np.ones(REAL))  # the direction that tells most
        self.center = np.ones(REAL) * 1.25 / np.sqrt(self.best.sum())

    def draw(self, m, rng):
        """Draw m examples, as many of each label."""
        y = np.repeat([0, 1], m // 2)
        far = (y == 1) & (rng.random(m) < self.outliers)
        side = np.where(y == 1, np.where(far, FAR, 1.0), -1.0)
        return rng.normal(size=(m, REAL)) @ self.root.T + side[:, None] * self.center, y

    def rule_error(self, w, b):
        """Return P(error) of the rule "1 where w·x + b > 0": three Gaussian tails."""
        spread = np.sqrt(w @ self.shape @ w)
        zero, one, far = ((s * (w @ self.center) + b) / spread for s in (-1, 1, FAR))
        missed = (1 - self.outliers) * ndtr(-one) + self.outliers * ndtr(-far)
        return 0.5 * (ndtr(zero) + missed)

    def error(self, model):
        return self.rule_error(model.coef_[0], model.intercept_[0])

    def bayes(self):
        """Return the Bayes error: P(1 | x) rises in the best direction, so a threshold is best."""
        return min(self.rule_error(self.best, b) for b in np.linspace(-3, 3, 6001))


# --8<-- [end:gaussian]
