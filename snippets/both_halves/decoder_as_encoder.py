# tolerance: 0.004 (spread 0.0024)
import sys

import matplotlib.pyplot as plt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from snippets.both_halves.states import pooled
from snippets.lab.checkpoints import load
from snippets.lab.measure import bayes_accuracy, label_quality, labelled, reviews

seed, labels = map(int, sys.argv[1:] or (0, 2048))
texts, sentiments = labelled(labels, seed)
every_review = reviews()[0]
row = {text: i for i, text in enumerate(every_review)}
seen = [row[text] for text in texts]

gpt, bert = load("gpt"), load("bert")
features = {}
features["causal, mean"], features["causal, last"] = pooled(gpt.transformer, every_review, "gpt")
features["unmasked, mean"], features["unmasked, last"] = pooled(
    gpt.transformer, every_review, "gpt", unmasked=True
)
features["BERT, mean"], _ = pooled(bert.bert, every_review, "bert")

found = {}
print(f"{'':16}{'excess bits':>13}{'calibration':>12}")
for name, x in features.items():
    head = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    positive = head.fit(x[seen], sentiments).predict_proba(x)[:, 1]
    found[name] = label_quality(positive)
    print(f"{name:16}{found[name]['excess_bits']:13.3f}{found[name]['calibration_error']:12.3f}")

parameters = gpt.num_parameters() + x.shape[1] + 1
excess_bits, accuracy, calibration_error = found["unmasked, mean"].values()
print(f"best_possible = {bayes_accuracy():.3f}\nlabels = {labels:,}\nparameters = {parameters:,}")
for name, quality in found.items():
    print(f"{name.replace(', ', '_').lower()} = {quality['accuracy']:.3f}")

fig, ax = plt.subplots(figsize=(6.4, 2.6), layout="constrained")
for y, (name, quality) in enumerate(found.items()):
    ax.plot(quality["accuracy"], y, "s" if name.startswith("BERT") else "o", color="tab:blue")
ax.axvline(bayes_accuracy(), ls="--", color="black", label="the best possible")
ax.set(yticks=range(len(found)), yticklabels=found, xlabel="accuracy over all reviews")
ax.legend()
plt.show()
