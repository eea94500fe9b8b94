"""Models of one shape in four widths, and what all of them are asked."""

from collections.abc import Callable
from functools import cache

import numpy as np
import torch
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode
from transformers import (
    BertForMaskedLM,
    GPT2LMHeadModel,
    PreTrainedModel,
)

from snippets.lab.fit import SIZE, sentences
from snippets.lab.measure import label_quality, reviews
from snippets.lab.models import small_bert, small_gpt
from snippets.lab.objectives import word_rows
from snippets.lab.tokenizer import BOS, CLS, ID, LONGEST, PAD, SEP, Row, pad
from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import END, MASK


# --8<-- [start:models]
def gpt(width: int) -> GPT2LMHeadModel:
    return small_gpt(width, layers=2, heads=width // 8, initializer_range=width**-0.5)


def bert(width: int) -> BertForMaskedLM:
    return small_bert(width, layers=2, heads=width // 8, initializer_range=width**-0.5)


# --8<-- [end:models]
# --8<-- [start:flops]
def flops(model: PreTrainedModel, work: Callable[[], object]) -> int:
    """Count the floating-point operations of the matrix products in `work()`."""
    attention = model.config._attn_implementation
    model.set_attn_implementation("eager")  # the other kernels of a CPU are not counted
    with FlopCounterMode(display=False) as counter:
        work()
    model.set_attn_implementation(attention)
    model.zero_grad()
    return counter.get_total_flops()


def gigaflops(model: PreTrainedModel, batch, loss, rows: list[Row], steps: int) -> float:
    """Return the cost of training: a step forward and back, counted, times the steps."""
    part = batch(rows[:SIZE], np.random.default_rng(0))
    return flops(model, lambda: loss(model, part)[0].backward()) * steps / 1e9


def sentence_flops(model: PreTrainedModel) -> int:
    """Return the operations of reading one sentence of 16 tokens, with all its predictions."""
    return flops(model, torch.no_grad()(lambda: model(torch.arange(16)[None])))


# --8<-- [end:flops]
# --8<-- [start:translations]
@cache
def translations() -> tuple[list[Row], list[Row], np.ndarray]:
    """Return all sources with their `=`, their only right translations, and P(source)."""
    engine = truth("training")
    rows = np.flatnonzero(engine.families == engine.values("family").index("translate"))
    pairs = [engine.sentences[row].split(" = ") for row in rows]
    sources, targets = zip(*((f"{source} =", target) for source, target in pairs), strict=True)
    p = engine.probabilities[rows]
    return word_rows(sources), word_rows(targets), p / p.sum()


@torch.no_grad()
def translated(logits_of: Callable[[list[Row], list[Row]], torch.Tensor]) -> dict[str, float]:
    """Score the same predictions in three ways, in expectation over the sources.

    `token_bits`: −log2 P(right word) a word. `token_right`: the share of words whose likeliest
    candidate is right. `all_right`: the share of translations in which that holds for every word.
    """
    sources, targets, p = translations()
    n = np.array([len(target) for target in targets])
    bits, right = np.zeros(len(p)), np.zeros(len(p))
    for part in np.array_split(np.argsort(n, kind="stable"), 4):
        some = [targets[i] for i in part]
        logits = logits_of([sources[i] for i in part], some)  # (all words of the targets, V)
        words = torch.tensor([word for target in some for word in target])
        row = np.repeat(part, n[part])
        nats = F.cross_entropy(logits, words, reduction="none").double().numpy()
        bits += np.bincount(row, nats / np.log(2), len(p))
        right += np.bincount(row, (logits.argmax(-1) == words).numpy(), len(p))
    share = p / (p * n).sum()
    return {
        "token_bits": float((share * bits).sum()),
        "token_right": float((share * right).sum()),
        "all_right": float((p * (right == n)).sum()),
    }


def spans(sources: list[Row], targets: list[Row], shift: int) -> torch.Tensor:
    """Return where in the rows [mark, source, target, …] the target stands, moved by `shift`."""
    places = torch.zeros(len(sources), LONGEST, dtype=torch.bool)
    for row, source, target in zip(places, sources, targets, strict=True):
        row[1 + len(source) + shift : 1 + len(source) + shift + len(target)] = True
    return places


def left_to_right(model: GPT2LMHeadModel) -> Callable:
    """Return logits of each word given all before it: all are right if greedy writing is."""

    def logits_of(sources, targets):
        ids = pad([[ID[BOS], *s, *t] for s, t in zip(sources, targets, strict=True)], ID[END])
        return model(input_ids=ids).logits[spans(sources, targets, -1)[:, : ids.shape[1]]]

    return logits_of


def all_at_once(model: BertForMaskedLM) -> Callable:
    """Return logits of every word of the target in one pass, all of them hidden."""

    def logits_of(sources, targets):
        ids = pad([[ID[CLS], *s, *t, ID[SEP]] for s, t in zip(sources, targets, strict=True)])
        hidden = spans(sources, targets, 0)[:, : ids.shape[1]]
        asked = ids.masked_fill(hidden, ID[MASK])
        return model(input_ids=asked, attention_mask=(ids != ID[PAD]).long()).logits[hidden]

    return logits_of


# --8<-- [end:translations]
# --8<-- [start:labels]
LABELS = ID["positive"], ID["negative"]


@torch.no_grad()
def label_accuracy(score: Callable[[list[Row]], torch.Tensor]) -> float:
    """Return the accuracy on all reviews; `score` gives log P(label, …) of each, (reviews, 2)."""
    rows = word_rows(reviews()[0])
    positive = np.zeros(len(rows))
    for part in np.array_split(np.argsort([len(row) for row in rows], kind="stable"), 16):
        scores = score([rows[i] for i in part])
        positive[part] = scores.double().softmax(-1)[:, 0].numpy()
    return label_quality(positive)["accuracy"]


def by_bayes(model: GPT2LMHeadModel) -> Callable:
    """Score each label by log P(label : review), which takes two passes."""

    def score(rows):
        sums = []
        for label in LABELS:
            ids = pad([[ID[BOS], label, ID[":"], *row, ID[END]] for row in rows], ID[PAD])
            logits = model(input_ids=ids[:, :-1]).logits
            nats = F.cross_entropy(logits.mT, ids[:, 1:], ignore_index=ID[PAD], reduction="none")
            sums.append(-nats.sum(dim=1))
        return torch.stack(sums, dim=1)

    return score


def by_blank(model: BertForMaskedLM) -> Callable:
    """Score each label by its logit in `[MASK] : review`, one pass."""

    def score(rows):
        ids = pad([[ID[CLS], ID[MASK], ID[":"], *row, ID[SEP]] for row in rows])
        states = model.bert(ids, (ids != ID[PAD]).long()).last_hidden_state[:, 1]
        return model.cls(states)[:, LABELS]

    return score


# --8<-- [end:labels]
# --8<-- [start:rows]
def rows_to_read(seed: int, steps: int, unique: int) -> list[Row]:
    """Return the sentences of `unique` steps, over and over until there are enough for `steps`."""
    rows = word_rows(sentences(seed, unique))
    return [rows[i % len(rows)] for i in range(steps * SIZE)]


# --8<-- [end:rows]
