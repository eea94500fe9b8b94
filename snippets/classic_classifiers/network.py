"""A feed-forward network on word vectors: embeddings, summed, and one hidden layer."""

import torch
from torch import nn
from torch.nn import functional as F


# --8<-- [start:network]
class Network(nn.Module):
    def __init__(self, n_words: int, d: int = 32, hidden: int = 64):
        super().__init__()
        self.embedding = nn.EmbeddingBag(n_words, d, mode="sum")
        self.layers = nn.Sequential(nn.Linear(d, hidden), nn.ReLU(), nn.Linear(hidden, 1))

    def forward(self, rows: list[list[int]]) -> torch.Tensor:
        """Return the log-odds of positive of each row."""
        words = torch.tensor([word for row in rows for word in row])
        lengths = torch.tensor([0, *map(len, rows[:-1])])
        return self.layers(self.embedding(words, lengths.cumsum(0)))[:, 0]
        # --8<-- [end:network]


# --8<-- [start:train]
def trained(
    rows: list[list[int]], y: torch.Tensor, n_words: int, decay: float, seed: int
) -> Network:
    """Return a network after 200 steps of 256 reviews; `decay` draws its weights towards 0."""
    torch.manual_seed(seed)
    model = Network(n_words)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=decay)
    for _ in range(200):
        batch = torch.randint(len(rows), (256,))
        log_odds = model([rows[i] for i in batch])
        F.binary_cross_entropy_with_logits(log_odds, y[batch]).backward()
        optimizer.step()
        optimizer.zero_grad()
    return model
    # --8<-- [end:train]
