"""How every model here is trained: a step, and one pass over sentences of the corpus.

Which sentences, their order, the first weights and the masks follow from the seed.
"""

from collections.abc import Callable, Iterable

import numpy as np
import torch
from torch import nn
from tqdm import tqdm

from snippets.lab.objectives import Batch, word_rows
from snippets.lab.tokenizer import Row
from snippets.lab.world.corpus import corpus

SIZE = 64  # sentences a step
CHUNKS = 2  # a batch is cut by length, so that little of it is padding
WEIGHT_DECAY = 0.01  # of the matrices

MakeBatch = Callable[[list[Row], np.random.Generator], Batch]
Loss = Callable[[nn.Module, Batch], tuple[torch.Tensor, int]]


def sentences(seed: int, steps: int) -> list[str]:
    """Return the sentences of the corpus that a run reads, in its order: 64 for each step."""
    texts = corpus()
    order = np.random.default_rng(seed).permutation(len(texts))[: steps * SIZE]
    return [texts[i] for i in order]


def schedule(step: int, steps: int) -> float:
    """Return the share of the highest rate: up over a twentieth of the steps, then down to 0."""
    warm = max(1, steps // 20)
    return min((step + 1) / warm, (steps - step) / (steps - warm + 1))


def adamw(model: nn.Module, learning_rate: float = 1e-3) -> torch.optim.AdamW:
    """Return the optimizer of all models: the weights of matrices decay, others do not."""
    groups = {True: [], False: []}
    for p in model.parameters():
        groups[p.ndim > 1].append(p)
    return torch.optim.AdamW(
        [
            {"params": groups[True], "weight_decay": WEIGHT_DECAY},
            {"params": groups[False], "weight_decay": 0.0},
        ],
        lr=learning_rate,
        betas=(0.9, 0.99),
        fused=True,
    )


def step_down(
    model: nn.Module, optimizer: torch.optim.Optimizer, loss: Loss, parts: Iterable[Batch]
) -> None:
    """Take one step down the mean loss of a batch, which comes in parts.

    `loss` returns the summed loss of a part in nats, and how many events it sums.
    """
    events = 0
    for part in parts:
        nats, n = loss(model, part)
        nats.backward()
        events += n
    for p in model.parameters():
        if p.grad is not None:
            p.grad.div_(events)
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()


def fit(
    model: nn.Module,
    batch: MakeBatch,
    loss: Loss,
    seed: int,
    steps: int,
    learning_rate: float = 3e-3,
    rows: list[Row] | None = None,
) -> int:
    """Train `model` in place; return how many tokens it read, an end mark a sentence included.

    `batch` makes tensors of the rows of a step, `loss` returns their summed loss in nats and the
    number of events. `rows` replaces the sentences of the corpus: 64 a step, over and over.
    """
    if rows is None:
        rows = word_rows(sentences(seed, steps))
    optimizer = adamw(model, learning_rate)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule(step, steps))
    tokens = 0
    model.train()
    for step in tqdm(range(steps), unit="step", disable=steps < 500, leave=False):
        rng = np.random.default_rng((seed, 1, step))
        chosen = [rows[i % len(rows)] for i in range(step * SIZE, (step + 1) * SIZE)]
        chosen.sort(key=len)
        tokens += sum(len(row) + 1 for row in chosen)
        parts = np.array_split(np.arange(SIZE), CHUNKS)
        batches = (batch([chosen[i] for i in part], rng) for part in parts)
        step_down(model, optimizer, loss, batches)
        rates.step()
    model.eval()
    return tokens
