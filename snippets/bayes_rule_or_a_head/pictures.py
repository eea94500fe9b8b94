"""A generative classifier of pictures: for each digit a mixture of Gaussians, then Bayes' rule."""

import numpy as np
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

threadpool_limits(1)  # for arrays this small, threads only get in each other's way


# --8<-- [start:mixture]
class MixturePerDigit:
    """P(picture | digit) as a mixture of Gaussians, P(digit) as its share."""

    def __init__(self, components: int, smallest: float = 0.02):
        self.components, self.smallest = components, smallest  # added to every variance

    def fit(self, x, y):
        self.classes_, counts = np.unique(y, return_counts=True)
        self.log_prior = np.log(counts / counts.sum())
        self.mixtures = [
            GaussianMixture(
                min(self.components, n // 3),
                covariance_type="full" if n > 20 else "spherical",
                reg_covar=self.smallest,
                random_state=0,
            ).fit(x[y == digit])
            for digit, n in zip(self.classes_, counts, strict=True)
        ]
        return self

    def predict(self, x):
        log_p = np.stack([mixture.score_samples(x) for mixture in self.mixtures], axis=1)
        return self.classes_[(log_p + self.log_prior).argmax(axis=1)]  # Bayes' rule

    def sample(self, digit, n):
        return self.mixtures[digit].sample(n)[0]


# --8<-- [end:mixture]
