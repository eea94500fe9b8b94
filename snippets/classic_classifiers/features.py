# tolerance: 0.002 (spread 0)
import sys

import matplotlib.pyplot as plt
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures

from snippets.lab.measure import bayes_accuracy, label_quality, labelled, reviews

seed, n = map(int, sys.argv[1:] or (0, 2048))
texts, y = labelled(n, seed)
every, _, exact = reviews()
bags = {" ".join(sorted(text.split())) for text in every}
print(f"reviews = {len(every)}\nbags = {len(bags)}")

not_great = every.index("this movie is not great .")
flipped = every.index("this movie is long but the plot is weak .")
words = CountVectorizer(token_pattern=r"\S+")
neighbours = CountVectorizer(token_pattern=r"\S+", ngram_range=(1, 2))
any_two = make_pipeline(words, PolynomialFeatures(2, interaction_only=True, include_bias=False))
models = {"nb": MultinomialNB(), "lr": LogisticRegression(max_iter=1000)}
fig, axes = plt.subplots(1, 2, figsize=(6.4, 2.8), layout="constrained")
for k, features in enumerate((words, neighbours, any_two)):
    X, test = features.fit_transform(texts), features.transform(every)
    name = ("words", "neighbours", "any_two")[k]
    print(f"{name}_features = {X.shape[1]}")
    for j, (model, fit) in enumerate(models.items()):
        positive = fit.fit(X, y).predict_proba(test)[:, 1]
        found = label_quality(positive)
        for ax, measure in zip(axes, ("accuracy", "calibration_error"), strict=True):
            print(f"{name}_{model}_{measure} = {found[measure]:.3f}")
            ax.bar(k + 0.4 * j - 0.2, found[measure], 0.4, color=f"C{j}", hatch=j * "//")
    print(f"{name}_lr_not_great = {positive[not_great]:.3f}")
    print(f"{name}_lr_flipped = {positive[flipped]:.3f}")
print(f"exact_not_great = {exact[not_great]:.3f}\nexact_flipped = {exact[flipped]:.3f}")
for ax, title in zip(axes, ("accuracy", "calibration error"), strict=True):
    ax.set(title=title, xticks=range(3), xticklabels=("words", "+ neighbours", "+ any two"))
axes[0].axhline(bayes_accuracy(), color="k", ls="--")
axes[0].set_ylim(0.5, 1)
axes[1].legend(axes[1].containers[:2], ("naive Bayes", "logistic regression"))
plt.show()
