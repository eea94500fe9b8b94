import sys

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.tree import DecisionTreeClassifier, export_text

from snippets.lab.measure import label_quality, labelled, reviews

seed, n = map(int, sys.argv[1:] or (0, 2048))
texts, y = labelled(n, seed)
labels = len(y)
bag = CountVectorizer(token_pattern=r"\S+")
X = bag.fit_transform(texts).toarray()
texts_of_world, p, _ = reviews()
every = bag.transform(texts_of_world).toarray()

model = DecisionTreeClassifier(random_state=seed).fit(X, y)
positive = model.predict_proba(every)[:, 1]
parameters = model.tree_.node_count
excess_bits, accuracy, calibration_error = label_quality(positive).values()
print(f"parameters = {parameters}\nexcess_bits = {excess_bits:.3f}")
print(f"accuracy = {accuracy:.3f}\ncalibration_error = {calibration_error:.3f}")
print(f"share_said_for_certain = {p[np.isin(positive, (0, 1))].sum():.3f}")

small = DecisionTreeClassifier(max_leaf_nodes=20, random_state=seed).fit(X, y)
stopped = label_quality(small.predict_proba(every)[:, 1])
print(f"accuracy_20_leaves = {stopped['accuracy']:.3f}")
print(f"calibration_error_20_leaves = {stopped['calibration_error']:.3f}")
print(f"excess_bits_20_leaves = {stopped['excess_bits']:.3f}")
first = DecisionTreeClassifier(max_leaf_nodes=6, random_state=seed).fit(X, y)
print(export_text(first, feature_names=list(bag.get_feature_names_out()), show_weights=True))
