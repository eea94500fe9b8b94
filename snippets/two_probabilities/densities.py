import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import norm
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

rng = np.random.default_rng(0)
y = rng.integers(0, 2, 300)
x = rng.normal(np.where(y == 1, 6.0, 3.0), 1.2)

generative = GaussianNB().fit(x[:, None], y)
discriminative = LogisticRegression().fit(x[:, None], y)
grid = np.linspace(-1, 10, 1101)
mean, scale = generative.theta_[:, 0], np.sqrt(generative.var_[:, 0])
p_joint = generative.class_prior_[:, None] * norm.pdf(grid, mean[:, None], scale[:, None])
p_label = discriminative.predict_proba(grid[:, None])[:, 1]

print("boundary_generative =", round(grid[np.argmax((p_joint[1] > p_joint[0]) & (grid > 3))], 1))
print("boundary_discriminative =", round(grid[np.argmax(p_label > 0.5)], 1))
print("generative_mean =", round(mean[1], 1))
print("new x for y=1, from the left model:", rng.normal(mean[1], scale[1], 3).round(1))

fig, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.4), layout="constrained")
for label, style in ((0, "-"), (1, "--")):
    left.plot(grid, p_joint[label], style, label=f"P(x | y={label}) P(y={label})")
    for ax, low in ((left, -0.01), (right, -0.07)):
        points = x[y == label]
        ax.plot(points, np.full(len(points), low * (1 + label)), "|", color=f"C{label}")
right.plot(grid, p_label, "k-", label="P(y=1 | x)")
right.axvline(grid[np.argmax(p_label > 0.5)], color="0.5", ls=":", label="boundary")
left.set(xlabel="x (units)", ylabel="density (per unit)", title="generative")
right.set(xlabel="x (units)", ylabel="probability", title="discriminative")
fig.legend(loc="outside lower center", ncols=2)
plt.show()
