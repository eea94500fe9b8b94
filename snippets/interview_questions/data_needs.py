# tolerance: 0.3 (spread 0)
from itertools import product

import matplotlib.pyplot as plt
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB

x = np.array(list(product([0, 1], repeat=12)))  # all 4,096 inputs
columns = np.where(x == 1, 0.65, 0.35)  # P(x_j | y = 1)
copies = [np.where(x[:, :6] == h, 0.95, 0.05).prod(axis=1) for h in (0, 1)]
worlds = {
    "separate clues": columns.prod(axis=1),
    "copied clues": (0.35 * copies[0] + 0.65 * copies[1]) * columns[:, 6:].prod(axis=1),
}
sizes = [8, 16, 32, 64, 256, 1024]
logistic = LogisticRegression(C=100, solver="newton-cholesky")
models = {"naive Bayes": BernoulliNB(), "logistic": logistic}

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.4), sharey=True, layout="constrained")
for ax, (world, positive) in zip(axes, worlds.items(), strict=True):
    negative = positive[::-1]  # every bit flipped
    for (name, model), style in zip(models.items(), ("o-", "s--"), strict=True):
        errors = np.zeros((len(sizes), 8))
        for (i, size), seed in product(enumerate(sizes), range(8)):
            rng = np.random.default_rng(seed)
            drawn = [rng.choice(len(x), size // 2, p=p) for p in (negative, positive)]
            model.fit(x[np.concatenate(drawn)], np.repeat([0, 1], size // 2))
            errors[i, seed] = np.where(model.predict(x), negative, positive).sum() / 2
        percent = 100 * errors.mean(axis=1)
        ax.plot(sizes, percent, style, label=name)
        key = f"{world.split()[0]}_{name.split()[0]}"
        print(f"{key}_at_8 = {percent[0]:.1f}%\n{key}_at_1024 = {percent[-1]:.1f}%")
    best = 50 * np.minimum(positive, negative).sum()
    print(f"{world.split()[0]}_best = {best:.1f}%")
    ax.axhline(best, color="0.5", label="best possible")
    ax.set(title=world, xscale="log", xlabel="labelled examples (count)")
axes[0].set_ylabel("error (%)")
axes[0].legend()
plt.show()
