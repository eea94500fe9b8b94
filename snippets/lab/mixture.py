"""Eight Gaussians on a ring, of unequal weight: a density in the plane that is known exactly."""

import math

import torch

# --8<-- [start:mixture]
WEIGHTS = torch.tensor([0.25, 0.20, 0.15, 0.12, 0.10, 0.08, 0.06, 0.04], dtype=torch.float64)
ANGLES = torch.arange(8, dtype=torch.float64) * math.pi / 4
CENTRES = 2 * torch.stack([ANGLES.cos(), ANGLES.sin()], dim=1)  # (modes, 2), the heaviest right
SIGMA = 0.25


def log_joint(x, shrink=1.0, noise=0.0):
    """Return log P(mode, x), (points, modes), once x is `shrink` · x plus Gaussian noise."""
    variance = (shrink * SIGMA) ** 2 + noise**2
    squares = (x[:, None] - shrink * CENTRES).square().sum(dim=-1)
    return WEIGHTS.log() - squares / (2 * variance) - math.log(2 * math.pi * variance)


def log_prob(x, shrink=1.0, noise=0.0):
    """Return log P(x) in nats, (points,)."""
    return log_joint(x, shrink, noise).logsumexp(dim=1)


def score(x, shrink=1.0, noise=0.0):
    """Return the gradient of log P(x) by x, (points, 2): uphill."""
    variance = (shrink * SIGMA) ** 2 + noise**2
    mode = log_joint(x, shrink, noise).softmax(dim=1)  # P(mode | x)
    return (mode @ CENTRES * shrink - x) / variance


def sample(n, generator):
    """Draw n points, (n, 2)."""
    modes = torch.multinomial(WEIGHTS, n, replacement=True, generator=generator)
    noise = torch.randn(n, 2, generator=generator, dtype=torch.float64)
    return CENTRES[modes] + SIGMA * noise


# --8<-- [end:mixture]


# --8<-- [start:measures]
STEP, LIMIT = SIGMA / 2, 3.75
AXIS = torch.arange(-LIMIT, LIMIT + STEP / 2, STEP, dtype=torch.float64)
GRID = torch.cartesian_prod(AXIS, AXIS)  # (points, 2)
EXACT = log_prob(GRID)
MASS = EXACT.exp() * STEP**2  # the probability of each cell; it adds up to 1


def mean_bits(log_density):
    """Return E[−log2 density(x)] for x from the mixture, from log densities on the grid."""
    return -float((MASS * log_density).sum()) / math.log(2)


ENTROPY = mean_bits(EXACT)


def integral(log_density):
    """Return what a density on the grid adds up to."""
    return float(log_density.double().exp().sum()) * STEP**2


def threshold(share=0.99):
    """Return the log-density above which the mixture has this share of its mass."""
    fine = torch.arange(-LIMIT, LIMIT, SIGMA / 25, dtype=torch.float64)
    ordered = log_prob(torch.cartesian_prod(fine, fine)).sort(descending=True).values
    mass = ordered.exp().cumsum(dim=0) * (SIGMA / 25) ** 2
    return float(ordered[mass < share][-1])


INSIDE = threshold()


def sample_measures(x):
    """Measure samples, (points, 2), by where they lie.

    `inside` is the share of them where the mixture has 99% of its mass, `shares` what each mode
    got of these, `distance` their total variation from the weights. A mode is `covered` if it got
    half its weight or more.
    """
    joint = log_joint(x.double())
    inside = joint.logsumexp(dim=1) > INSIDE
    shares = torch.bincount(joint[inside].argmax(dim=1), minlength=len(WEIGHTS)) / len(x)
    return {
        "inside": float(inside.double().mean()),
        "shares": shares,
        "distance": float((shares / shares.sum() - WEIGHTS).abs().sum()) / 2,
        "covered": int((shares >= WEIGHTS / 2).sum()),
    }


# --8<-- [end:measures]
