# tolerance: 0.1 (spread 0)
import sys

import numpy as np
from scipy.special import ndtr
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression

from snippets.two_regimes.tuning import tuned
from snippets.two_regimes.worlds import SIZES

MARGIN, WRONG = 0.03, 0.1  # of the error; share of labels that are turned round

seed, draws, most = map(int, sys.argv[1:] or (0, 2, 16))
widths = [n for n in (8, 16, 32, 64, 128) if n <= most]
learners = {
    "naive": LinearDiscriminantAnalysis(solver="lsqr", shrinkage=1.0).fit,
    "lr": LogisticRegression(C=1e4, max_iter=5000).fit,
    "tuned": tuned,
}
sizes = [4, *(m for m in SIZES if m <= 32 * most)]
measures = {}
for world in ("each", "shared"):  # the worlds, draws and seeds of features.py
    for n in widths:
        center = np.full(n, 0.4 if world == "each" else 2 / np.sqrt(n))
        best = ndtr(-np.linalg.norm(center))
        excess = np.zeros((len(sizes), len(learners)))
        for i, m in enumerate(sizes * draws):
            rng = np.random.default_rng((seed, n, i))
            y = np.repeat([0, 1], m // 2)
            side = np.where((y == 1) ^ (rng.random(m) < WRONG), 1, -1)
            x = rng.normal(size=(m, n)) + side[:, None] * center
            for j, learn in enumerate(learners.values()):
                model = learn(x, y)
                w, b = model.coef_[0], model.intercept_[0]
                error = ndtr(-np.array([w @ center + b, w @ center - b]) / np.linalg.norm(w)).mean()
                excess[i % len(sizes), j] += (1 - 2 * WRONG) * (error - best) / draws
        for j, name in enumerate(learners):
            i = max(1, np.flatnonzero(excess[:, j] > MARGIN).max(initial=-1) + 1)  # within for good
            above, below = np.log(np.maximum(excess[i - 1 : i + 1, j], 1e-9) / MARGIN)
            measures[f"{name}_{world}_{n}"] = sizes[i - 1] * 2 ** (max(above, 0) / (above - below))
            measures |= {f"{name}_{world}_{n}_over_{m}": excess[k, j] for k, m in enumerate(sizes)}

    print(f"{world}: examples that are enough\nn       " + "".join(f"{f:>8}" for f in learners))
    for n in widths:
        print(f"{n:<8}" + "".join(f"{measures[f'{f}_{world}_{n}']:8.0f}" for f in learners))
