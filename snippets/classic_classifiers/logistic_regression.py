import sys

import matplotlib.pyplot as plt
import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

from snippets.lab.measure import label_quality, labelled, reviews

seed, n = map(int, sys.argv[1:] or (0, 2048))
texts, y = labelled(n, seed)
labels = len(y)
bag = CountVectorizer(token_pattern=r"\S+")
X = bag.fit_transform(texts).toarray()
every = bag.transform(reviews()[0]).toarray()

model = LogisticRegression(tol=1e-6, max_iter=1000).fit(X, y)
w, b = model.coef_[0], model.intercept_[0]
positive = 1 / (1 + np.exp(-(every @ w + b)))
same = np.abs(model.predict_proba(every)[:, 1] - positive).max() < 1e-12
print("a sum of weights, squashed:", bool(same))
shares = model.predict_proba(X)[:, 1]
print(f"slope_left = {np.abs(X.T @ (shares - y) + w / model.C).max():.2f}")
parameters = w.size + 1
excess_bits, accuracy, calibration_error = label_quality(positive).values()
print(f"parameters = {parameters}\nexcess_bits = {excess_bits:.3f}")
print(f"accuracy = {accuracy:.3f}\ncalibration_error = {calibration_error:.3f}")

counted = MultinomialNB().fit(X, y).feature_log_prob_
shown = "great lovely good clever long silly bad boring awful strong weak loved hated not but"
at = [bag.vocabulary_[word] for word in shown.split()]
fig, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
ax.plot((counted[1] - counted[0])[at], shown.split(), "o", label="naive Bayes: counted")
ax.plot(w[at], shown.split(), "x", ms=8, label="logistic regression: fitted")
ax.axvline(0, color="0.5", lw=1)
ax.set_xlabel("weight of one occurrence (nats, + is positive)")
ax.invert_yaxis()
ax.legend()
plt.show()
