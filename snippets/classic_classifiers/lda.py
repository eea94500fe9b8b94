import sys

import matplotlib.pyplot as plt
import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.feature_extraction.text import CountVectorizer

from snippets.lab.measure import label_quality, labelled, reviews

seed, n = map(int, sys.argv[1:] or (0, 2048))
texts, y = labelled(n, seed)
labels = len(y)
bag = CountVectorizer(token_pattern=r"\S+")
X = bag.fit_transform(texts).toarray()
every = bag.transform(reviews()[0]).toarray()

means = np.array([X[y == k].mean(axis=0) for k in (0, 1)])  # one Gaussian a class …
covariance = (X - means[y]).T @ (X - means[y]) / n  # … of one shape
w = np.linalg.pinv(covariance, rcond=1e-8, hermitian=True) @ (means[1] - means[0])
log_odds = (every - means.mean(axis=0)) @ w + np.log(y.mean() / (1 - y.mean()))
positive = 1 / (1 + np.exp(-log_odds))

model = LinearDiscriminantAnalysis().fit(X, y)
same = np.abs(model.predict_proba(every)[:, 1] - positive).max() < 1e-6
print("by hand as in scikit-learn:", bool(same))
parameters = means.size + X.shape[1] * (X.shape[1] + 1) // 2 + 2
excess_bits, accuracy, calibration_error = label_quality(positive).values()
print(f"parameters = {parameters}\nexcess_bits = {excess_bits:.3f}")
print(f"accuracy = {accuracy:.3f}\ncalibration_error = {calibration_error:.3f}")

_, p, exact = reviews()
spread = np.sqrt(w @ covariance @ w)
fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
for k, name, line in ((0, "negative", "--"), (1, "positive", "-")):
    share = p * (exact if k else 1 - exact)
    bars = {"hatch": "//" * (1 - k), "alpha": 0.5, "density": True, "color": f"C{k}"}
    ax.hist(log_odds, 40, weights=share / share.sum(), label=f"{name} reviews", **bars)
    z = np.linspace(-8, 8, 200)
    center = (means[k] - means.mean(axis=0)) @ w
    bell = np.exp(-(((z - center) / spread) ** 2) / 2) / spread / np.sqrt(2 * np.pi)
    ax.plot(z, bell, line, color=f"C{k}", label=f"{name}, as assumed")
ax.set(xlabel="log-odds of positive (nats)", ylabel="density", xlim=(-6, 6))
ax.legend()
plt.show()
