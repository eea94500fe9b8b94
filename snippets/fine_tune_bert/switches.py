import matplotlib.pyplot as plt
import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from transformers import BertForSequenceClassification

from snippets.lab import reviews as r

bert = BertForSequenceClassification.from_pretrained("snippets/lab/checkpoints/bert-sentiment")
guesses = {"exact": r.exact, "BERT": r.probability_positive(bert)}
labels = np.repeat([True, False], len(r.reviews))  # each review with either label,
shares = np.r_[r.weights * r.exact, r.weights * (1 - r.exact)]  # weighted by P(review, label)
for name, longest in {"words": 1, "pairs": 2}.items():
    counts = CountVectorizer(token_pattern=r"\S+", ngram_range=(1, longest))
    x = counts.fit_transform(r.reviews)
    model = LogisticRegression(C=1e3, solver="liblinear")
    model.fit(counts.transform(r.reviews * 2), labels, sample_weight=shares * len(r.reviews))
    guesses[name] = model.predict_proba(x)[:, 1]
for name, share in guesses.items():
    print(f"accuracy_{name.lower()} = {r.accuracy(share > 0.5):.3f}")

one = ["great .", "not great .", "awful .", "not awful ."]
two = [f"long {c} the plot is {q} ." for c in ("and", "but") for q in ("strong", "weak")]
asked = [r.reviews.index(f"this movie is {text}") for text in one + two]
print(f"\n{'this movie is …':<29}", *(f"{name:>5}" for name in guesses))
for text, i in zip(one + two, asked, strict=True):
    print(f"{text:<29}", *(f"{share[i]:>5.2f}" for share in guesses.values()))

fig, ax = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
for (name, share), mark in zip(guesses.items(), ("Dk", "oC0", "sC1", "vC2"), strict=True):
    face = "none" if name == "exact" else mark[1:]
    size = 9 if name == "exact" else 6
    ax.plot(share[asked], range(8), mark[0], c=mark[1:], mfc=face, ms=size, label=name)
ax.axvline(0.5, color="0.5", linestyle=":")
ax.set_yticks(range(8), [text.replace("the plot is ", "… ") for text in one + two], size=10)
ax.invert_yaxis()
ax.set(xlabel="P(positive | this movie is …)", xlim=(0, 1))
fig.legend(loc="outside upper center", ncols=4, fontsize=10)
plt.show()
