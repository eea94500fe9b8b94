"""GloVe by hand: count pairs of neighbours, then fit the logarithm of each count."""

from collections.abc import Sequence

import torch

from snippets.lab.objectives import word_rows
from snippets.lab.tokenizer import ID, PAD, pad
from snippets.lab.world.engine import END

WORDS = ID[END]  # the ids below are words


# --8<-- [start:count]
def count(texts: Sequence[str], window: int) -> torch.Tensor:
    """Return how often each pair of words stands within the window, (words, words)."""
    ids = pad(word_rows(texts))
    pairs = torch.zeros(WORDS * WORDS, dtype=torch.double)
    for gap in range(1, window + 1):
        left, right = ids[:, :-gap], ids[:, gap:]
        inside = right != ID[PAD]
        pairs += (left[inside] * WORDS + right[inside]).bincount(minlength=WORDS**2)
    pairs = pairs.view(WORDS, WORDS)
    return pairs + pairs.T


# --8<-- [end:count]


# --8<-- [start:fit]
class GloVe(torch.nn.Module):
    def __init__(self, d: int):
        super().__init__()
        self.words, self.contexts = (
            torch.nn.Parameter((torch.rand(WORDS, d) - 0.5) / d) for _ in range(2)
        )
        self.word_bias = torch.nn.Parameter(torch.zeros(WORDS, 1))
        self.context_bias = torch.nn.Parameter(torch.zeros(1, WORDS))

    def forward(self) -> torch.Tensor:
        """Return the predicted log count of each pair, (words, words)."""
        return self.words @ self.contexts.T + self.word_bias + self.context_bias


def weights(pairs: torch.Tensor) -> torch.Tensor:
    """Return how much each cell counts: rare pairs less, those that never occur nothing."""
    return (pairs / 100).clamp(max=1) ** 0.75


def fit_counts(model: GloVe, pairs: torch.Tensor, steps: int = 1000) -> None:
    optimizer = torch.optim.Adagrad(model.parameters(), lr=0.1)
    log_counts = pairs.clamp(min=1).log().float()
    weight = weights(pairs).float()
    for _ in range(steps):  # all cells in every step: the table is small
        loss = (weight * (model() - log_counts) ** 2).sum() / 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# --8<-- [end:fit]
