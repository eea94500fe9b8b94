"""Masked diffusion for text: a bound as the loss, and writing in any order."""

# --8<-- [start:batch]
from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from snippets.lab.measure import FRESH, SEED
from snippets.lab.objectives import IGNORE, Batch, texts, word_rows
from snippets.lab.tokenizer import CLS, ID, LONGEST, PAD, SEP, Row, pad
from snippets.lab.world.corpus import fresh, truth
from snippets.lab.world.engine import END, MASK
from snippets.lab.writing import MARKS


def hide(rows: Sequence[Row], rng: np.random.Generator) -> Batch:
    """Hide k of the L words of each row, k uniform from 1 to L; each hidden word weighs L / k.

    The draws of k are spread evenly over the batch.
    """
    ids = pad([[ID[CLS], *row, ID[SEP]] for row in rows])
    lengths = np.array([len(row) for row in rows])
    spread = (rng.permutation(len(rows)) + rng.random(len(rows))) / len(rows)
    k = 1 + (spread * lengths).astype(int)
    scores = np.where(ids < ID[END], rng.random(ids.shape), 1)  # the marks come last
    hidden = torch.from_numpy(scores.argsort(axis=1).argsort(axis=1) < k[:, None])
    weights = torch.from_numpy(lengths / k).float()[:, None].expand(ids.shape)
    return {
        "input_ids": ids.masked_fill(hidden, ID[MASK]),
        "attention_mask": (ids != ID[PAD]).long(),
        "labels": ids.masked_fill(~hidden, IGNORE),
        "weights": weights,
        "words": torch.from_numpy(lengths),
    }


# --8<-- [end:batch]
# --8<-- [start:loss]
def loss(model: nn.Module, batch: Batch) -> tuple[torch.Tensor, int]:
    """Return an unbiased estimate of the bound, −ln P(words | length) ≤ its mean; and the words."""
    hidden = batch["labels"] != IGNORE
    states = model.bert(batch["input_ids"], batch["attention_mask"]).last_hidden_state
    logits = model.cls(states[hidden])  # (hidden words, vocabulary)
    nats = F.cross_entropy(logits, batch["labels"][hidden], reduction="none")
    return (nats * batch["weights"][hidden]).sum(), int(batch["words"].sum())


# --8<-- [end:loss]
# --8<-- [start:write]
@torch.no_grad()
def write(model: nn.Module, lengths: Sequence[int], seed: int) -> list[str]:
    """Write a text of each length: all masked at first, then word by word, in random order."""
    torch.manual_seed(seed)
    written = []
    for length in np.unique(lengths):
        n = int(np.sum(np.equal(lengths, length)))
        ids = torch.full((n, length + 2), ID[MASK])
        ids[:, 0], ids[:, -1] = ID[CLS], ID[SEP]
        order = 1 + torch.rand(n, length).argsort(dim=1)
        for position in order.T:  # (n,), another one for each text
            states = model.bert(ids).last_hidden_state
            logits = model.cls(states[torch.arange(n), position])
            word = torch.multinomial(logits.softmax(dim=-1), 1)
            ids.scatter_(1, position[:, None], word)
        written += texts(ids[:, 1:-1], keep=MARKS)
    return written


# --8<-- [end:write]
# --8<-- [start:bound]
@torch.no_grad()
def bound_excess(model: nn.Module, read: Sequence[int], draws: int = 1) -> float:
    """Return bits per token above the exact ones on fresh sentences: a bound, so at most this.

    A sentence costs its length, by its share among the lengths `read` (one added to each count),
    and its words, given the length, at most the loss. The end counts as a token.
    """
    unseen = sorted(fresh(FRESH, seed=SEED), key=lambda text: len(text.split()))
    rows = word_rows(unseen)
    counts = 1 + np.bincount(read, minlength=LONGEST - 1)
    bits = -np.log2((counts / counts.sum())[[len(row) for row in rows]]).sum()
    rng = np.random.default_rng(SEED)
    for part in np.array_split(np.arange(FRESH), 8):
        for _ in range(draws):
            nats, _ = loss(model, hide([rows[i] for i in part], rng))
            bits += float(nats) / np.log(2) / draws
    exact = -truth("training").log_probs(unseen).sum() / np.log(2)
    return float(bits - exact) / sum(len(row) + 1 for row in rows)


# --8<-- [end:bound]
