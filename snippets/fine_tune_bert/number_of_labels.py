# tolerance: 0.004 (spread 0)
import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import t
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import scale

from snippets.lab.reviews import accuracy, draw, exact, frozen_states, reviews

features = {
    "words": CountVectorizer(token_pattern=r"\S+").fit_transform(reviews),
    "pairs": CountVectorizer(token_pattern=r"\S+", ngram_range=(1, 2)).fit_transform(reviews),
    "mean": scale(frozen_states()["mean"]),
    "cls": scale(frozen_states()["[CLS]"]),
}
sizes, seeds = (32, 128, 512, 2048), range(5)
print("labels       " + "".join(f"{m:>12}" for m in sizes))
fig, ax = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
for (name, x), marker in zip(features.items(), "osDv", strict=True):
    reached = np.zeros((len(sizes), len(seeds)))
    for i, m in enumerate(sizes):
        for seed in seeds:
            chosen, positive = draw(m, seed)
            model = LogisticRegression(solver="liblinear").fit(x[chosen], positive)
            reached[i, seed] = accuracy(model.predict(x))
    mean = reached.mean(1)
    half = t.ppf(0.975, len(seeds) - 1) * reached.std(1, ddof=1) / np.sqrt(len(seeds))
    print(f"{name:<13}" + "".join(f" {a:.3f}±{h:.3f}" for a, h in zip(mean, half, strict=True)))
    ax.errorbar(sizes, mean, half, marker=marker, capsize=3, label=name)
bayes = accuracy(exact > 0.5)
print(f"bayes_accuracy = {bayes:.3f}")
ax.axhline(bayes, color="black", linestyle="--", label="exact (Bayes)")
ax.axhline(accuracy(True), color="0.5", linestyle=":", label="one label always")
ax.set_xscale("log", base=2)
ax.set_xticks(sizes, sizes)
ax.set(xlabel="labelled reviews", ylabel="accuracy over all reviews", ylim=(0.45, 0.92))
fig.legend(fontsize=10, ncols=3, loc="outside upper center")
plt.show()
