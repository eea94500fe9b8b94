# tolerance: 0.004 (spread 0)
import sys

import matplotlib.pyplot as plt
import torch

from snippets.densities_in_the_plane.draw import panels
from snippets.lab.adversaries import BATCH, generate, train_gan
from snippets.lab.mixture import sample, sample_measures

seed, steps = map(int, sys.argv[1:] or (0, 1000))
if len(sys.argv) == 1:
    torch.set_default_dtype(torch.float64)  # so short a run ends alike on every machine
generator, discriminator = train_gan(seed, steps)
networks = (generator, discriminator)
parameters = sum(p.numel() for network in networks for p in network.parameters())
points = steps * BATCH

draw = torch.Generator().manual_seed(seed)
with torch.no_grad():
    drawn = generate(generator, 10000, draw)
    taken_for_real = [(discriminator(x) > 0).double().mean() for x in (sample(10000, draw), drawn)]
found = sample_measures(drawn)
covered, inside, distance = (found[name] for name in ("covered", "inside", "distance"))

print(f"parameters = {parameters:,}\npoints = {points:,}")
print(f"inside = {inside:.3f}\ncovered = {covered}")
print(f"distance = {distance:.3f}")
print(f"real_taken_for_real = {taken_for_real[0]:.3f}")
print(f"drawn_taken_for_real = {taken_for_real[1]:.3f}")
panels(drawn, found["shares"])
plt.show()
