# tolerance: 0.001 (spread 0)
import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import t as student
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

from snippets.smaller_tests.aspect_reviews import aspect, counts, labelled, right, two_bigrams

sizes, seeds = (32, 128, 512), 5
models = {"two_bigrams": None, "naive_bayes": MultinomialNB(), "logistic": LogisticRegression()}
scores = np.zeros((len(models), len(sizes), seeds, 2))
for m, model in enumerate(models.values()):
    for seed in range(seeds):
        drawn, labels = labelled(sizes[-1], seed)  # the same for every model
        for s, n in enumerate(sizes):
            first, y = drawn[:n], labels[:n]
            said = model.fit(counts[first], y).predict(counts) if model else two_bigrams(first, y)
            scores[m, s, seed] = right(said)
best = right(aspect > 0.5)
t = student.ppf(0.975, seeds - 1) / seeds**0.5

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3), sharey=True, layout="constrained")
for d, (ax, domain) in enumerate(zip(axes, ("home", "away"), strict=True)):
    for name, found, style in zip(models, scores, ("o-", "s--", "^:"), strict=True):
        mean, half = found[..., d].mean(axis=1), t * found[..., d].std(axis=1, ddof=1)
        ax.errorbar(sizes, mean, half, fmt=style, capsize=3, label=name)
        print(f"{name}_{domain}_128 = {mean[1]:.3f}\n{name}_{domain}_512 = {mean[2]:.3f}")
    ax.axhline(best[d], color="black", lw=1, label="exact")
    ax.set(xscale="log", title=domain, xlabel="labelled reviews, from home")
    ax.set_xticks(sizes, sizes)
    ax.minorticks_off()
    print(f"best_{domain} = {best[d]:.3f}")
    for other, name in enumerate(list(models)[:2]):
        lead = scores[2, 1:, :, d].mean(axis=0) - scores[other, 1:, :, d].mean(axis=0)
        print(f"lead_{name}_{domain} = {lead.mean():z.3f}")
        print(f"lead_{name}_{domain}_half = {t * lead.std(ddof=1):.3f}")
axes[0].set_ylabel("share right")
axes[0].legend()
plt.show()
