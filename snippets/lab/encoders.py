"""What the encoders of the page share: one shape, one masked loss, one way to fine-tune."""

import math

import numpy as np
import torch
from torch import nn
from transformers import PreTrainedModel

from snippets.lab.fit import fit, sentences
from snippets.lab.measure import labelled, reviews, unseen
from snippets.lab.objectives import (
    IGNORE,
    Batch,
    bert_batch,
    bert_exact,
    nats,
    word_rows,
)
from snippets.lab.tokenizer import CLS, ID, LONGEST, PAD, SEP, VOCABULARY, Row, pad
from snippets.lab.world.engine import END

# --8<-- [start:shape]
SHAPE = {
    "vocab_size": len(VOCABULARY),
    "pad_token_id": ID[PAD],
    "max_position_embeddings": LONGEST,
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 128,
    "initializer_range": 0.09,
}
# the settings that BERT, RoBERTa, ALBERT and ELECTRA share beside these
OLD = {"type_vocab_size": 1, "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
RATE = 6e-3  # the highest learning rate
# --8<-- [end:shape]


# --8<-- [start:loss]
def masked_loss(model: nn.Module, batch: Batch) -> tuple[torch.Tensor, int]:
    """Return the summed −ln P(hidden word | what is visible), and how many words are hidden."""
    inputs = {name: x for name, x in batch.items() if name != "labels"}
    hidden = batch["labels"] != IGNORE
    logits = model(**inputs).logits[hidden]  # (hidden words, vocabulary)
    return nats(logits, batch["labels"][hidden]), int(hidden.sum())
    # --8<-- [end:loss]


def frequency_excess(seed: int, steps: int) -> float:
    """Return the excess bits of one who knows only how often each word occurs in a run's text."""
    words = np.concatenate(word_rows(sentences(seed, steps)))
    counts = np.bincount(words, minlength=ID[END]) + 1.0
    bits = -np.log2(counts / counts.sum())
    batches = unseen(bert_batch, bert_exact)
    hidden = [batch["labels"][batch["labels"] != IGNORE].numpy() for batch, _ in batches]
    exact = math.fsum(exact for _, exact in batches)
    return (float(bits[np.concatenate(hidden)].sum()) - exact) / sum(map(len, hidden))


# --8<-- [start:tune]
def label_batch(rows: list[Row], rng: np.random.Generator | None) -> Batch:
    """Make tensors of rows that hold a label and then a review."""
    ids = pad([[ID[CLS], *row[1:], ID[SEP]] for row in rows])
    labels = torch.tensor([row[0] for row in rows])
    return {"input_ids": ids, "attention_mask": (ids != ID[PAD]).long(), "labels": labels}


def label_loss(model: PreTrainedModel, batch: Batch) -> tuple[torch.Tensor, int]:
    inputs = {name: x for name, x in batch.items() if name != "labels"}
    return nats(model(**inputs).logits, batch["labels"]), len(batch["labels"])


def tune(classifier: PreTrainedModel, seed: int, steps: int, labels: int = 2048) -> np.ndarray:
    """Train a body and its new head on labelled reviews; return P(positive) of each review."""
    texts, answers = labelled(labels, seed)
    rows = [[int(y), *row] for y, row in zip(answers, word_rows(texts), strict=True)]
    fit(classifier, label_batch, label_loss, seed, steps, 3e-3, rows)
    return positive(classifier)


@torch.no_grad()
def positive(classifier: PreTrainedModel, label: int = 1) -> np.ndarray:
    """Return P(label) of each of `reviews()`; label 1 is positive."""
    rows = [[0, *row] for row in word_rows(reviews()[0])]
    shares = np.zeros(len(rows))
    for part in np.array_split(np.argsort([len(row) for row in rows], kind="stable"), 16):
        inputs = label_batch([rows[i] for i in part], None)
        shares[part] = classifier(**inputs).logits.double().softmax(-1)[:, label]
    return shares
    # --8<-- [end:tune]
