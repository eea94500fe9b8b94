import matplotlib.pyplot as plt
import numpy as np

from snippets.a_classifier_from_a_language_model.predictions import exact, p_positive, p_x

OLD, NEW = 0.5, 0.2  # P(positive)


def moved(posterior):
    odds = posterior / (1 - posterior) * (NEW / OLD) * (1 - OLD) / (1 - NEW)
    return odds / (1 + odds)


p_x_new = p_x * (exact * NEW / OLD + (1 - exact) * (1 - NEW) / (1 - OLD))
truth_new = moved(exact)  # (reviews,), P(positive | x) in the new world


def score(guess):
    hit = (p_x_new * np.where(guess > 0.5, truth_new, 1 - truth_new)).sum()
    bits = -truth_new * np.log2(guess) - (1 - truth_new) * np.log2(1 - guess)
    gap = np.bincount((10 * guess).astype(int), p_x_new * (guess - truth_new))  # by tenths
    return hit, (p_x_new * bits).sum(), abs(gap).sum()


rows = {name: (score(p), score(moved(p))) for name, p in p_positive.items()}
best = score(truth_new)
print("80% negative: as trained, then with the prior moved")
print(f"{'':20}    accuracy      log loss         ECE")
for name, pair in {"exact posterior": (score(exact), best), **rows}.items():
    print(f"{name:20}", *(f"  {a:.3f} {b:.3f}" for a, b in zip(*pair, strict=True)))
print(f"fine_tuned_as_trained = {rows['BERT, fine-tuned'][0][0]:.3f}")
print(f"fine_tuned_moved = {rows['BERT, fine-tuned'][1][0]:.3f}")
print(f"gpt_moved = {rows['GPT with Bayes'][1][0]:.3f}")
print(f"naive_bayes_as_trained = {rows['naive Bayes'][0][0]:.3f}")
print(f"naive_bayes_moved = {rows['naive Bayes'][1][0]:.3f}")
print(f"bayes = {best[0]:.3f}")
print(f"always_negative = {1 - NEW:.3f}")

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.4), sharey=True, layout="constrained")
for k, (ax, unit) in enumerate(zip(axes, ("accuracy", "log loss in bits"), strict=True)):
    y = np.arange(len(rows))
    ax.barh(y - 0.2, [b[k] for b, _ in rows.values()], 0.4, color="0.75", label="as trained")
    ax.barh(y + 0.2, [a[k] for _, a in rows.values()], 0.4, color="tab:blue", label="prior moved")
    ax.axvline(best[k], color="k", ls="--", label="Bayes, exact")
    ax.set(yticks=y, yticklabels=rows, xlabel=unit)
axes[0].set_xlim(0.7, 0.95)
axes[0].invert_yaxis()
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
plt.show()
