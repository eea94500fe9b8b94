# tolerance: 0.004 (spread 0)
import math
import sys

import torch

from snippets.lab import autoencoder, denoiser
from snippets.lab.denoiser import kept, spread
from snippets.lab.mixture import (
    ENTROPY,
    GRID,
    log_prob,
    mean_bits,
    sample,
    score,
)

seed, steps, n = map(int, sys.argv[1:] or (0, 400, 1000))
grid = GRID.float()
vae = autoencoder.train_vae(seed, steps)
exact_vae = mean_bits(autoencoder.by_quadrature(vae, grid))
measures = {"excess_vae": exact_vae - ENTROPY}
for draws in (1, 3, 10, 30, 100):
    bound = autoencoder.bound(vae, grid, draws, repeats=-(-64 // draws))
    measures[f"gap_vae_{draws}"] = mean_bits(bound) - exact_vae

noise = denoiser.train_denoiser(seed, steps)
measures["excess_flow"] = mean_bits(denoiser.log_density(noise, grid)) - ENTROPY
x = sample(n, torch.Generator().manual_seed(seed))


def exact_noise(x, t):
    return -spread(t) * score(x, kept(t), spread(t))


for times in (10, 30, 100, 300, 1000):
    for name, guess in (("diffusion", noise), ("perfect", exact_noise)):
        draw = torch.Generator().manual_seed(seed)  # the same noise for both
        bound = denoiser.bound(guess, x.float(), draw, times)
        excess = float((log_prob(x) - bound).mean()) / math.log(2)
        flow = measures["excess_flow"] if name == "diffusion" else 0.0
        measures[f"gap_{name}_{times}"] = excess - flow
for name, value in measures.items():
    print(f"{name} = {value:.3f}")
