# tolerance: 0.0004 (spread 0)
import sys

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

from snippets.lab.measure import bayes_accuracy, label_quality, labelled, reviews
from snippets.two_regimes.worlds import SIZES

seed, draws, most = map(int, sys.argv[1:] or (0, 2, 512))
sizes = [m for m in SIZES if m <= most]
texts, p, exact = reviews()
row = {text: i for i, text in enumerate(texts)}
models = {
    "nb": MultinomialNB(),
    "lr": LogisticRegression(C=1e4, max_iter=5000),
    "lr_c1": LogisticRegression(C=1, max_iter=5000),
}
measures = {"bayes": bayes_accuracy()}
for features, longest in {"words": 1, "neighbours": 2}.items():  # longest: run of words counted
    X = CountVectorizer(token_pattern=r"\S+", ngram_range=(1, longest)).fit_transform(texts)
    for m in sizes:
        for draw in range(draws):
            seen, y = labelled(m, 1000 * seed + draw)
            if y.min() == y.max():  # of a few labels all can be the same
                y[0] = 1 - y[0]
            rows = [row[text] for text in seen]
            for name, model in models.items():
                positive = model.fit(X[rows], y).predict_proba(X)[:, 1]
                quality = label_quality(positive)
                says = positive > 0.5
                quality["precision"] = (p * exact)[says].sum() / max(p[says].sum(), 1e-12)
                for measure in ("accuracy", "precision", "calibration_error"):
                    key = f"{name}_{features}_{m}_{measure}"
                    measures[key] = measures.get(key, 0.0) + quality[measure] / draws

    print(f"{features}: {X.shape[1]} features; accuracy, at most {measures['bayes']:.4f}")
    print("m       " + "".join(f"{name:>8}" for name in models))
    for m in sizes:
        found = [measures[f"{name}_{features}_{m}_accuracy"] for name in models]
        print(f"{m:<8}" + "".join(f"{accuracy:8.3f}" for accuracy in found))
