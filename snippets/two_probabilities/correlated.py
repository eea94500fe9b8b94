from itertools import product

import matplotlib.pyplot as plt
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB

X = np.array(list(product([0, 1], repeat=4)))  # every review: which of 4 words occur
given_positive = np.where(X == 1, 0.7, 0.3)
given_negative = np.where(X == 1, 0.3, 0.7)
copies = np.where(X[:, 1:] == X[:, :1], 0.9, 0.1).prod(axis=1)
worlds = {
    "independent words": (given_positive.prod(axis=1), given_negative.prod(axis=1)),
    "three echo the first": (given_positive[:, 0] * copies, given_negative[:, 0] * copies),
}

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.4), sharey=True, layout="constrained")
for ax, (name, (positive, negative)) in zip(axes, worlds.items(), strict=True):
    exact = positive / (positive + negative)
    data = np.vstack([X, X]), np.repeat([1, 0], 16), np.concatenate([positive, negative]) * 1e6
    nb = BernoulliNB(alpha=1e-9).fit(*data).predict_proba(X)[:, 1]
    lr = LogisticRegression(C=np.inf, tol=1e-8).fit(*data).predict_proba(X)[:, 1]
    print(name)
    print(f"  all four words present: exact {exact[-1]:.3f}  NB {nb[-1]:.3f}  LR {lr[-1]:.3f}")
    nb_error, lr_error = np.abs(nb - exact).max(), np.abs(lr - exact).max()
    print(f"  largest error                         NB {nb_error:.3f}  LR {lr_error:.3f}")
    ax.plot([0, 1], [0, 1], color="0.5", lw=1)
    ax.plot(exact, nb, "o", mfc="none", ms=9, label="naive Bayes")
    ax.plot(exact, lr, "x", label="logistic regression")
    ax.set(title=name, xlabel="exact P(positive | x)")
axes[0].set_ylabel("model's P(positive | x)")
axes[0].legend()
plt.show()
