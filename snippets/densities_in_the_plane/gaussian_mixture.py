# tolerance: 0.0004 (spread 0)
import math
import sys

import matplotlib.pyplot as plt
import torch
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KernelDensity

from snippets.densities_in_the_plane.draw import panels
from snippets.lab.mixture import (
    ENTROPY,
    GRID,
    integral,
    mean_bits,
    sample,
    sample_measures,
)

seed, points = map(int, sys.argv[1:] or (0, 2000))
x = sample(points, torch.Generator().manual_seed(seed)).numpy()

mixture = GaussianMixture(8, random_state=seed).fit(x)
parameters = 8 * (2 + 3) + 7  # means, covariances and weights
log_density = torch.from_numpy(mixture.score_samples(GRID.numpy()))
excess_bits = mean_bits(log_density) - ENTROPY
found = sample_measures(drawn := torch.from_numpy(mixture.sample(10000)[0]))
covered, inside = found["covered"], found["inside"]

fit, held_out = x[: points // 2], x[points // 2 :]
widths = (0.05, 0.1, 0.15, 0.2)
best = max(widths, key=lambda w: KernelDensity(bandwidth=w).fit(fit).score(held_out))
kernels = KernelDensity(bandwidth=best).fit(x).score_samples(GRID.numpy())

print(f"parameters = {parameters}\npoints = {points:,}")
print(f"excess_bits = {excess_bits:.4f}")
print(f"expected = {parameters / (2 * points * math.log(2)):.4f}")
print(f"integral = {integral(log_density):.4f}")
print(f"inside = {inside:.3f}\ncovered = {covered}")
print(f"kernel_width = {best}")
print(f"kernel_bits = {mean_bits(torch.from_numpy(kernels)) - ENTROPY:.4f}")
panels(drawn, found["shares"], log_density)
plt.show()
