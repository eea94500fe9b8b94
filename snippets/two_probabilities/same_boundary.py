import matplotlib.pyplot as plt
import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.svm import LinearSVC

rng = np.random.default_rng(0)
y = rng.integers(0, 2, 4000)
x = rng.normal(2.0 * y - 1.0, 1.0)  # two bells, one unit either side of 0
train, test = slice(0, 2000), slice(2000, 4000)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


svm = LinearSVC(random_state=0).fit(x[train, None], y[train])
platt = CalibratedClassifierCV(svm, method="sigmoid").fit(x[train, None], y[train])
models = {
    "exact": lambda x: sigmoid(2 * x),
    "timid": lambda x: sigmoid(0.5 * x),
    "bold": lambda x: sigmoid(8 * x),
    "SVM, margin squashed": lambda x: sigmoid(svm.decision_function(x[:, None])),
    "SVM, Platt scaling": lambda x: platt.predict_proba(x[:, None])[:, 1],
}
grid = np.linspace(-3, 3, 121)
fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
cost, accuracy = {}, {}
print(f"{'model of P(y|x)':21} accuracy  bits per label")
for (name, p), style in zip(models.items(), ["k-", "--", "-.", ":", "."], strict=True):
    q = p(x[test])
    cost[name] = -np.log2(np.where(y[test] == 1, q, 1 - q)).mean()
    accuracy[name] = np.mean((q > 0.5) == y[test])
    print(f"{name:21} {accuracy[name]:.3f}     {cost[name]:.3f}")
    ax.plot(grid, p(grid), style, label=name)
platt_excess = cost["SVM, Platt scaling"] - cost["exact"]
print(f"platt_excess_bits = {platt_excess:.3f}")
print(f"timid_excess_bits = {cost['timid'] - cost['exact']:.3f}")
print(f"timid_accuracy_gap = {accuracy['exact'] - accuracy['timid']:.3f}")
print("margin_at_3 =", round(svm.decision_function([[3.0]]).item(), 2))
ax.axvline(0, color="0.5", lw=1)
ax.set(xlabel="x (standard deviations)", ylabel="P(y = 1 | x)")
ax.legend()
plt.show()
