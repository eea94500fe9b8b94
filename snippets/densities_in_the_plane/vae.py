# tolerance: 0.004 (spread 0)
import sys

import matplotlib.pyplot as plt
import torch

from snippets.densities_in_the_plane.draw import panels
from snippets.lab.autoencoder import BATCH, bound, by_quadrature, train_vae
from snippets.lab.mixture import (
    ENTROPY,
    GRID,
    integral,
    mean_bits,
    sample_measures,
)

seed, steps = map(int, sys.argv[1:] or (0, 1000))
vae = train_vae(seed, steps)
parameters, points = sum(p.numel() for p in vae.parameters()), steps * BATCH

x = GRID.float()
bound_bits = mean_bits(bound(vae, x, draws=1, repeats=16)) - ENTROPY
bits_of_10 = mean_bits(bound(vae, x, draws=10, repeats=4)) - ENTROPY
bits_of_100 = mean_bits(bound(vae, x, draws=100)) - ENTROPY
log_density = by_quadrature(vae, x)
exact_bits = mean_bits(log_density) - ENTROPY

with torch.no_grad():
    drawn = vae.sample(10000, torch.Generator().manual_seed(seed))
found = sample_measures(drawn)
covered, inside = found["covered"], found["inside"]

print(f"parameters = {parameters:,}\npoints = {points:,}")
print(f"bound_bits = {bound_bits:.3f}")
print(f"bits_of_10 = {bits_of_10:.3f}")
print(f"bits_of_100 = {bits_of_100:.3f}")
print(f"exact_bits = {exact_bits:.3f}")
print(f"integral = {integral(log_density):.3f}")
print(f"inside = {inside:.3f}\ncovered = {covered}")
panels(drawn, found["shares"], log_density)
plt.show()
