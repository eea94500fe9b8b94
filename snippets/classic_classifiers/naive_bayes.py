import sys

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import BernoulliNB, MultinomialNB

from snippets.lab.measure import bayes_accuracy, label_quality, labelled, reviews

seed, n = map(int, sys.argv[1:] or (0, 2048))
texts, y = labelled(n, seed)
labels = len(y)
bag = CountVectorizer(token_pattern=r"\S+")
X = bag.fit_transform(texts).toarray()  # (reviews, words)
every = bag.transform(reviews()[0]).toarray()

words = np.array([X[y == k].sum(axis=0) + 1 for k in (0, 1)])  # add one: no word is impossible
log_share = np.log(words / words.sum(axis=1, keepdims=True))
log_joint = np.log(np.bincount(y) / n) + every @ log_share.T  # log P(x, y), up to a term of x
positive = 1 / (1 + np.exp(log_joint[:, 0] - log_joint[:, 1]))

model = MultinomialNB().fit(X, y)
same = np.abs(model.predict_proba(every)[:, 1] - positive).max() < 1e-10
print("by hand as in scikit-learn:", bool(same))
parameters = words.size + 2
excess_bits, accuracy, calibration_error = label_quality(positive).values()
print(f"words = {len(bag.vocabulary_)}")
print(f"parameters = {parameters}")
print(f"labels = {labels}")
print(f"excess_bits = {excess_bits:.3f}")
print(f"accuracy = {accuracy:.3f}")
print(f"bayes_accuracy = {bayes_accuracy():.3f}")
print(f"calibration_error = {calibration_error:.3f}")
once_or_not = label_quality(BernoulliNB().fit(X, y).predict_proba(every)[:, 1])
print(f"accuracy_bernoulli = {once_or_not['accuracy']:.3f}")
twice = label_quality(MultinomialNB(alpha=2).fit(2 * X, y).predict_proba(2 * every)[:, 1])
print(f"accuracy_twice = {twice['accuracy']:.3f}")
print(f"calibration_error_twice = {twice['calibration_error']:.3f}")
print(f"excess_bits_twice = {twice['excess_bits']:.3f}")
