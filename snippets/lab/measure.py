"""How far a model of the timeline is from the exact answer: the same yardsticks for all."""

import math
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import torch
from torch import nn

from snippets.lab.objectives import Batch, bert_batch, bert_exact, gpt_batch, gpt_exact, word_rows
from snippets.lab.world.corpus import fresh, is_novel, is_valid, truth

FRESH, SEED = 2000, 1  # independent draws, the same for every model; most of them are in the corpus


@cache
def unseen(batch: Callable, exact: Callable) -> list[tuple[Batch, float]]:
    """Return batches of fresh sentences, each with the bits that the exact model pays for it.

    They are drawn independently of the corpus and not filtered: a model may have read them.
    """
    rows = sorted(word_rows(fresh(FRESH, seed=SEED)), key=len)
    parts = [[rows[i] for i in part] for part in np.array_split(np.arange(FRESH), 8)]
    batches = [batch(part, np.random.default_rng(SEED)) for part in parts]
    return [(part, exact(part)) for part in batches]


@torch.no_grad()
def excess_bits(model: nn.Module, loss: Callable, batches: list[tuple[Batch, float]]) -> float:
    """Return (bits of the model − bits of the exact model) / events, over the batches."""
    nats, n = zip(*(loss(model, batch) for batch, _ in batches), strict=True)
    return (float(sum(nats)) / math.log(2) - math.fsum(exact for _, exact in batches)) / sum(n)


def next_token_excess(model: nn.Module, loss: Callable) -> float:
    """Return bits per token above the floor; `loss` is `gpt_loss` or one of its kind."""
    return excess_bits(model, loss, unseen(gpt_batch, gpt_exact))


def masked_excess(model: nn.Module, loss: Callable) -> float:
    """Return bits per hidden word above the floor, 15% of the words hidden."""
    return excess_bits(model, loss, unseen(bert_batch, bert_exact))


def sample_quality(texts: Sequence[str]) -> dict[str, float]:
    """Return the share of the texts that the world can say, and of those new to the corpus."""
    return {
        "valid": float(np.mean([is_valid(text) for text in texts])),
        "novel": float(np.mean([is_novel(text) for text in texts])),
    }


# ---------------------------------------------------------------- classifying


@cache
def reviews() -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return all reviews without a label token, P(review) and P(positive | review)."""
    engine = truth("training")
    rows = [row for row, text in enumerate(engine.sentences) if text.startswith("this ")]
    texts = [engine.sentences[row] for row in rows]
    p = engine.probabilities[rows]
    return texts, p / p.sum(), engine.posteriors(texts)[:, 0]


def labelled(n: int, seed: int) -> tuple[list[str], np.ndarray]:
    """Draw n reviews and a label for each from P(y | review): 1 is positive, 0 negative."""
    texts, p, positive = reviews()
    rng = np.random.default_rng((seed, 2))
    rows = rng.choice(len(texts), n, p=p)
    return [texts[row] for row in rows], (rng.random(n) < positive[rows]).astype(int)


def label_quality(positive: np.ndarray) -> dict[str, float]:
    """Score P(positive) of each of `reviews()`, (reviews,), in expectation over text and label.

    `excess_bits` is KL(exact‖model) a review; infinite where the model excludes what is possible.
    `accuracy` is the probability of a right answer, at most `bayes_accuracy()`. `calibration_error`
    is the expected calibration error in ten equal bins of P(positive), free of sampling noise.
    """
    _, p, exact = reviews()
    guess = np.stack([positive, 1 - positive])
    shares = np.stack([exact, 1 - exact])
    with np.errstate(divide="ignore"):
        bits = p * (shares * np.log2(shares / guess)).sum(axis=0)
    bins = np.minimum((positive * 10).astype(int), 9)
    gaps = [abs(math.fsum((p * (exact - positive))[bins == b])) for b in range(10)]
    return {
        "excess_bits": float(bits.sum()),
        "accuracy": float((p * np.where(positive > 0.5, exact, 1 - exact)).sum()),
        "calibration_error": math.fsum(gaps),
    }


def bayes_accuracy() -> float:
    """Return the accuracy of one who knows P(label | review): what no classifier exceeds."""
    _, p, exact = reviews()
    return float((p * np.maximum(exact, 1 - exact)).sum())
