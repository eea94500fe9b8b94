"""One writer of sentences that can learn from a critic, as a GAN, or by next token."""

from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F

from snippets.lab.fit import SIZE, sentences
from snippets.lab.objectives import texts, word_rows
from snippets.lab.tokenizer import ID, pad
from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import END

WORDS, LENGTH, WIDTH = ID[END] + 1, 23, 64  # the end mark is the last word


# --8<-- [start:writer]
class Writer(nn.Module):
    """A recurrent network that begins with noise and writes word after word."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(WORDS, WIDTH, bias=False)  # of one-hot vectors
        self.cell = nn.GRUCell(WIDTH, WIDTH)
        self.head = nn.Linear(WIDTH, WORDS)

    def write(self, n):
        """Return n sentences as one-hot vectors, (n, length, words); gradients are made up."""
        state, before, said = torch.randn(n, WIDTH), torch.zeros(n, WIDTH), []
        for _ in range(LENGTH):
            state = self.cell(before, state)
            said.append(F.gumbel_softmax(self.head(state), tau=1.0, hard=True))
            before = self.embed(said[-1])
        return torch.stack(said, dim=1)

    def loss(self, ids):
        """Return −ln P(word | noise, words before), averaged over words and end marks."""
        state, before, logits = torch.randn(len(ids), WIDTH), torch.zeros(len(ids), WIDTH), []
        for word in ids.T:
            state = self.cell(before, state)
            logits.append(self.head(state))
            before = self.embed.weight.T[word]
        first_end = (ids == ID[END]).cumsum(dim=1) <= 1
        return F.cross_entropy(torch.stack(logits, dim=1)[first_end], ids[first_end])


# --8<-- [end:writer]


class Critic(nn.Module):
    """A convolutional network that judges sentences: real, or written?"""

    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(WORDS, WIDTH, bias=False)
        self.layers = nn.Sequential(
            nn.Conv1d(WIDTH, WIDTH, 3, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv1d(WIDTH, WIDTH, 3, padding=1),
            nn.LeakyReLU(0.2),
        )
        self.head = nn.Linear(WIDTH, 1)

    def forward(self, one_hot):
        return self.head(self.layers(self.embed(one_hot).transpose(1, 2)).mean(dim=2))


def batches(seed, steps):
    """Return the sentences of a run, 64 a step, filled up with end marks, and their tokens."""
    rows = word_rows(sentences(seed, steps))
    return padded(rows).split(SIZE), sum(len(row) + 1 for row in rows)


def padded(rows):
    return pad([*rows, [ID[END]] * LENGTH], ID[END])[:-1]


# --8<-- [start:train]
def train_against_critic(writer, critic, seed, steps):
    """Train both in turn; return how many tokens they read."""
    options = {"lr": 5e-3, "betas": (0.5, 0.9), "fused": True}
    judge = torch.optim.Adam(critic.parameters(), **options)
    forge = torch.optim.Adam(writer.parameters(), **options)
    real, tokens = batches(seed, steps)
    for ids in real:
        written = writer.write(SIZE)
        judged = critic(torch.cat([F.one_hot(ids, WORDS).float(), written.detach()]))
        judge.zero_grad()
        (F.softplus(-judged[:SIZE]) + F.softplus(judged[SIZE:])).mean().backward()
        judge.step()
        forge.zero_grad()
        F.softplus(-critic(written)).mean().backward()  # be taken for real
        forge.step()
    return tokens


def train_by_next_token(writer, seed, steps):
    optimizer = torch.optim.Adam(writer.parameters(), lr=2e-2, fused=True)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, 2 - 2 * step / steps))
    real, tokens = batches(seed, steps)
    for ids in real:
        writer.loss(ids).backward()
        optimizer.step()
        rates.step()
        optimizer.zero_grad()
    return tokens


# --8<-- [end:train]


def read(one_hot):
    """Return the sentences, each up to its first end mark."""
    ids = one_hot.argmax(dim=-1)
    ended = (ids == ID[END]).cumsum(dim=1) > 0
    return texts(ids.masked_fill(ended, ID[END]))


def known_pairs(written):
    """Return the share of neighbouring words, ends included, that some sentence has too."""

    def pairs(text):
        words = ["", *text.split(), END]
        return pairwise(words)

    known = {pair for text in truth("full").sentences for pair in pairs(text)}
    found = [pair in known for text in written for pair in pairs(text)]
    return sum(found) / len(found)
