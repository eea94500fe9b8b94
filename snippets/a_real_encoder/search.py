import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import bootstrap
from sklearn.feature_extraction.text import TfidfVectorizer

from snippets.a_real_encoder.glossary import TFIDF, entries, ranks
from snippets.a_real_encoder.questions import QUESTIONS
from snippets.a_real_encoder.vectors import causal, embed, load

documents = [f"{title}: {text}" for title, text in entries().values()]
tokenizer, model = load()
found = {}
for name, mask in {"minilm": None, "minilm_causal": causal}.items():
    vectors = embed(documents, tokenizer, model, mask)
    found[name] = ranks(embed(QUESTIONS, tokenizer, model, mask) @ vectors.T)
for name, options in TFIDF.items():
    counts = TfidfVectorizer(**options).fit(documents)
    found[name] = ranks((counts.transform(QUESTIONS) @ counts.transform(documents).T).toarray())


def mean(values):
    low, high = bootstrap((values,), np.mean, rng=0, method="percentile").confidence_interval
    return values.mean(), low, high


fig, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
labels = ["MiniLM", "MiniLM made causal", "TF-IDF, words", "TF-IDF, letters"]
for i, (name, rank) in enumerate(found.items()):
    scores = [{"at_1": r <= 1.0, "at_5": r <= 5.0, "mrr": 1 / r} for r in (found["minilm"], rank)]
    for x, measure in enumerate(scores[1]):
        first, own = (score[measure].astype(float) for score in scores)
        print(f"{name}_{measure} = {own.mean():.2f}")
        if i:
            print("    MiniLM is ahead by {:.2f} ({:.2f} to {:.2f})".format(*mean(first - own)))
        if i < len(labels):
            value, low, high = mean(own)
            bar = {"hatch": ["", "//", "..", "xx"][i], "label": None if x else labels[i]}
            ax.bar(x + 0.2 * i, value, 0.2, color=f"C{i}", edgecolor="white", **bar)
            ax.plot([x + 0.2 * i] * 2, [low, high], color="0.3")
print(f"entries = {len(documents)}\nquestions = {len(QUESTIONS)}")
ax.set_xticks(np.arange(3) + 0.3, ["recall at 1", "recall at 5", "mean reciprocal rank"])
ax.set(ylabel="over all questions", ylim=(0, 1))
ax.legend(ncols=2)
plt.show()
