import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

X, y = load_breast_cancer(return_X_y=True)  # (569 tumours, 30 measurements)
print(f"tumours = {len(y)}")
models = {
    "naive_bayes": GaussianNB(),
    "logistic": make_pipeline(StandardScaler(), LogisticRegression()),
}
for name, model in models.items():
    for n_train in (32, 400):
        accuracy = []
        for seed in range(10):
            order = np.random.default_rng(seed).permutation(len(y))
            train, test = order[:n_train], order[400:]
            model.fit(X[train], y[train])
            accuracy.append(model.score(X[test], y[test]))
        print(f"{name}_{n_train} = {np.mean(accuracy):.3f}")
