import matplotlib.pyplot as plt
import numpy as np

from snippets.a_classifier_from_a_language_model import predictions
from snippets.a_classifier_from_a_language_model.predictions import exact, p_positive, p_x


def mean(values):
    return (p_x * values).sum()


def bits(guess):
    return -exact * np.log2(guess) - (1 - exact) * np.log2(1 - guess)


print(f"{'':20} accuracy  error  excess bits  passes")
passes = dict(zip(p_positive, (2, 1, 1, 0, 0), strict=True))  # through a network
measured = {}
for name, guess in {"exact posterior": exact, **p_positive}.items():
    accuracy, error = mean(np.where(guess > 0.5, exact, 1 - exact)), mean(abs(guess - exact))
    excess = mean(bits(guess) - bits(exact))
    print(f"{name:20} {accuracy:8.3f}  {error:5.3f}  {excess:11.3f}  {passes.get(name, ''):6}")
    measured[name] = accuracy, error
print(f"number_of_reviews = {len(exact)}")
print(f"labelled_reviews = {len(predictions.labelled)}")
print(f"bayes_accuracy = {measured['exact posterior'][0]:.3f}")
print(f"gpt_accuracy = {measured['GPT with Bayes'][0]:.3f}")
print(f"gpt_error = {measured['GPT with Bayes'][1]:.3f}")
print(f"fill_mask_error = {measured['BERT, fill-mask'][1]:.3f}")
print(f"tuned_accuracy = {measured['BERT, fine-tuned'][0]:.3f}")
print(f"tuned_error = {measured['BERT, fine-tuned'][1]:.3f}")
print(f"naive_bayes_accuracy = {measured['naive Bayes'][0]:.3f}")

fig, axes = plt.subplots(
    2, 3, figsize=(6.4, 4.6), sharex=True, sharey=True, dpi=200, layout="constrained"
)
for ax, (name, guess) in zip(axes.flat, p_positive.items(), strict=False):
    ax.scatter(exact, guess, s=4 + 1500 * p_x, color="tab:blue", alpha=0.4, lw=0, rasterized=True)
    ax.plot([0, 1], [0, 1], "k--", lw=1)
    ax.set_title(name, fontsize=10)
    ax.set(xticks=[0, 0.5, 1], yticks=[0, 0.5, 1], aspect="equal")
axes[1, 2].axis("off")
axes[1, 2].text(
    0, 0.5, "a dot: one review,\nas large as it\nis likely\n\ndashes: exact", va="center"
)
fig.supxlabel("exact P(positive | review)", fontsize=10)
fig.supylabel("model's P(positive | review)", fontsize=10)
plt.show()
