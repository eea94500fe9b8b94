"""A point of the plane as a sentence of two words: its column, then its row."""

import math

import torch
from torch.nn import functional as F
from transformers import GPT2Config, GPT2LMHeadModel

from snippets.lab.fit import schedule
from snippets.lab.mixture import (
    AXIS,
    CENTRES,
    SIGMA,
    STEP,
    WEIGHTS,
    log_prob,
    sample,
)

BATCH = 256
SIDE = len(AXIS)  # the cells of a side; a point outside of all belongs to the nearest
START = SIDE  # the token before the first


# --8<-- [start:cells]
def tokens(x):
    """Return the column and the row of the cell of each point, (points, 2)."""
    return ((x - AXIS[0]) / STEP).round().long().clamp(0, SIDE - 1)


def exact_shares():
    """Return the mixture's probability of each cell, (columns, rows): differences of its CDF."""
    edges = torch.cat([AXIS - STEP / 2, AXIS[-1:] + STEP / 2])
    edges[0], edges[-1] = -math.inf, math.inf
    below = (1 + torch.erf((edges[:, None, None] - CENTRES) / SIGMA / math.sqrt(2))) / 2
    columns, rows = below.diff(dim=0).unbind(dim=2)  # (side, modes) each
    return torch.einsum("im,jm,m->ij", columns, rows, WEIGHTS)


def mean_bits(shares):
    """Return E[−log2 density] for points of the mixture, the density being level in a cell."""
    return -float(torch.xlogy(exact_shares(), shares / STEP**2).sum()) / math.log(2)


def variation(shares, parts=5):
    """Return half the area between that density and the mixture's, on a finer grid."""
    inside = (torch.arange(parts, dtype=torch.float64) + 0.5) / parts - 0.5
    fine = (AXIS[:, None] + STEP * inside).flatten()
    exact = log_prob(torch.cartesian_prod(fine, fine)).exp().view(len(fine), -1)
    other = (shares / STEP**2).repeat_interleave(parts, 0).repeat_interleave(parts, 1)
    return float((exact - other).abs().sum()) * (STEP / parts) ** 2 / 2


def draw(shares, n, generator):
    """Draw n points: a cell by its share, then anywhere in it."""
    cell = torch.multinomial(shares.flatten(), n, replacement=True, generator=generator)
    corner = torch.stack([AXIS[cell // SIDE], AXIS[cell % SIDE]], dim=1) - STEP / 2
    return corner + STEP * torch.rand(n, 2, generator=generator, dtype=torch.float64)


# --8<-- [end:cells]


# --8<-- [start:count]
def count(seed, steps, add=0.1):
    """Return P(column) · P(row | column) by counting: a 2-gram model, (columns, rows)."""
    generator = torch.Generator().manual_seed(seed)
    cells = tokens(sample(steps * BATCH, generator)) @ torch.tensor([SIDE, 1])
    pairs = torch.bincount(cells, minlength=SIDE**2).view(SIDE, SIDE) + add
    return pairs.double() / pairs.sum()


# --8<-- [end:count]


# --8<-- [start:gpt]
def train_gpt(seed, steps):
    """Train a GPT on points, written as column and row."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    config = GPT2Config(
        vocab_size=SIDE + 1,
        n_positions=2,
        n_embd=24,
        n_layer=1,
        n_head=2,
        bos_token_id=START,
        eos_token_id=START,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        initializer_range=0.1,
    )
    model = GPT2LMHeadModel(config)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2, fused=True)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule(step, steps))
    for _ in range(steps):
        said = tokens(sample(BATCH, generator))
        seen = F.pad(said[:, :1], (1, 0), value=START)
        logits = model(seen).logits[..., :SIDE]
        loss = F.cross_entropy(logits.flatten(0, 1), said.flatten())
        loss.backward()
        optimizer.step()
        rates.step()
        optimizer.zero_grad()
    return model.eval()


@torch.no_grad()
def gpt_shares(model):
    """Return P(column) · P(row | column) of each cell, (columns, rows)."""
    seen = torch.stack([torch.full((SIDE,), START), torch.arange(SIDE)], dim=1)
    first, second = model(seen).logits[..., :SIDE].double().softmax(dim=-1).unbind(dim=1)
    return first[0, :, None] * second


# --8<-- [end:gpt]
