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
        """Draw n pictures, by factors of which every machine finds the same."""
        mixture, rng = self.mixtures[digit], np.random.default_rng(digit)
        component = rng.choice(len(mixture.weights_), n, p=mixture.weights_)
        width = mixture.means_.shape[1]
        factors = mixture.precisions_cholesky_  # (components, width, width); or (components,)
        factors = factors * np.eye(width)[:, :, None] if factors.ndim == 1 else factors.T
        noise = rng.standard_normal((n, width))
        return mixture.means_[component] + [
            np.linalg.solve(factors[..., c], z) for c, z in zip(component, noise, strict=True)
        ]


# --8<-- [end:mixture]
