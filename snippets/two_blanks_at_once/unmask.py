"""Fill many blanks, k at a time: with exact conditionals and with BERT's.

Each way has two uses. *Write*: draw the words; what share of the texts is impossible? *Pay*: say
the words of a given sentence; how many bits more than the exact joint distribution does it need?
"""

import numpy as np
import torch

from snippets.lab import generate
from snippets.lab.objectives import texts
from snippets.lab.tokenizer import CLS, ID, PAD, SEP
from snippets.lab.world.corpus import truth

WORLD = truth("training")


def hide(n, count, rng):
    """Draw n sentences and hide `count` words of each, or all of them.

    Returns for each its row in the world, the rows that fit what is visible, and the blanks.
    """
    tasks = []
    for row in rng.choice(len(WORLD), n, p=WORLD.probabilities):
        length = WORLD.lengths[row]
        blanks = np.sort(rng.choice(length, min(count, length), replace=False))
        shown = np.setdiff1d(np.arange(length), blanks)
        fitting = np.flatnonzero(WORLD.lengths == length)
        same = (WORLD.ids[fitting][:, shown] == WORLD.ids[row, shown]).all(axis=1)
        tasks.append((row, fitting[same], blanks))
    return tasks


# --8<-- [start:exact]
def now(shares, k, surest, rng):
    """Choose k of the blanks: at random, or those whose likeliest word is likeliest."""
    scores = -shares.max(axis=1) if surest else rng.random(len(shares))
    return scores.argsort(kind="stable")[:k]


def marginals(rows, blanks):
    """Return P(word | visible) at each blank, (blanks, words); `rows` are what fits."""
    p = WORLD.probabilities[rows] / WORLD.probabilities[rows].sum()
    width = len(WORLD.vocabulary)
    return np.array([np.bincount(WORLD.ids[rows, t], p, width) for t in blanks])


def possible_share(rows, blanks, k, surest, rng):
    """Return an unbiased estimate of P(possible text), exact in each step.

    What remains possible is added up over all words for the k blanks, and then one of the possible
    fillings is drawn, by its share, so that every draw goes on to the end.
    """
    share = 1.0
    while len(blanks):
        shares = marginals(rows, blanks)
        chosen = now(shares, k, surest, rng)
        words = WORLD.ids[rows][:, blanks[chosen]]
        fillings, which = np.unique(words, axis=0, return_inverse=True)
        p = shares[chosen, fillings].prod(axis=1)
        share *= p.sum()
        rows = rows[which == rng.choice(len(p), p=p / p.sum())]
        blanks = np.delete(blanks, chosen)
    return share


def exact_bits(row, rows, blanks, k, surest, rng):
    """Return what the words of sentence `row` cost above −log2 P(words | visible)."""
    bits = np.log2(WORLD.probabilities[row] / WORLD.probabilities[rows].sum())
    while len(blanks):
        shares = marginals(rows, blanks)
        chosen = now(shares, k, surest, rng)
        words = WORLD.ids[row, blanks[chosen]]
        bits -= np.log2(shares[chosen, words]).sum()
        rows = rows[(WORLD.ids[rows][:, blanks[chosen]] == words).all(axis=1)]
        blanks = np.delete(blanks, chosen)
    return bits


# --8<-- [end:exact]
# --8<-- [start:bert]
def as_batch(tasks):
    """Return the sentences with their marks, (sentences, longest + 2), and what is hidden."""
    lengths = [WORLD.lengths[row] for row, _, _ in tasks]
    ids = torch.full((len(tasks), max(lengths) + 2), ID[PAD])
    hidden = torch.zeros(ids.shape, dtype=torch.bool)
    for i, ((row, _, blanks), length) in enumerate(zip(tasks, lengths, strict=True)):
        ids[i, : length + 2] = torch.tensor([ID[CLS], *WORLD.ids[row, :length], ID[SEP]])
        hidden[i, 1 + blanks] = True
    return ids, hidden


def fill(bert, ids, hidden, k, surest, generator, write):
    """Fill k of the blanks at a time: with drawn words, or with those that stand there.

    Returns the sentences and what the words cost, in bits, (sentences,).
    """
    bits = torch.zeros(len(ids))
    while hidden.any():
        shares = generate.shares(bert, ids, hidden)  # (blanks, words)
        scores = shares.amax(1) if surest else torch.rand(len(shares), generator=generator)
        scores = torch.full(ids.shape, -1.0).masked_scatter(hidden, scores)
        rank = scores.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
        chosen = hidden & (rank < k)
        shares = shares[chosen[hidden]]
        if write:
            ids = generate.put(ids, chosen, shares, generator)
        cost = -shares.gather(1, ids[chosen][:, None])[:, 0].log2()
        bits += torch.zeros(ids.shape).masked_scatter(chosen, cost).sum(1)
        hidden = hidden & ~chosen
    return ids, bits


# --8<-- [end:bert]
# --8<-- [start:measures]
def measure(bert, tasks, k, surest, rng, generator):
    """Return shares of impossible text and bits above the exact joint, exact and BERT."""
    way = k, surest, rng
    possible = [possible_share(rows, blanks, *way) for _, rows, blanks in tasks]
    above = [exact_bits(row, rows, blanks, *way) for row, rows, blanks in tasks]
    ids, hidden = as_batch(tasks)
    written, _ = fill(bert, ids, hidden, k, surest, generator, write=True)
    _, bits = fill(bert, ids, hidden, k, surest, generator, write=False)
    p = WORLD.probabilities
    joint = [np.log2(p[row] / p[rows].sum()) for row, rows, _ in tasks]
    return {
        "impossible_exact": 1 - float(np.mean(possible)),
        "impossible_bert": 1 - float(np.isfinite(WORLD.log_probs(texts(written))).mean()),
        "bits_exact": float(np.mean(above)),
        "bits_bert": float(bits.numpy().mean() + np.mean(joint)),
    }


# --8<-- [end:measures]
