# tolerance: 0.0004 (spread 0)
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB

from snippets.two_regimes.worlds import SIZES, binary, binary_error, draw_binary

seed, draws = map(int, sys.argv[1:] or (0, 5))
models = {
    "nb": BernoulliNB(),
    "lr": LogisticRegression(C=1e4, max_iter=5000),
    "lr_c1": LogisticRegression(C=1, max_iter=5000),
}
measures = {}
for percent in (0, 40, 80):  # of the time, a feature of the first six copies the bit they share
    x, p = binary(percent / 100)
    measures[f"bayes_{percent}"] = bayes = 0.5 * p.min(axis=0).sum()
    every = np.concatenate([x, x]), np.repeat([0, 1], len(x))
    for name, model in models.items():  # fitted to all there is: where its curve must end
        model.fit(*every, sample_weight=1e5 * p.ravel())
        measures[f"{name}_{percent}_limit"] = binary_error(model, x, p)
    for m in SIZES:
        errors = []
        for draw in range(draws):
            rng = np.random.default_rng((seed, m, draw))
            rows, y = draw_binary(m, p, rng)
            errors.append([binary_error(f.fit(x[rows], y), x, p) for f in models.values()])
        for name, error in zip(models, np.mean(errors, axis=0), strict=True):
            measures[f"{name}_{percent}_{m}"] = error

    print(f"copied {percent}%: Bayes error {bayes:.4f}")
    print("m       " + "".join(f"{name:>8}" for name in models))
    for m in (*SIZES, "limit"):
        print(f"{m:<8}" + "".join(f"{measures[f'{f}_{percent}_{m}']:8.3f}" for f in models))
