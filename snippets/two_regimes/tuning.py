"""Logistic regression whose penalty is chosen on examples that were held out."""

import numpy as np
from sklearn.linear_model import LogisticRegression

PENALTIES = (1e-3, 1e-1, 1e1, 1e3)  # the values of C that are tried; a small C is a strong penalty


# --8<-- [start:tuned]
def tuned(x, y):
    """Return logistic regression with the best of PENALTIES, fitted to all examples.

    The best one errs least on every fourth example, after learning from the others; of equally good
    ones it is the one with the strongest penalty.
    """
    held, wrong = np.arange(len(y)) % 4 == 3, []
    for C in PENALTIES:
        model = LogisticRegression(C=C, max_iter=5000).fit(x[~held], y[~held])
        wrong.append((model.predict(x[held]) != y[held]).mean())
    return LogisticRegression(C=PENALTIES[np.argmin(wrong)], max_iter=5000).fit(x, y)


# --8<-- [end:tuned]
