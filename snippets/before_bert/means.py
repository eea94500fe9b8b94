"""Reviews as the mean of their words' vectors, and a logistic regression on top."""

import numpy as np
from sklearn.linear_model import LogisticRegression

from snippets.lab.measure import labelled, reviews
from snippets.lab.objectives import word_rows


# --8<-- [start:means]
def mean_vectors(vectors: np.ndarray, texts: list[str]) -> np.ndarray:
    """Return the mean of the vectors of each text's words, (texts, d)."""
    return np.array([vectors[row].mean(axis=0) for row in word_rows(texts)])


def positive_by_mean(vectors: np.ndarray, labels: int, seed: int) -> np.ndarray:
    """Fit a logistic regression to labelled reviews; return P(positive) of each of `reviews()`."""
    texts, answers = labelled(labels, seed)
    head = LogisticRegression(C=100, max_iter=5000)
    head.fit(mean_vectors(vectors, texts), answers)
    return head.predict_proba(mean_vectors(vectors, reviews()[0]))[:, 1]


# --8<-- [end:means]
