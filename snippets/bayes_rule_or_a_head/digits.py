# tolerance: 0.004 (spread 0)
import sys

import numpy as np
from sklearn.datasets import load_digits
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from snippets.bayes_rule_or_a_head.pictures import MixturePerDigit

seed, draws = map(int, sys.argv[1:] or (0, 1))
x, y = load_digits(return_X_y=True)  # 1,797 scanned digits of 8 × 8 points, shades 0 to 16
x = x / 16
models = {
    "lda": LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.1),
    "mixture": MixturePerDigit(components=3),
    "lr": LogisticRegression(C=1e4, max_iter=5000),
    "lr_c1": LogisticRegression(C=1, max_iter=5000),
    "svm": SVC(C=10),
}
measures = {}
for each in (3, 10, 30, 100):  # training pictures of each digit
    for draw in range(draws):
        rng = np.random.default_rng((seed, draw))
        order = rng.permutation(len(x))
        rank = np.zeros(len(x), int)
        for digit in range(10):
            same = order[y[order] == digit]
            rank[same] = np.arange(len(same))
        seen, asked = rank < each, rank >= 100
        for name, model in models.items():
            right = model.fit(x[seen], y[seen]).predict(x[asked]) == y[asked]
            key = f"{name}_{10 * each}"
            measures[key] = measures.get(key, 0.0) + right.mean() / draws
    drawn = np.concatenate([models["mixture"].sample(digit, 20) for digit in range(10)])
    measures["recognised"] = (models["svm"].predict(drawn) == np.repeat(range(10), 20)).mean()

print("accuracy on the pictures not learned from")
print("m       " + "".join(f"{name:>8}" for name in models))
for m in (30, 100, 300, 1000):
    print(f"{m:<8}" + "".join(f"{measures[f'{name}_{m}']:8.3f}" for name in models))
print(f"drawn digits that the SVM recognises = {measures['recognised']:.3f}")
