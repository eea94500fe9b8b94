"""Three objectives on sentences of the world: next token, masked word, target from source.

Of each: a batch, its summed loss in nats with the number of events, and what the exact model pays
for the same events, in bits. Training, the timeline and the studies share them.
"""

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional as F
from transformers import BartForConditionalGeneration, BertForMaskedLM, GPT2LMHeadModel

from snippets.lab.tokenizer import BOS, CLS, ID, PAD, SEP, VOCABULARY, Row, pad
from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import END, MASK
from snippets.lab.world.floors import masked_bits

RATE = 0.15  # of the words are hidden
SPAN = 3  # words that one mask hides from an encoder-decoder, at most
IGNORE = -100

Batch = dict[str, torch.Tensor]


def word_rows(sentences: Sequence[str]) -> list[Row]:
    """Return the ids of each sentence's words; equal sentences share one list."""
    ids = {sentence: [ID[word] for word in sentence.split()] for sentence in set(sentences)}
    return [ids[sentence] for sentence in sentences]


def texts(ids: torch.Tensor, keep: Sequence[str] = ()) -> list[str]:
    """Return the words of each row, without its marks."""
    kept = {*range(ID[END]), *(ID[mark] for mark in keep)}
    return [" ".join(VOCABULARY[i] for i in row if i in kept) for row in ids.tolist()]


def nats(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the summed −ln P(label)."""
    return F.cross_entropy(
        logits.flatten(0, -2), labels.flatten(), ignore_index=IGNORE, reduction="sum"
    )


# ---------------------------------------------------------------- next token


def gpt_batch(rows: list[Row], rng: np.random.Generator) -> Batch:
    return {
        "input_ids": pad([[ID[BOS], *row] for row in rows], ID[END]),
        "labels": pad([[*row, ID[END]] for row in rows], IGNORE),
    }


def gpt_loss(model: GPT2LMHeadModel, batch: Batch) -> tuple[torch.Tensor, int]:
    logits = model(input_ids=batch["input_ids"]).logits  # (sentences, tokens, vocabulary)
    return nats(logits, batch["labels"]), int((batch["labels"] != IGNORE).sum())


def gpt_exact(batch: Batch) -> float:
    return -float(truth("training").log_probs(texts(batch["labels"])).sum()) / math.log(2)


# ---------------------------------------------------------------- masked word


def bert_batch(rows: list[Row], rng: np.random.Generator) -> Batch:
    """Hide each word with probability .15, and at least one; a hidden word becomes `[MASK]`."""
    ids = pad([[ID[CLS], *row, ID[SEP]] for row in rows])
    is_word = (ids < ID[END]).numpy()
    hidden = (rng.random(ids.shape) < RATE) & is_word
    while (none := ~hidden.any(axis=1)).any():
        hidden[none] = (rng.random((none.sum(), ids.shape[1])) < RATE) & is_word[none]
    hidden = torch.from_numpy(hidden)
    return {
        "input_ids": ids.masked_fill(hidden, ID[MASK]),
        "attention_mask": (ids != ID[PAD]).long(),
        "labels": ids.masked_fill(~hidden, IGNORE),
    }


def bert_loss(model: BertForMaskedLM, batch: Batch) -> tuple[torch.Tensor, int]:
    hidden = batch["labels"] != IGNORE
    states = model.bert(
        input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]
    ).last_hidden_state  # (sentences, tokens, d)
    logits = model.cls(states[hidden])  # (hidden words, vocabulary): no head for the others
    return nats(logits, batch["labels"][hidden]), int(hidden.sum())


def bert_exact(batch: Batch) -> float:
    hidden = batch["labels"] != IGNORE
    sentences = texts(torch.where(hidden, batch["labels"], batch["input_ids"]))
    masks = [
        row[1 : 1 + len(sentence.split())]
        for row, sentence in zip(hidden.numpy(), sentences, strict=True)
    ]
    return float(np.concatenate(masked_bits(truth("training"), sentences, masks)).sum())


# ---------------------------------------------------------------- target from source


def bart_batch(rows: list[Row], rng: np.random.Generator) -> Batch:
    """Ask for the French of a translation; in other sentences hide 1 to 3 words behind one mask.

    The target of a translation is what follows the `=`, of another sentence all of it. The number
    of hidden words, and then where they begin, are drawn uniformly.
    """
    sources, targets = [], []
    for row in rows:
        if ID["="] in row:
            cut = row.index(ID["="]) + 1
            source, target = row[:cut], row[cut:]
        else:
            n = int(rng.integers(1, SPAN + 1))
            at = int(rng.integers(len(row) - n + 1))
            source, target = [*row[:at], ID[MASK], *row[at + n :]], row
        sources.append([ID[BOS], *source, ID[END]])
        targets.append(target)
    ids = pad(sources)
    return {
        "input_ids": ids,
        "attention_mask": (ids != ID[PAD]).long(),
        "decoder_input_ids": pad([[ID[BOS], *target] for target in targets], ID[END]),
        "labels": pad([[*target, ID[END]] for target in targets], IGNORE),
    }


def bart_loss(model: BartForConditionalGeneration, batch: Batch) -> tuple[torch.Tensor, int]:
    inputs = {name: x for name, x in batch.items() if name != "labels"}
    logits = model(**inputs).logits  # (sentences, target tokens, vocabulary)
    return nats(logits, batch["labels"]), int((batch["labels"] != IGNORE).sum())


def bart_exact(batch: Batch) -> float:
    """Return −Σ log2 P(target | source).

    P(x | source) = P(x) / Σ_k P(the visible words, with k hidden ones at the mask): the number of
    places where a span can begin depends on the visible words alone, and so cancels.
    """
    engine, bits = truth("training"), 0.0
    pairs = zip(texts(batch["input_ids"], (MASK,)), texts(batch["labels"]), strict=True)
    for source, target in pairs:
        if MASK in source:
            fits = [engine.log_prob(source.replace(MASK, " ".join([MASK] * k))) for k in (1, 2, 3)]
            bits += math.log2(math.fsum(map(math.exp, fits))) + engine.bits(target)
        else:
            said = [*target.split(), END]
            prefixes = [f"{source} {' '.join(said[:t])}" for t in range(len(said))]
            shares = engine.next_tokens(prefixes)[np.arange(len(said)), [ID[word] for word in said]]
            bits -= float(np.log2(shares).sum())
    return bits
