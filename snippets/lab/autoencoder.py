"""A variational autoencoder for points in the plane, and what it says about log P(x)."""

import math

import torch
from torch import nn
from torch.distributions import Normal

from snippets.lab.fit import schedule
from snippets.lab.mixture import sample

BATCH, WIDTH = 256, 64
PRIOR = Normal(torch.tensor(0.0), torch.tensor(1.0))


# --8<-- [start:model]
def network():
    return nn.Sequential(
        nn.Linear(2, WIDTH), nn.Tanh(), nn.Linear(WIDTH, WIDTH), nn.Tanh(), nn.Linear(WIDTH, 4)
    )


def gaussian(outputs):
    mean, log_scale = outputs.chunk(2, dim=-1)
    return Normal(mean, (log_scale - 1).exp())


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = network(), network()

    def log_weights(self, x, draws):
        """Return log P(z) P(x | z) / Q(z | x) for some z of each x, (draws, points)."""
        guess = gaussian(self.encoder(x))
        z = guess.rsample((draws,))
        joint = PRIOR.log_prob(z) + gaussian(self.decoder(z)).log_prob(x)
        return (joint - guess.log_prob(z)).sum(dim=-1)

    def sample(self, n, draw):
        x = gaussian(self.decoder(torch.randn(n, 2, generator=draw)))
        return x.mean + x.stddev * torch.randn(n, 2, generator=draw)


# --8<-- [end:model]


# --8<-- [start:train]
def train_vae(seed, steps):
    torch.manual_seed(seed)
    draw = torch.Generator().manual_seed(seed)
    model = VAE()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2, fused=True)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule(step, steps))
    for _ in range(steps):
        loss = -model.log_weights(sample(BATCH, draw).float(), draws=1).mean()  # −ELBO
        loss.backward()
        optimizer.step()
        rates.step()
        optimizer.zero_grad()
    return model


# --8<-- [end:train]


# --8<-- [start:bounds]
@torch.no_grad()
def bound(model, x, draws, repeats=1):
    """Return a lower bound on log P(x), in nats, from some z a point: for one z, the ELBO."""
    logs = [model.log_weights(x, draws).logsumexp(dim=0) for _ in range(repeats)]
    return torch.stack(logs).double().mean(dim=0) - math.log(draws)


@torch.no_grad()
def by_quadrature(model, x, step=0.1, limit=5.0):
    """Return log P(x), in nats: the integral over z, cell by cell."""
    axis = torch.arange(-limit, limit + step / 2, step)
    z = torch.cartesian_prod(axis, axis)
    x_given_z = gaussian(model.decoder(z))
    log_prior = PRIOR.log_prob(z).sum(dim=1)
    parts = []
    for few in x.split(64):
        log_likelihood = x_given_z.log_prob(few[:, None]).sum(dim=-1)  # (points, cells)
        parts.append((log_prior + log_likelihood).logsumexp(dim=1))
    return torch.cat(parts).double() + 2 * math.log(step)


# --8<-- [end:bounds]
