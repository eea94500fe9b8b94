# tolerance: 0.0004 (spread 0)
import sys

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression

from snippets.two_regimes.worlds import SIZES, Gaussian

seed, draws = map(int, sys.argv[1:] or (0, 4))
models = {
    "naive": LinearDiscriminantAnalysis(solver="lsqr", shrinkage=1.0),  # round clouds
    "lda": LinearDiscriminantAnalysis(solver="lsqr"),
    "lr": LogisticRegression(C=1e4, max_iter=5000),
    "lr_c1": LogisticRegression(C=1, max_iter=5000),
}
worlds = {
    "independent": Gaussian(),
    "correlated": Gaussian(correlation=0.5),
    "outliers": Gaussian(outliers=0.2),
}
measures = {}
for world, true in worlds.items():
    measures[f"bayes_{world}"] = true.bayes()
    for m in SIZES:
        errors = []
        for draw in range(draws):
            x, y = true.draw(m, np.random.default_rng((seed, m, draw)))
            errors.append([true.error(model.fit(x, y)) for model in models.values()])
        for name, error in zip(models, np.mean(errors, axis=0), strict=True):
            measures[f"{name}_{world}_{m}"] = error

    print(f"{world}: Bayes error {measures[f'bayes_{world}']:.4f}")
    print("m       " + "".join(f"{name:>8}" for name in models))
    for m in SIZES:
        print(f"{m:<8}" + "".join(f"{measures[f'{f}_{world}_{m}']:8.3f}" for f in models))
