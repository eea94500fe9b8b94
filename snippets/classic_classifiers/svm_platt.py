import sys

import matplotlib.pyplot as plt
import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.svm import SVC

from snippets.lab.measure import label_quality, labelled, reviews

seed, n = map(int, sys.argv[1:] or (0, 2048))
texts, y = labelled(n, seed)
labels = len(y)
bag = CountVectorizer(token_pattern=r"\S+")
X = bag.fit_transform(texts).toarray()
texts_of_world, p, exact = reviews()
every = bag.transform(texts_of_world).toarray()

apart = cross_val_predict(SVC(), X, y, cv=5, method="decision_function")[:, None]
hope = np.where(y, (y.sum() + 1) / (y.sum() + 2), 1 / (n - y.sum() + 2))  # Platt's targets
both = np.concatenate([apart, apart]), np.repeat([1, 0], n), np.concatenate([hope, 1 - hope])
curve = LogisticRegression(C=np.inf, tol=1e-8).fit(*both)
a, b = curve.coef_[0, 0], curve.intercept_[0]

model = SVC().fit(X, y)
margin = model.decision_function(every)
positive = 1 / (1 + np.exp(-(a * margin + b)))
parameters = model.dual_coef_.size + 3
excess_bits, accuracy, calibration_error = label_quality(positive).values()
print(f"a = {a:.3f}\nb = {b:.3f}\nparameters = {parameters}\nexcess_bits = {excess_bits:.3f}")
print(f"accuracy = {accuracy:.3f}\ncalibration_error = {calibration_error:.3f}")

_, bins = np.unique(np.round(margin * 4), return_inverse=True)
share, center = (np.bincount(bins, p * x) / np.bincount(bins, p) for x in (exact, margin))
z = np.linspace(-3, 3, 100)
fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
ax.plot(z, 1 / (1 + np.exp(-z)), "--", label="margin, merely squashed")
ax.plot(z, 1 / (1 + np.exp(-(a * z + b))), label="Platt: fitted")
ax.plot(center, share, "kD", label="exact share of positive")
ax.set(xlabel="margin", ylabel="P(positive)")
ax.legend()
plt.show()
