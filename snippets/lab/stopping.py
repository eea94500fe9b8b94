"""Training as `fit` does it, ended by what was held out."""

from collections.abc import Callable
from copy import deepcopy

import numpy as np
import torch
from torch import nn

from snippets.lab.fit import CHUNKS, SIZE, Loss, MakeBatch, adamw, schedule, step_down
from snippets.lab.tokenizer import Row

LOOKS, PATIENCE = 16, 5  # in a whole training; and looks in vain after which it ends


# --8<-- [start:fit]
def fit_until_best(
    model: nn.Module,
    batch: MakeBatch,
    loss: Loss,
    seed: int,
    steps: int,
    learning_rate: float,
    rows: list[Row],
    held_out: Callable[[], float],
    looks: int = LOOKS,
) -> tuple[int, list[float]]:
    """Train `model` on `rows`, over and over; leave it as it was at the least `held_out()`.

    Returns after which step that was, and what `held_out()` was at each look.
    """
    optimizer = adamw(model, learning_rate)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule(step, steps))
    every, found, best = max(1, steps // looks), [], {}
    for step in range(steps):
        model.train()
        rng = np.random.default_rng((seed, 1, step))
        chosen = [rows[i % len(rows)] for i in range(step * SIZE, (step + 1) * SIZE)]
        chosen.sort(key=len)
        parts = np.array_split(np.arange(SIZE), CHUNKS)
        step_down(model, optimizer, loss, (batch([chosen[i] for i in part], rng) for part in parts))
        rates.step()
        if (step + 1) % every == 0:
            model.eval()
            found.append(held_out())
            if found[-1] == min(found):
                best = deepcopy(model.state_dict())
            if len(found) > PATIENCE + np.argmin(found):
                break
    model.load_state_dict(best)
    return every * (1 + int(np.argmin(found))), found


# --8<-- [end:fit]
