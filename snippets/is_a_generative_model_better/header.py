import matplotlib.pyplot as plt
import numpy as np
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(4)
centres = [(-1.3, -0.7), (1.2, 0.8)]
shapes = [np.array([[0.9, 0], [0.5, 0.8]]), np.array([[1.0, 0], [-0.4, 0.6]])]
clouds = [rng.normal(size=(60, 2)) @ s.T + c for c, s in zip(centres, shapes, strict=True)]
labels = np.repeat([0, 1], 60)
boundary = LogisticRegression().fit(np.vstack(clouds), labels)

xs, ys = np.linspace(-4.5, 4.5, 120), np.linspace(-3.5, 3.5, 90)
grid = np.stack(np.meshgrid(xs, ys), axis=-1)  # (90, 120, 2)
p_label = boundary.predict_proba(grid.reshape(-1, 2))[:, 1].reshape(90, 120)

fig, (left, right) = plt.subplots(1, 2, sharey=True, layout="constrained")
fig.set_size_inches(6.4, 2.5)
left.contour(xs, ys, p_label, levels=[0.5], colors="0.3", linewidths=2)
left.set_title("Where is the border?\nP(label | point)", fontsize=11)
right.set_title("Where do the points live?\nP(point, label)", fontsize=11)
for cloud, marker, colour in zip(clouds, "o^", ["tab:blue", "tab:orange"], strict=True):
    mean, cov = cloud.mean(axis=0), np.cov(cloud.T)
    away = grid - mean
    square = np.einsum("abi,ij,abj->ab", away, np.linalg.inv(cov), away)
    density = np.exp(-square / 2) / np.sqrt(np.linalg.det(2 * np.pi * cov))
    fresh = rng.normal(size=(25, 2)) @ np.linalg.cholesky(cov).T + mean
    left.scatter(*cloud.T, s=14, marker=marker, color=colour)
    right.contour(xs, ys, density, levels=4, colors=colour)
    right.scatter(*fresh.T, s=24, marker=marker, facecolors="none", edgecolors=colour)
left.set(xlabel="feature 1 (no unit)", ylabel="feature 2 (no unit)")
right.set(xlabel="feature 1 (no unit)")
plt.show()
