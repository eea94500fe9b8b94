import numpy as np
from scipy.stats import expon, norm
from scipy.stats import t as student
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

rare, n, seeds = 0.01, 20_000, 5


def payments(rng):
    """Draw log amount, log distance from home, hours since the last one; is it fraud; log odds."""
    fraud = (rng.random(n) < rare).astype(int)
    amount = rng.normal(3 + 1.5 * fraud)
    distance = rng.normal(1 + 0.4 * (amount - 3) + 1.5 * fraud)
    hours = rng.exponential(12 - 10 * fraud)
    log_odds = np.log(rare / (1 - rare))
    for y, sign in ((1, 1), (0, -1)):
        log_odds = log_odds + sign * expon.logpdf(hours, scale=12 - 10 * y)
        log_odds += sign * norm.logpdf(amount, 3 + 1.5 * y)
        log_odds += sign * norm.logpdf(distance, 1 + 0.4 * (amount - 3) + 1.5 * y)
    return np.c_[amount, distance, hours], fraud, log_odds


models = {
    "naive_bayes": GaussianNB(),
    "lda": LinearDiscriminantAnalysis(),
    "logistic": LogisticRegression(max_iter=500),
    "tree": DecisionTreeClassifier(max_depth=6, min_samples_leaf=20, random_state=0),
}
found = {}
for seed in range(seeds):
    rng = np.random.default_rng(seed)
    (X, y, _), (X_test, y_test, log_odds) = payments(rng), payments(rng)
    p = {name: model.fit(X, y).predict_proba(X_test)[:, 1] for name, model in models.items()}
    for name, score in ({"never": np.zeros(n), "exact": 1 / (1 + np.exp(-log_odds))} | p).items():
        looked_at = np.argsort(-score, kind="stable")[: int(rare * n)]  # as many as a person can
        caught = y_test[looked_at].sum() / y_test.sum()
        found.setdefault(name, []).append((((score > 0.5) == y_test).mean(), caught))
t = student.ppf(0.975, seeds - 1) / seeds**0.5
for name, scores in found.items():
    (right, caught), (_, half) = np.mean(scores, axis=0), t * np.std(scores, axis=0, ddof=1)
    print(f"{name}_right = {right:.3f}\n{name} = {caught:.3f}\n{name}_half = {half:.3f}")
