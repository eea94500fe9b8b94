"""`snippets.lab.fit.fit` with one difference: a weight's step is a share of its first size."""

import numpy as np
import torch
from torch import nn

from snippets.lab.fit import CHUNKS, SIZE, schedule, sentences
from snippets.lab.objectives import word_rows


# --8<-- [start:fit]
def fit_relative(model, batch, loss, seed: int, steps: int, share: float) -> int:
    """Train `model` in place; return how many tokens it read, an end mark a sentence included."""
    rows = word_rows(sentences(seed, steps))
    groups = [
        {
            "params": [p],
            "lr": share * p.detach().square().mean().sqrt().item(),  # not the same for all
            "weight_decay": 0.01 if p.ndim > 1 else 0.0,
        }
        for p in model.parameters()
    ]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.99), fused=True)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule(step, steps))
    model.train()
    for step in range(steps):
        rng = np.random.default_rng((seed, 1, step))
        chosen = sorted(rows[step * SIZE : (step + 1) * SIZE], key=len)
        events = 0
        for part in np.array_split(np.arange(SIZE), CHUNKS):
            nats, n = loss(model, batch([chosen[i] for i in part], rng))
            nats.backward()
            events += n
        for p in model.parameters():
            p.grad.div_(events)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        rates.step()
    model.eval()
    return sum(len(row) + 1 for row in rows)


# --8<-- [end:fit]
