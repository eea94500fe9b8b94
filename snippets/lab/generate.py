"""Sentences from a model of hidden words: in one pass, left to right, by confidence, by Gibbs.

Every way starts from `[CLS] [MASK] … [MASK] [SEP]`, so somebody else has to choose the lengths.
"""

from collections.abc import Sequence

import torch
from transformers import BertForMaskedLM, GPT2LMHeadModel

from snippets.lab.measure import sample_quality
from snippets.lab.objectives import texts
from snippets.lab.tokenizer import BOS, CLS, ID, LONGEST, PAD, SEP
from snippets.lab.world.engine import END, MASK


# --8<-- [start:pieces]
def blanks(lengths: Sequence[int]) -> torch.Tensor:
    """Return sentences with every word hidden, (sentences, longest + 2)."""
    ids = torch.full((len(lengths), max(lengths) + 2), ID[PAD])
    for row, n in zip(ids, lengths, strict=True):
        row[: n + 2] = torch.tensor([ID[CLS], *[ID[MASK]] * n, ID[SEP]])
    return ids


@torch.no_grad()
def shares(model: BertForMaskedLM, ids: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
    """Return P(word | the visible words) at each hidden place, (hidden places, words)."""
    asked = ids.masked_fill(hidden, ID[MASK])
    attention_mask = (ids != ID[PAD]).long()
    states = model.bert(input_ids=asked, attention_mask=attention_mask).last_hidden_state
    return model.cls(states[hidden])[:, : ID[END]].softmax(-1)  # words only, no marks


def put(ids, places, shares, generator) -> torch.Tensor:
    """Return the sentences with a word drawn from its shares at each of the places."""
    return ids.masked_scatter(places, torch.multinomial(shares, 1, generator=generator))


# --8<-- [end:pieces]


# --8<-- [start:ways]
def one_shot(model, ids, generator):
    hidden = ids == ID[MASK]
    return put(ids, hidden, shares(model, ids, hidden), generator)


def left_to_right(model, ids, generator):
    for t in range(1, ids.shape[1] - 1):
        place = (ids == ID[MASK]) & (torch.arange(ids.shape[1]) == t)
        ids = put(ids, place, shares(model, ids, place), generator)
    return ids


def by_confidence(model, ids, generator):
    while (hidden := ids == ID[MASK]).any():
        p = shares(model, ids, hidden)
        surest = torch.full(ids.shape, -1.0).masked_scatter(hidden, p.amax(-1)).argmax(-1)
        place = hidden & (torch.arange(ids.shape[1]) == surest[:, None])
        ids = put(ids, place, p[place[hidden]], generator)
    return ids


def gibbs_sweep(model, ids, generator):
    words = ids < ID[END]
    for t in torch.randperm(ids.shape[1] - 2, generator=generator) + 1:
        place = words & (torch.arange(ids.shape[1]) == t)
        ids = put(ids, place, shares(model, ids, place), generator)
    return ids


# --8<-- [end:ways]


# --8<-- [start:quality]
def quality(batches: Sequence[torch.Tensor]) -> tuple[float, float, float]:
    """Return the shares of the sentences that are valid, novel, and not said twice."""
    said = [text for ids in batches for text in texts(ids)]
    return *sample_quality(said).values(), len(set(said)) / len(said)


def by_gpt(model: GPT2LMHeadModel, n: int, seed: int) -> torch.Tensor:
    """Return n sentences as GPT says them, which needs no lengths."""
    torch.manual_seed(seed)
    start = torch.full((n, 1), ID[BOS])
    options = {"do_sample": True, "top_k": 0, "pad_token_id": ID[END]}
    mask = torch.ones_like(start)
    return model.generate(start, attention_mask=mask, max_new_tokens=LONGEST - 1, **options)


# --8<-- [end:quality]
