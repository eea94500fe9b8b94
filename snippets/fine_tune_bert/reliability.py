import matplotlib.pyplot as plt
import numpy as np
from sklearn.calibration import calibration_curve
from transformers import BertForSequenceClassification

from snippets.lab.reviews import accuracy, draw, exact, probability_positive, weights


def calibration_error(share, truth, weight):
    bins = np.minimum((10 * share).astype(int), 9)
    return np.abs(np.bincount(bins, weight * (share - truth))).sum()


model = BertForSequenceClassification.from_pretrained("snippets/lab/checkpoints/bert-sentiment")
share = probability_positive(model)
confidence = np.maximum(share, 1 - share)
print(f"accuracy = {accuracy(share > 0.5):.3f}")
print(f"mean_confidence = {(weights * confidence).sum():.3f}")
print(f"mean_error = {(weights * np.abs(share - exact)).sum():.3f}")
print(f"largest_error = {np.abs(share - exact).max():.3f}")
print(f"calibration_error = {calibration_error(share, exact, weights):.3f}")

chosen, positive = draw(500, seed=3)
drawn = np.full(500, 1 / 500)
print(f"from_500_labels = {calibration_error(share[chosen], positive, drawn):.3f}")
print(f"exact_from_500_labels = {calibration_error(exact[chosen], positive, drawn):.3f}")

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.3), sharey=True, dpi=200, layout="constrained")
axes[0].scatter(share, exact, s=2000 * weights, alpha=0.5, color="tab:blue", rasterized=True)
axes[0].set(title="every review", ylabel="P(positive): exact, or counted")
observed, predicted = calibration_curve(positive, share[chosen], n_bins=10)
axes[1].plot(predicted, observed, "s-", color="tab:orange")
axes[1].set(title="500 labels in ten bins")
for ax in axes:
    ax.plot([0, 1], [0, 1], color="0.5", linestyle="--")
    ax.set(xlabel="BERT's P(positive)")
plt.show()
