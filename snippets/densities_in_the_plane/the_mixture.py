import math

import matplotlib.pyplot as plt
import torch

from snippets.lab.mixture import (
    AXIS,
    ENTROPY,
    EXACT,
    INSIDE,
    SIGMA,
    WEIGHTS,
    integral,
    log_prob,
    sample,
    sample_measures,
)

x = sample(2000, torch.Generator().manual_seed(0))
measures = sample_measures(x)
bits = -log_prob(x) / math.log(2)
margin = 1.96 * bits.std() / len(x) ** 0.5
which_mode = -float((WEIGHTS * WEIGHTS.log2()).sum())
where_in_it = math.log2(2 * math.pi * math.e * SIGMA**2)
print(f"entropy = {ENTROPY:.4f}")
print(f"by_parts = {which_mode + where_in_it:.4f}")
print(f"by_samples = {bits.mean():.2f} ± {margin:.2f}")
print(f"integral = {integral(EXACT):.6f}")
print(f"inside = {measures['inside']:.3f}")

fig, ax = plt.subplots(figsize=(4.2, 3.4), layout="constrained")
levels = INSIDE + torch.arange(5) * (EXACT.max() - INSIDE) / 5
ax.plot(*x.T, ".", ms=2, alpha=0.5, color="C0", rasterized=True, label="samples")
ax.contour(AXIS, AXIS, EXACT.view(61, 61).T, levels, colors="C1", linewidths=0.8)
for k, weight in enumerate(WEIGHTS):
    angle = k * math.pi / 4
    ax.text(3.1 * math.cos(angle), 3.1 * math.sin(angle), f"{weight:.2f}", ha="center", va="center")
ax.set(aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
plt.show()
