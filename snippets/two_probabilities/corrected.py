import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from snippets.two_probabilities.bigrams import likelihood
from snippets.two_probabilities.toy import HUNDREDTHS, SENTENCES

table = np.array(list(HUNDREDTHS.values()), dtype=float) / 100  # (6 sentences, 2 labels)
counts = CountVectorizer(token_pattern=r"\S+").fit_transform(SENTENCES).toarray()
X, y = np.repeat(counts, 2, axis=0), np.tile([0, 1], len(SENTENCES))
lr = LogisticRegression(C=np.inf, tol=1e-8, max_iter=1000).fit(X, y, table.ravel())

old, new = table.sum(axis=0), np.array([0.10, 0.90])  # P(y) and P'(y), positive first


def corrected(posterior, prior):
    joint = posterior * prior / old
    return joint / joint.sum(axis=1, keepdims=True)


def normalised(p_x_given_y, prior):
    joint = p_x_given_y * prior
    return joint / joint.sum(axis=1, keepdims=True)


left_alone = lr.predict_proba(counts)
moved = corrected(left_alone, new)
exact = normalised(table / old, new)
bigrams = [[likelihood(x, label) for label in ("positive", "negative")] for x in SENTENCES]
generative = normalised(np.array(bigrams), new)
print(f"{'P(positive | x)':21}  left alone  corrected  exact  bigrams")
for x, *p in zip(SENTENCES, left_alone, moved, exact, generative, strict=True):
    print(f"{x:21}", *(f"{row[0]:{w}.3f}" for row, w in zip(p, (11, 10, 7, 7), strict=True)))

p_x_new, guess = (table / old * new).sum(axis=1), old  # texts of the new world, no labels
for _ in range(100):
    guess = p_x_new @ corrected(left_alone, guess)
print(f"old_prior_from_texts = {table.sum(axis=1) @ left_alone[:, 0]:.3f}")
print(f"new_prior_from_texts = {guess[0]:.3f}")
