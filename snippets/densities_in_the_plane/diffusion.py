# tolerance: 0.004 (spread 7.8e-05)
import math
import sys

import matplotlib.pyplot as plt
import torch

from snippets.densities_in_the_plane.draw import panels
from snippets.lab.denoiser import (
    BATCH,
    bound,
    denoise,
    log_density,
    train_denoiser,
)
from snippets.lab.mixture import (
    ENTROPY,
    GRID,
    integral,
    log_prob,
    mean_bits,
    sample,
    sample_measures,
)

seed, steps = map(int, sys.argv[1:] or (0, 1000))
model = train_denoiser(seed, steps)
parameters, points = sum(p.numel() for p in model.parameters()), steps * BATCH

density = log_density(model, GRID.float())
excess_bits = mean_bits(density) - ENTROPY
draw = torch.Generator().manual_seed(seed)
x = sample(10000, draw)
bound_bits = float((log_prob(x) - bound(model, x.float(), draw)).mean()) / math.log(2)

drawn = denoise(model, 10000, draw)
found = sample_measures(drawn)
covered, inside = found["covered"], found["inside"]

print(f"parameters = {parameters:,}\npoints = {points:,}")
print(f"bound_bits = {bound_bits:.3f}\nexcess_bits = {excess_bits:.3f}")
print(f"integral = {integral(density):.3f}")
print(f"inside = {inside:.3f}\ncovered = {covered}")
panels(drawn, found["shares"], density)
plt.show()
