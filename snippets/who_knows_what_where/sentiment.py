# tolerance: 0.004 (spread 0)
import sys

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from snippets.lab.checkpoints import load
from snippets.lab.objectives import word_rows
from snippets.lab.reviews import accuracy, draw, exact, reviews
from snippets.who_knows_what_where.readers import READERS, pooled, start

seed, few, many = map(int, sys.argv[1:] or (0, 128, 2048))
rows = word_rows(reviews)
features = {
    "words": CountVectorizer(token_pattern=r"\S+").fit_transform(reviews),
    "neighbours": CountVectorizer(token_pattern=r"\S+", ngram_range=(1, 2)).fit_transform(reviews),
}
for reader, (name, *_) in READERS.items():
    for readout, states in pooled(load(name).base_model, reader, rows).items():
        features[f"{reader}_{readout}"] = states  # no training at all
random = start("bert", seed, pretrained=False).base_model.eval()
features["random_mean"] = pooled(random, "bert", rows)["mean"]
for name in list(features)[2:]:  # states: to one scale; what is the same everywhere stays near 0
    states = features[name].astype(float)
    features[name] = (states - states.mean(axis=0)) / (states.std(axis=0) + 0.001)

measures = {"bayes": accuracy(exact > 0.5), "one_label": accuracy(True)}
print(f"{'frozen':18}{few:>7} labels{many:>7} labels")
for name, x in features.items():
    for size, labels in (("few", few), ("many", many)):
        chosen, positive = draw(labels, seed)
        head = LogisticRegression(solver="liblinear").fit(x[chosen], positive)
        measures[f"{name}_{size}"] = accuracy(head.predict(x))
    print(f"{name:18}{measures[f'{name}_few']:14.3f}{measures[f'{name}_many']:14.3f}")
for name in ("bayes", "one_label", "causal_first_many"):
    print(f"{name} = {measures[name]:.3f}")
