"""The animals of the zoo: each trained, ready to draw, and asked what it knows of P(x)."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KernelDensity

from snippets.a_zoo_of_densities import cells
from snippets.lab import adversaries, autoencoder, denoiser
from snippets.lab.mixture import (
    ENTROPY,
    EXACT,
    GRID,
    STEP,
    log_prob,
    mean_bits,
    sample,
)

POINTS, WIDTH = 2000, 0.15  # what those without a network learn from; the width of a kernel


# --8<-- [start:animal]
@dataclass
class Animal:
    """A model: how to draw from it, and what it says of P(x), where it says something."""

    draw: Callable  # (n, generator): points, (n, 2)
    excess_bits: float | None = None  # of its own density, above the entropy
    bound_bits: float | None = None  # at most so many
    best_judge: float | None = None  # how often its points can be told from real ones, at most


def known(draw, log_density, bound_bits=None):
    """Return an animal whose log-density on the grid is known."""
    variation = float((log_density.exp() - EXACT.exp()).abs().sum()) * STEP**2 / 2
    return Animal(draw, mean_bits(log_density) - ENTROPY, bound_bits, (1 + variation) / 2)


def level(shares):
    """Return an animal whose density is level in each cell."""
    excess_bits = cells.mean_bits(shares) - ENTROPY
    judge = (1 + cells.variation(shares)) / 2
    return Animal(lambda n, draw: cells.draw(shares, n, draw), excess_bits, None, judge)


def shuffled(points):
    """Return the sampler of a library that sorts its points by their component."""
    return lambda n, draw: torch.from_numpy(points(n))[torch.randperm(n, generator=draw)]


# --8<-- [end:animal]


# --8<-- [start:zoo]
def zoo(seed, steps):
    """Return {name: animal}; the networks take `steps` steps."""
    draw = torch.Generator().manual_seed(seed)
    x = sample(POINTS, draw).numpy()
    gauss = GaussianMixture(8, random_state=seed).fit(x)
    kernels = KernelDensity(bandwidth=WIDTH).fit(x)
    vae = autoencoder.train_vae(seed, steps)
    generator, _ = adversaries.train_gan(seed, steps)
    noise = denoiser.train_denoiser(seed, steps)
    real = sample(10_000, draw)
    bound = denoiser.bound(noise, real.float(), draw)
    by_gauss, by_kernels = (torch.from_numpy(m.score_samples(GRID)) for m in (gauss, kernels))
    vae_bits = mean_bits(autoencoder.bound(vae, GRID.float(), 1, repeats=16)) - ENTROPY
    return {
        "gaussians": known(shuffled(lambda n: gauss.sample(n)[0]), by_gauss),
        "kernels": known(shuffled(lambda n: kernels.sample(n, seed)), by_kernels),
        "2-gram": level(cells.count(seed, steps)),
        "GPT": level(cells.gpt_shares(cells.train_gpt(seed, steps))),
        "VAE": known(vae.sample, autoencoder.by_quadrature(vae, GRID.float()), vae_bits),
        "GAN": Animal(lambda n, draw: adversaries.generate(generator, n, draw)),
        "diffusion": known(
            lambda n, draw: denoiser.denoise(noise, n, draw),
            denoiser.log_density(noise, GRID.float()),
            float((log_prob(real) - bound).mean()) / math.log(2),
        ),
    }


# --8<-- [end:zoo]
