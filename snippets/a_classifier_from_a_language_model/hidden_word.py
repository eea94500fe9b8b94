import matplotlib.pyplot as plt
import numpy as np

from snippets.a_classifier_from_a_language_model import classifiers
from snippets.lab.world.corpus import truth

world = truth("training")
words = world.vocabulary[:-1]
reviews = [
    "this movie is [MASK] !",
    "this movie is [MASK] , i hated it .",
    "this movie is [MASK] and the plot is strong .",
    "this movie is great [MASK] the plot is weak .",
]


def gpt_summed(x):
    fillings = [x.replace("[MASK]", word) for word in words]
    positive, negative = (
        np.exp(classifiers.log_probs([f"{y} : {text}" for text in fillings])).sum()
        for y in ("positive", "negative")
    )
    return positive / (positive + negative)


exact = [world.posterior(x, "sentiment")["positive"] for x in reviews]
guesses = {
    "GPT, summed": [gpt_summed(x) for x in reviews],
    "BERT, fill-mask": classifiers.bert_fill_mask(reviews),
    "BERT, fine-tuned": classifiers.bert_fine_tuned(reviews),
}
print("exact   GPT  fill  tuned  P(positive|x)")
for x, *row in zip(reviews, exact, *guesses.values(), strict=True):
    print("  ".join(f"{p:.2f}" for p in row) + f"   {x}")
print(f"texts_scored_by_gpt = {2 * len(words)}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
rows = np.arange(len(reviews))
for k, (name, row) in enumerate(guesses.items()):
    ax.plot(row, rows + 0.2 * (k - 1), "os^"[k], ms=7, label=name)
ax.vlines(exact, rows - 0.35, rows + 0.35, color="k", lw=2, label="exact")
ax.set(xlim=(0, 1), xlabel="P(positive | what is visible)", yticks=rows, yticklabels=reviews)
ax.invert_yaxis()
fig.legend(loc="outside upper center", ncols=4, fontsize=9, columnspacing=1, handletextpad=0.3)
plt.show()
