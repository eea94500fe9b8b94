import numpy as np
from scipy.stats import t as student
from sklearn.datasets import load_breast_cancer
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

X, y = load_breast_cancer(return_X_y=True)  # (569 tumours, 30 measurements); 0 is malignant
models = {
    "naive_bayes": GaussianNB(),
    "lda": LinearDiscriminantAnalysis(),
    "logistic": LogisticRegression(),
    "tree": DecisionTreeClassifier(max_depth=4, random_state=0),
}
found = {"majority": []} | {name: [] for name in models}
for seed in range(10):
    order = np.random.default_rng(seed).permutation(len(y))
    train, test = order[:400], order[400:]
    malignant = y[test] == 0
    found["majority"].append((1 - malignant.mean(), 0.0))
    for name, model in models.items():
        model = make_pipeline(StandardScaler(), model).fit(X[train], y[train])
        right = model.predict(X[test]) == y[test]
        found[name].append((right.mean(), right[malignant].mean()))
print("                 right        of the malignant")
for name, scores in found.items():
    mean = np.mean(scores, axis=0)
    half = student.ppf(0.975, 9) * np.std(scores, axis=0, ddof=1) / 10**0.5
    print(f"{name:12}", *(f"{m:8.3f} ± {h:.3f}" for m, h in zip(mean, half, strict=True)))
for name, scores in found.items():
    print(f"{name} = {np.mean(scores, axis=0)[0]:.3f}")
lead = np.subtract(found["logistic"], found["lda"])[:, 0]  # paired: the same tumours
print(f"lead = {lead.mean():.3f}")
print(f"lead_half = {student.ppf(0.975, 9) * lead.std(ddof=1) / 10**0.5:.3f}")
