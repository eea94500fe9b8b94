"""Long training: the same steps as `fit`, that can be killed and resumed."""

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm
from transformers import PreTrainedModel

from snippets.lab.files import write
from snippets.lab.fit import CHUNKS, adamw, step_down
from snippets.lab.objectives import Batch, Row

SEED = 0
EVERY = 102_400  # sentences between two points of the learning curve
SAVE = 20  # steps between two states: what a kill can cost


@dataclass(frozen=True)
class Training:
    """What differs between the models; `exact` is the loss, in bits, of one who knows the truth."""

    model: Callable[[Path], PreTrainedModel]
    rows: Callable[[Sequence[str]], list[Row]]
    batch: Callable[[list[Row], np.random.Generator], Batch]
    loss: Callable[[PreTrainedModel, Batch], tuple[torch.Tensor, int]]
    exact: Callable[[Batch], float]
    steps: int
    size: int  # sentences a step
    sentences: int  # of the stream
    learning_rate: float
    template: str
    again: tuple[int, ...] = ()  # steps of further descents, each from half the last one's rate


@lru_cache(maxsize=1)
def epoch_order(n: int, epoch: int) -> np.ndarray:
    return np.random.default_rng((SEED, epoch)).permutation(n)


def chosen(lengths: np.ndarray, size: int, step: int) -> list[np.ndarray]:
    """Return which examples a step reads, in chunks of similar length.

    Every epoch is another order of all of them; the last, incomplete batch is left out.
    """
    epoch, place = divmod(step, len(lengths) // size)
    order = epoch_order(len(lengths), epoch)
    batch = order[place * size : (place + 1) * size]
    return np.array_split(batch[np.argsort(lengths[batch], kind="stable")], CHUNKS)


def held_out(recipe: Training, sentences: Sequence[str]) -> list[tuple[Batch, float]]:
    """Return batches of fresh sentences, each with the bits that the exact model pays for it."""
    rows = sorted(recipe.rows(sentences), key=len)
    parts = [[rows[i] for i in part] for part in np.array_split(np.arange(len(rows)), 8)]
    batches = [recipe.batch(part, np.random.default_rng(5)) for part in parts if part]
    return [(batch, recipe.exact(batch)) for batch in batches]


@torch.no_grad()
def bits(recipe: Training, model: PreTrainedModel, batches: list[tuple[Batch, float]]):
    """Return (bits of the model, bits of the exact one) per token, hidden word or label."""
    nats, n = zip(*(recipe.loss(model, batch) for batch, _ in batches), strict=True)
    return float(sum(nats)) / math.log(2) / sum(n), math.fsum(e for _, e in batches) / sum(n)


def descent(step: int, steps: int, top: float) -> float:
    """Warm up over the first fiftieth, then follow a cosine down to 0."""
    warm = max(1, steps // 50)
    if step < warm:
        return top * (step + 1) / warm
    return top * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))


def descents(recipe: Training, steps: int) -> list[tuple[int, int, float]]:
    """Return the first step, the number of steps and the highest rate of each descent."""
    later = [round(steps * n / recipe.steps) for n in recipe.again]
    lengths = [steps - sum(later), *later]
    return [
        (sum(lengths[:i]), length, recipe.learning_rate / 2**i) for i, length in enumerate(lengths)
    ]


def learning_rate(recipe: Training, step: int, steps: int) -> float:
    """Return the rate of a step of a run of so many."""
    start, length, top = max(d for d in descents(recipe, steps) if d[0] <= step)
    return descent(step - start, length, top)


def weights(model: PreTrainedModel) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def mean(models: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Return the mean of several weights of one model."""
    return {name: torch.stack([m[name] for m in models]).mean(0) for name in models[0]}


def descend(
    recipe: Training,
    model: PreTrainedModel,
    rows: list[Row],
    unseen: list[tuple[Batch, float]],
    out: Path,
    run: dict,
    every: int | None = None,
) -> tuple[PreTrainedModel, list]:
    """Train a model on rows for `run["steps"]` steps, or go on where `out/NAME.state` stopped.

    A point is added to the learning curve after every so many sentences. Raises ValueError where
    the state is damaged, or belongs to another run.
    """
    steps, restarts = run["steps"], {first for first, *_ in descents(recipe, run["steps"])[1:]}
    lengths = np.array([len(row) for row in rows])
    optimizer = adamw(model)
    state_file = out / f"{run['name']}.state"
    start, curve, ends = resumed(state_file, model, optimizer, run)

    def save(step: int) -> None:
        state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
        buffer = io.BytesIO()
        torch.save(state | {"run": run, "step": step, "curve": curve, "ends": ends}, buffer)
        write(state_file, buffer.getvalue())

    with tqdm(total=steps, initial=start, desc=run["name"], unit="step", dynamic_ncols=True) as bar:
        for step in range(start, steps):
            if step * recipe.size % (every or EVERY) == 0 and (not curve or curve[-1][0] < step):
                curve.append([step, *bits(recipe, model, unseen)])
                of = "excess bits" if curve[-1][2] else "bits"
                bar.set_postfix_str(f"{curve[-1][1] - curve[-1][2]:.4f} {of}")
            if step % SAVE == 0 and step > start:
                save(step)
            if step in restarts:
                ends.append(weights(model))
                optimizer.state.clear()
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(recipe, step, steps)
            rng = np.random.default_rng((SEED, 1, step))
            torch.manual_seed(step)  # of the dropout, where there is any
            parts = chosen(lengths, recipe.size, step)
            batches = (recipe.batch([rows[i] for i in part], rng) for part in parts)
            step_down(model, optimizer, recipe.loss, batches)
            bar.update()
    if curve[-1][0] < steps:
        model.load_state_dict(mean([*ends, weights(model)]))
        curve.append([steps, *bits(recipe, model, unseen)])
        save(steps)
    return model, curve


def resumed(
    file: Path, model: PreTrainedModel, optimizer: torch.optim.Optimizer, run: dict
) -> tuple[int, list, list]:
    """Take up the state of a killed run; return its step, learning curve and ends of descents.

    Raises ValueError where the file is damaged, or belongs to another run.
    """
    if not file.exists():
        return 0, [], []
    try:
        state = torch.load(file, weights_only=True)
    except Exception as error:  # half a file can break the reader in any way
        raise ValueError(f"{file} is damaged: delete it to start again.") from error
    if state["run"] != run:
        raise ValueError(f"{file} belongs to another run, {state['run']}: delete it.")
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return state["step"], state["curve"], state["ends"]
