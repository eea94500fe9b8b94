"""A generative adversarial network for points in the plane."""

import torch
from torch import nn
from torch.nn import functional as F

from snippets.lab.mixture import sample

BATCH, WIDTH, LATENT = 128, 64, 16


# --8<-- [start:networks]
def network(inputs, outputs):
    return nn.Sequential(
        nn.Linear(inputs, WIDTH),
        nn.LeakyReLU(0.2),
        nn.Linear(WIDTH, WIDTH),
        nn.LeakyReLU(0.2),
        nn.Linear(WIDTH, outputs),
    ).double()


# --8<-- [end:networks]


# --8<-- [start:train]
def train_gan(seed, steps, pack=1, penalty=0.0):
    """Train a generator against a discriminator that judges `pack` points at a time."""
    torch.manual_seed(seed)
    draw = torch.Generator().manual_seed(seed)
    generator, discriminator = network(LATENT, 2), network(2 * pack, 1)
    options = {"lr": 1e-3, "betas": (0.5, 0.9), "fused": True}
    judge = torch.optim.Adam(discriminator.parameters(), **options)
    forge = torch.optim.Adam(generator.parameters(), **options)
    for _ in range(steps):
        real = sample(BATCH, draw).view(-1, 2 * pack).requires_grad_(penalty > 0)
        fake = generate(generator, BATCH, draw).view(-1, 2 * pack)

        judged = discriminator(real)
        loss = F.softplus(-judged).mean() + F.softplus(discriminator(fake.detach())).mean()
        if penalty:  # a discriminator that is steep where the data are costs extra
            (slope,) = torch.autograd.grad(judged.sum(), real, create_graph=True)
            loss = loss + penalty * slope.square().sum(dim=1).mean()
        judge.zero_grad()
        loss.backward()
        judge.step()

        forge.zero_grad()
        F.softplus(-discriminator(fake)).mean().backward()  # be taken for real
        forge.step()
    return generator, discriminator


def generate(generator, n, draw):
    return generator(torch.randn(n, LATENT, generator=draw, dtype=torch.float64))


# --8<-- [end:train]
