import sys

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.svm import SVC

from snippets.lab.measure import label_quality, labelled, reviews

seed, n = map(int, sys.argv[1:] or (0, 2048))
texts, y = labelled(n, seed)
labels = len(y)
bag = CountVectorizer(token_pattern=r"\S+")
X = bag.fit_transform(texts).toarray()
texts_of_world, p, exact = reviews()
every = bag.transform(texts_of_world).toarray()

model = SVC().fit(X, y)  # the kernel exp(-gamma |x - x'|^2) compares two reviews
margin = model.decision_function(every)
gamma = 1 / (X.shape[1] * X.var())
distance = ((every[:100, None] - model.support_vectors_) ** 2).sum(axis=2)
by_hand = np.exp(-gamma * distance) @ model.dual_coef_[0] + model.intercept_[0]
print("by hand as in scikit-learn:", bool(np.abs(by_hand - margin[:100]).max() < 1e-8))
parameters = model.dual_coef_.size + 1
accuracy = float((p * np.where(margin > 0, exact, 1 - exact)).sum())
print(f"parameters = {parameters}\naccuracy = {accuracy:.3f}")
print(f"smallest_margin = {margin.min():.3f}\nlargest_margin = {margin.max():.3f}")

straight = SVC(kernel="linear").fit(X, y).decision_function(every)
print(f"accuracy_without_kernel = {(p * np.where(straight > 0, exact, 1 - exact)).sum():.3f}")
squashed = label_quality(1 / (1 + np.exp(-margin)))
print(f"squashed_calibration_error = {squashed['calibration_error']:.3f}")
print(f"squashed_excess_bits = {squashed['excess_bits']:.3f}")
