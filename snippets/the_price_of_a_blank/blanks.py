"""One blank in a sentence: four ways to fill it, with what each costs, and the exact answer."""

from collections.abc import Sequence
from functools import cache, partial
from typing import NamedTuple

import numpy as np
import torch
from transformers import BertForMaskedLM, GPT2LMHeadModel

from snippets.lab.models import small_gpt
from snippets.lab.objectives import IGNORE, Batch
from snippets.lab.tokenizer import BOS, CLS, ID, LONGEST, SEP, Row, pad
from snippets.lab.world.corpus import fresh, truth
from snippets.lab.world.engine import END, MASK

WORDS = ID[END]  # so many words; their ids are 0 to WORDS − 1
POSITIONS = LONGEST + 1  # a moved middle comes after two marks


class Blank(NamedTuple):
    """A sentence without one of its words."""

    left: Row
    right: Row
    exact: np.ndarray  # P(word | both sides), (words,)
    before: np.ndarray  # P(word | the left side, and that a word follows), (words,)


def draw(n: int, seed: int) -> list[Blank]:
    """Draw n sentences independently of what was read, and of each the place of a blank."""
    rng, found = np.random.default_rng((seed, 4)), []
    for sentence in fresh(n, seed + 1):
        words = sentence.split()
        t = int(rng.integers(len(words)))
        exact = truth("training").masked([*words[:t], MASK, *words[t + 1 :]])[0, :WORDS]
        before = truth("training").next_token(words[:t])[:WORDS]
        ids = [ID[word] for word in words]
        found.append(Blank(ids[:t], ids[t + 1 :], exact, before / before.sum()))
    return found


def excess(blanks: Sequence[Blank], shares: Sequence[np.ndarray]) -> float:
    """Return the mean KL(exact‖model) of a blank, in bits."""
    return float(np.mean([divergence(b.exact, q) for b, q in zip(blanks, shares, strict=True)]))


def divergence(p: np.ndarray, q: np.ndarray) -> float:
    some = p > 0
    return float((p[some] * np.log2(p[some] / q[some])).sum())


# --8<-- [start:floor]
@cache
def floors() -> tuple[float, float]:
    """Return the bits of one blank, exactly: given both sides, and given the left side alone.

    A sentence of the world, one of its places drawn uniformly; the left side, too, knows that a
    word follows.
    """
    world = truth("training")
    ids, n, width = world.ids, *world.ids.shape
    prefix, left = np.zeros(n, int), np.full((n, width - 1), np.nan)
    for t in range(width - 1):
        rows = np.flatnonzero(world.lengths > t)
        longer = np.unique(prefix * len(world.vocabulary) + ids[:, t], return_inverse=True)[1]
        p = world.probabilities[rows]
        before, after = (np.bincount(group[rows], p)[group[rows]] for group in (prefix, longer))
        left[rows, t], prefix = after / before, longer
    weights = (world.probabilities / world.lengths)[:, None]
    return tuple(-float(np.nansum(weights * np.log2(x))) for x in (world.leave_one_out, left))


# --8<-- [end:floor]
# --8<-- [start:ways]
@torch.no_grad()
def both_sides(bert: BertForMaskedLM, blank: Blank) -> np.ndarray:
    ids = torch.tensor([[ID[CLS], *blank.left, ID[MASK], *blank.right, ID[SEP]]])
    logits = bert(input_ids=ids).logits[0, 1 + len(blank.left)]
    return logits[:WORDS].double().softmax(-1).numpy()


@torch.no_grad()
def left_only(gpt: GPT2LMHeadModel, blank: Blank) -> np.ndarray:
    logits = gpt(torch.tensor([[ID[BOS], *blank.left]])).logits[0, -1]
    return logits[:WORDS].double().softmax(-1).numpy()


@torch.no_grad()
def moved(gpt: GPT2LMHeadModel, blank: Blank) -> np.ndarray:
    ids = [ID[CLS], *blank.left, ID[MASK], *blank.right, ID[SEP]]
    logits = gpt(torch.tensor([ids])).logits[0, -1]
    return logits[:WORDS].double().softmax(-1).numpy()


@torch.no_grad()
def rescored(gpt: GPT2LMHeadModel, blank: Blank, k: int = WORDS) -> np.ndarray:
    """Bayes' rule over the k likeliest words: P(word | both) ∝ P(left, word, right).

    The words that are not tried keep what the left side alone gives them.
    """
    before = left_only(gpt, blank)
    tried = np.argsort(-before, kind="stable")[:k]
    after = [*blank.right, ID[END]]
    ids = torch.tensor([[ID[BOS], *blank.left, word, *after] for word in tried])
    log_probs = gpt(ids[:, :-1]).logits[:, len(blank.left) + 1 :].double().log_softmax(-1)
    paid = log_probs.gather(2, ids[:, -len(after) :, None]).sum((1, 2))  # ln P(right | left, word)
    score = np.log(before[tried]) + paid.numpy()
    shares = before.copy()
    shares[tried] = before[tried].sum() * np.exp(score - np.logaddexp.reduce(score))
    return shares


# --8<-- [end:ways]
rescored_32 = partial(rescored, k=32)


# --8<-- [start:batch]
def half_moved(rows: list[Row], rng: np.random.Generator) -> Batch:
    """Make every other sentence end with one of its words: left [MASK] right [SEP] word [EOS].

    `[CLS]` says so at its beginning, where another sentence has `[BOS]`.
    """
    inputs, labels = [], []
    for row in rows:
        said, start = row, ID[BOS]
        if rng.random() < 0.5:
            t, start = int(rng.integers(len(row))), ID[CLS]
            said = [*row[:t], ID[MASK], *row[t + 1 :], ID[SEP], row[t]]
        inputs.append([start, *said])
        labels.append([*said, ID[END]])
    return {"input_ids": pad(inputs, ID[END]), "labels": pad(labels, IGNORE)}


# --8<-- [end:batch]
def new_gpt() -> GPT2LMHeadModel:
    """Return an untrained GPT: the timeline's, with a position more for the marks."""
    return small_gpt(n_positions=POSITIONS)
