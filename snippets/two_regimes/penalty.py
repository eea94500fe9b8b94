# tolerance: 0.004 (spread 0)
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB

from snippets.two_regimes.worlds import binary, binary_error, draw_binary

seed, draws = map(int, sys.argv[1:] or (0, 5))
strengths = (-3, -2, -1, 0, 1, 2, 3, 4)  # C = 10 to this power; smaller is a stronger penalty
measures = {}
for percent in (0, 80):
    x, p = binary(percent / 100)
    for m in (16, 64, 1024):
        for draw in range(draws):
            rng = np.random.default_rng((seed, m, draw))
            rows, y = draw_binary(m, p, rng)
            models = {f"lr_{k}": LogisticRegression(C=10.0**k, max_iter=5000) for k in strengths}
            models |= {f"nb_{k}": BernoulliNB(alpha=10.0**k) for k in (-3, 0, 1, 2)}
            for name, model in models.items():
                error = binary_error(model.fit(x[rows], y), x, p) / draws
                key = f"{name}_{percent}_{m}"
                measures[key] = measures.get(key, 0.0) + error

    print(f"copied {percent}%; m =     16     64   1024")
    for name in models:
        row = "".join(f"{measures[f'{name}_{percent}_{m}']:7.3f}" for m in (16, 64, 1024))
        kind, k = name.split("_")
        print(f"{'LR, C' if kind == 'lr' else 'NB, alpha'} = 1e{k}".ljust(16) + row)
