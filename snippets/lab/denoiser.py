"""Denoising diffusion for points in the plane: training, sampling, its bound and its density."""

import math

import torch
from torch import nn

from snippets.lab.fit import schedule
from snippets.lab.mixture import sample

BATCH, WIDTH = 512, 64


# --8<-- [start:noise]
RATE = 30.0  # at time t, noise comes in at the rate 30 t


def kept(t):
    """Return by how much a point has shrunk at time t."""
    return torch.exp(-RATE * t**2 / 4)


def spread(t):
    """Return the standard deviation of the noise in it: the two squares add up to 1."""
    return torch.sqrt(1 - kept(t) ** 2)


# --8<-- [end:noise]


# --8<-- [start:model]
class Denoiser(nn.Module):
    """Guess the noise in x, (points, 2), at time t."""

    def __init__(self):
        super().__init__()
        self.frequencies = math.pi * torch.tensor([0.5, 1.0, 2.0, 4.0])
        self.layers = nn.Sequential(
            nn.Linear(2 + 2 * len(self.frequencies), WIDTH),
            nn.Tanh(),
            nn.Linear(WIDTH, WIDTH),
            nn.Tanh(),
            nn.Linear(WIDTH, WIDTH),
            nn.Tanh(),
            nn.Linear(WIDTH, 2),
        )

    def forward(self, x, t):
        angles = t * self.frequencies
        time = torch.cat([angles.sin(), angles.cos()], dim=-1).expand(len(x), -1)
        correction = self.layers(torch.cat([x, time], dim=1))
        return spread(t) * x + kept(t) * correction  # at the end, all of x is noise


# --8<-- [end:model]


# --8<-- [start:train]
def train_denoiser(seed, steps):
    torch.manual_seed(seed)
    draw = torch.Generator().manual_seed(seed)
    model = Denoiser()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2, fused=True)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule(step, steps))
    for _ in range(steps):
        x = sample(BATCH, draw).float()
        t = torch.rand(BATCH, 1, generator=draw)
        noise = torch.randn(BATCH, 2, generator=draw)
        guess = model(kept(t) * x + spread(t) * noise, t)
        loss = (guess - noise).square().sum(dim=1).mean()
        loss.backward()
        optimizer.step()
        rates.step()
        optimizer.zero_grad()
    return model


# --8<-- [end:train]


# --8<-- [start:sample]
def times(steps):
    """Return the time before and after each step of noise, and the share of noise in the step."""
    t = torch.arange(steps + 1) / steps
    return [*zip(t, t[1:], 1 - (kept(t[1:]) / kept(t[:-1])) ** 2, strict=False)]


@torch.no_grad()
def denoise(model, n, draw, steps=100):
    """Return n samples: begin with noise alone and take a little of it away in each step."""
    x = torch.randn(n, 2, generator=draw)
    for before, t, beta in reversed(times(steps)):
        x = (x - beta / spread(t) * model(x, t)) / (1 - beta).sqrt()
        if before > 0:
            x += beta.sqrt() * torch.randn(n, 2, generator=draw)
    return x


# --8<-- [end:sample]


# --8<-- [start:bound]
@torch.no_grad()
def bound(noise, x, draw, steps=100):
    """Return a lower bound on log P(x), in nats: one term for each step of noise."""
    end = kept(torch.tensor(1.0)) ** 2
    total = -(end * x.square() - end - (1 - end).log()).sum(dim=1) / 2
    for before, t, beta in times(steps):
        true = torch.randn(x.shape, generator=draw, dtype=x.dtype)
        wrong = (noise(kept(t) * x + spread(t) * true, t) - true).square().sum(dim=1)
        total -= beta / (2 * (1 - beta) * spread(t) ** 2) * wrong
        if before > 0:
            ratio = (spread(before) / spread(t)) ** 2
            total -= ratio - 1 - ratio.log()
        else:
            total -= torch.log(2 * math.pi * beta)
    return total.double()


# --8<-- [end:bound]


# --8<-- [start:ode]
def flow(noise, x, steps=20):
    """Carry x from time 0 to time 1; return where it ends and the sum of the divergences."""

    @torch.enable_grad()
    def velocity(x, t):
        x = x.detach().requires_grad_()
        v = RATE * t / 2 * (noise(x, t) / spread(t) - x)
        right, up = (torch.autograd.grad(side.sum(), x, retain_graph=True)[0] for side in v.T)
        return torch.column_stack([v, right[:, 0] + up[:, 1]]).detach()  # trace of the Jacobian

    state = torch.column_stack([x, torch.zeros_like(x[:, 0])])
    t = torch.linspace(1e-3, 1, steps + 1, dtype=x.dtype)
    for now, h in zip(t, t.diff(), strict=False):  # Runge–Kutta, of order 4
        a = velocity(state[:, :2], now)
        b = velocity((state + h / 2 * a)[:, :2], now + h / 2)
        c = velocity((state + h / 2 * b)[:, :2], now + h / 2)
        d = velocity((state + h * c)[:, :2], now + h)
        state = state + h / 6 * (a + 2 * b + 2 * c + d)
    return state[:, :2].double(), state[:, 2].double()


@torch.no_grad()
def log_density(noise, x, steps=20):
    """Return log P(x) in nats of the samples that the flow makes of pure noise."""
    end, stretch = flow(noise, x, steps)
    return stretch - end.square().sum(dim=1) / 2 - math.log(2 * math.pi)


# --8<-- [end:ode]
