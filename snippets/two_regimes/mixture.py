# tolerance: 0.004 (spread 0)
import sys

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.mixture import GaussianMixture

from snippets.two_regimes.worlds import Gaussian

seed, draws = map(int, sys.argv[1:] or (0, 2))
measures = {}
for world, true in {"independent": Gaussian(), "outliers": Gaussian(outliers=0.2)}.items():
    for draw in range(draws):
        rng = np.random.default_rng((seed, draw))
        cloud, _ = true.draw(4000, rng)  # no label is used
        mixture = GaussianMixture(2, covariance_type="tied", random_state=draw).fit(cloud)
        w = mixture.precisions_ @ (mixture.means_[1] - mixture.means_[0])
        b = np.log(mixture.weights_[1] / mixture.weights_[0]) - w @ mixture.means_.mean(axis=0)
        x, y = true.draw(8, rng)
        sign = 1 if ((x @ w + b > 0) == y).mean() >= 0.5 else -1  # eight labels name the clouds
        naive = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=1.0).fit(x, y)
        errors = {"mixture": true.rule_error(sign * w, sign * b), "naive": true.error(naive)}
        errors["lr_c1"] = true.error(LogisticRegression().fit(x, y))
        for name, error in errors.items():
            key = f"{name}_{world}"
            measures[key] = measures.get(key, 0.0) + error / draws
print("error after 4,000 examples without a label, and 8 with one")
for name, value in measures.items():
    print(f"{name} = {value:.3f}")
