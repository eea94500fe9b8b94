"""Two classifiers of reviews that learn from labels alone: one has windows, one reads in order."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from snippets.lab.fit import fit
from snippets.lab.measure import labelled
from snippets.lab.objectives import Batch, word_rows
from snippets.lab.tokenizer import ID, PAD, VOCABULARY, Row, pad


# --8<-- [start:cnn]
class Windows(nn.Module):
    def __init__(self, width: int = 3, d: int = 64):
        super().__init__()
        self.embedding = nn.Embedding(len(VOCABULARY), d, padding_idx=ID[PAD])
        self.conv = nn.Conv1d(d, d, width, padding=width // 2)
        self.dropout = nn.Dropout(0.5)
        self.head = nn.Linear(d, 1)

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        vectors = self.embedding(input_ids).transpose(1, 2)  # (texts, d, words)
        features = self.conv(vectors).relu()  # (texts, filters, windows)
        features = features.masked_fill((input_ids == ID[PAD])[:, None], 0)
        strongest = features.amax(dim=2)  # max-pooling over time: where it was is forgotten
        return self.head(self.dropout(strongest))[:, 0]  # logits, (texts,)


# --8<-- [end:cnn]


# --8<-- [start:recurrent]
class Reader(nn.Module):
    def __init__(self, cell: type[nn.RNNBase] = nn.GRU, d: int = 64):
        super().__init__()
        self.embedding = nn.Embedding(len(VOCABULARY), d)
        self.cell = cell(d, d, batch_first=True)
        self.dropout = nn.Dropout(0.5)
        self.head = nn.Linear(d, 1)

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        states, _ = self.cell(self.embedding(input_ids))  # (texts, words, d)
        last = (input_ids != ID[PAD]).sum(dim=1) - 1
        final = states[torch.arange(len(states)), last]  # after the last word, (texts, d)
        return self.head(self.dropout(final))[:, 0]


# --8<-- [end:recurrent]


# --8<-- [start:train]
def label_batch(rows: list[Row], rng: np.random.Generator) -> Batch:
    return {
        "input_ids": pad([row[1:] for row in rows]),
        "labels": torch.tensor([float(row[0]) for row in rows]),
    }


def label_loss(model: nn.Module, batch: Batch) -> tuple[torch.Tensor, int]:
    logits = model(batch["input_ids"])
    loss = F.binary_cross_entropy_with_logits(logits, batch["labels"], reduction="sum")
    return loss, len(logits)


def train(
    model: nn.Module,
    labels: int,
    seed: int,
    steps: int,
    order: Callable[[Row], Row] = list,
) -> None:
    """Train on labelled reviews, 64 a step, over and over; `order` rearranges the words of each."""
    texts, answers = labelled(labels, seed)
    rows = [[int(y), *order(row)] for y, row in zip(answers, word_rows(texts), strict=True)]
    fit(model, label_batch, label_loss, seed, steps, rows=rows)


@torch.no_grad()
def positive(
    model: nn.Module, texts: Sequence[str], order: Callable[[Row], Row] = list
) -> np.ndarray:
    """Return a trained classifier's P(positive | text), (texts,)."""
    logits = model(pad([order(row) for row in word_rows(texts)]))
    return logits.double().sigmoid().numpy()


# --8<-- [end:train]
