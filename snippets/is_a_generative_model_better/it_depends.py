import matplotlib.pyplot as plt
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB

reviews = np.arange(1024)[:, None] >> np.arange(10) & 1  # (1024, 10 words)
sizes = [8, 32, 128, 1024]


def world(echo):
    p = np.array([0.35, 0.65])[:, None, None]
    said = np.where(reviews, p, 1 - p)  # (2 labels, 1024, 10)
    copies = reviews[:, 1:5] == reviews[:, :1]
    said[..., 1:5] = echo * copies + (1 - echo) * said[..., 1:5]
    return said.prod(axis=-1)  # (2, 1024)


def error(model, p_given_label, n, seed):
    rng = np.random.default_rng(seed)
    rows = np.concatenate([rng.choice(1024, n // 2, p=p) for p in p_given_label])
    guess = model.fit(reviews[rows], np.repeat([0, 1], n // 2)).predict(reviews)
    return p_given_label[1 - guess, np.arange(1024)].sum() / 2


fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.2), sharey=True, layout="constrained")
for ax, name, echo in zip(axes, ["independent", "echoing"], [0, 0.95], strict=True):
    p_given_label = world(echo)
    best = p_given_label.min(axis=0).sum() / 2
    print(f"{name}_best = {best:.3f}")
    ax.axhline(best, color="0.5", ls=":", label="best possible")
    for model, style in [(BernoulliNB(), "o-"), (LogisticRegression(), "s--")]:
        kind, means = type(model).__name__, []
        for n in sizes:
            means.append(np.mean([error(model, p_given_label, n, s) for s in range(8)]))
            print(f"{name}_{kind}_{n} = {means[-1]:.3f}")
        ax.plot(sizes, means, style, label=kind)
    ax.set(xscale="log", xlabel="labelled reviews", title=f"{name} words")
axes[0].set_ylabel("error (share of reviews)")
axes[0].legend()
plt.show()
