"""Passages such as “anna has a lamp, peter has a kite, …”, and a reader with two heads."""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

# --8<-- [start:passages]
OWNERS, THINGS, NEW, SIZE = 30, 30, 10, 32  # new things are seen in training, never as answers


def passages(n, statements, rng, new_things=False):
    """Draw passages, each a list of statements (owner, thing), and whose thing is asked for."""
    known = np.arange(THINGS, THINGS + NEW) if new_things else np.arange(THINGS)
    owners, things = (
        rng.permuted(np.tile(kind, (n, 1)), axis=1)[:, :statements]
        for kind in (np.arange(OWNERS), known)
    )
    where, rows = rng.integers(statements, size=n), np.arange(n)
    drawn = owners, things, owners[rows, where], where, things[rows, where]
    return [torch.from_numpy(part) for part in drawn]
    # --8<-- [end:passages]


# --8<-- [start:reader]
class Reader(nn.Module):
    """A statement is one vector, owner + thing; the question stands before and after them."""

    def __init__(self, causal):
        super().__init__()
        self.owner, self.thing = nn.Embedding(OWNERS, SIZE), nn.Embedding(THINGS + NEW, SIZE)
        self.question, self.causal = nn.Parameter(torch.randn(SIZE)), causal
        self.backbone = nn.TransformerEncoderLayer(
            SIZE, 2, 64, dropout=0.0, batch_first=True, norm_first=True
        )
        self.span = nn.Linear(SIZE, 1)  # a score of each place: the answer is quoted from there
        self.word = nn.Linear(SIZE, THINGS + NEW)  # a score of each word: the answer is said

    def forward(self, owners, things, asked):
        question = (self.owner(asked) + self.question)[:, None]  # (n, 1, SIZE)
        x = torch.cat([question, self.owner(owners) + self.thing(things), question], dim=1)
        mask = nn.Transformer.generate_square_subsequent_mask(x.shape[1]) if self.causal else None
        states = self.backbone(x, mask, is_causal=self.causal)
        return self.span(states[:, 1:-1])[..., 0], self.word(states[:, -1])


def train(causal, seed, steps=110):
    torch.manual_seed(seed)
    rng, reader = np.random.default_rng(seed), Reader(causal).double()  # alike on every machine
    optimizer = torch.optim.Adam(reader.parameters(), lr=1e-2, fused=True)
    for _ in range(steps):
        owners, things, asked, where, answer = passages(64, 4, rng)
        span, word = reader(owners, things, asked)
        (cross_entropy(span, where) + cross_entropy(word, answer)).backward()
        optimizer.step()
        optimizer.zero_grad()
    return reader.eval()
    # --8<-- [end:reader]
