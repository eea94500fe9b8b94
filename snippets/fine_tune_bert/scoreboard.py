# tolerance: 0.004 (spread 0)
import matplotlib.pyplot as plt
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import scale
from transformers import BertForMaskedLM, BertForSequenceClassification

from snippets.lab import reviews as r
from snippets.lab.train import RECIPES

features = {"frozen_bert": scale(r.frozen_states()["mean"])}
for name, longest in {"words": 1, "words_and_pairs": 2}.items():
    counts = CountVectorizer(token_pattern=r"\S+", ngram_range=(1, longest))
    features[name] = counts.fit_transform(r.reviews)
chosen, positive = r.draw(2048, seed=0)
recipe = RECIPES["bert-sentiment"]
all_labels = recipe.steps * recipe.size

scores = {"one_label_always": (0, r.accuracy(True))}
for name in ("words", "words_and_pairs", "frozen_bert"):
    model = LogisticRegression(solver="liblinear").fit(features[name][chosen], positive)
    scores[name] = (2048, r.accuracy(model.predict(features[name])))
shares = r.fill_label(BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert"))
scores["fill_mask"] = (0, r.accuracy(shares[:, 0] > shares[:, 1]))
bert = BertForSequenceClassification.from_pretrained("snippets/lab/checkpoints/bert-sentiment")
scores["fine_tuned_bert"] = (all_labels, r.accuracy(r.probability_positive(bert) > 0.5))

bayes = r.accuracy(r.exact > 0.5)
print(f"all_labels = {all_labels:,}")
print(f"bayes = {bayes:.3f}")
for name, (_, score) in scores.items():
    print(f"{name} = {score:.3f}")

fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
names = [f"{name.replace('_', ' ')}, {labels:,}" for name, (labels, _) in scores.items()]
bars = ax.barh(names, [score for _, score in scores.values()], color="tab:blue")
ax.bar_label(bars, fmt="%.3f", label_type="center", color="white")
ax.axvline(bayes, color="black", linestyle="--")
ax.text(bayes - 0.01, -0.05, f"exact: {bayes:.3f}", ha="right", va="center", size=10)
ax.invert_yaxis()
ax.set(xlabel="accuracy over all reviews of a movie", ylabel="who, and on how many labels")
ax.set_xlim(0, 1)
plt.show()
