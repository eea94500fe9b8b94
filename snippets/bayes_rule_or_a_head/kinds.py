"""Classifiers of reviews: a language model with Bayes' rule, two heads, two word counters.

All answer with log-odds, ln P(positive) − ln P(negative). Those of a generative model leave the
prior out, so that any prior can be added; those of the others contain the one they learned from.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import torch
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from threadpoolctl import threadpool_limits
from torch import nn
from torch.nn import functional as F
from transformers import (
    BertForSequenceClassification,
    GPT2ForSequenceClassification,
    GPT2LMHeadModel,
)

from snippets.lab.checkpoints import load
from snippets.lab.encoders import label_batch, label_loss
from snippets.lab.models import bert_config, small_gpt
from snippets.lab.objectives import IGNORE, gpt_batch, gpt_loss, word_rows
from snippets.lab.stopping import fit_until_best
from snippets.lab.tokenizer import BOS, ID, PAD, Row, pad

threadpool_limits(1)  # for arrays this small, threads only get in each other's way


class Kind(NamedTuple):
    """A way to make a classifier out of a Transformer."""

    new: Callable  # (seed, pretrained) → a model
    row: Callable  # (label, words) → what it learns from
    batch: Callable
    loss: Callable
    log_odds: Callable  # (model, rows of words) → a number a row
    generative: bool = False


def parts(rows: Sequence[Row], size: int = 512) -> list[np.ndarray]:
    """Return the numbers of the rows, in batches of similar lengths."""
    order = np.argsort([len(row) for row in rows], kind="stable")
    return np.array_split(order, -(-len(rows) // size))


# ---------------------------------------------------------------- Bayes' rule

OPENINGS = ([ID["negative"], ID[":"]], [ID["positive"], ID[":"]])  # of label 0, of label 1


def new_gpt(seed: int, pretrained: bool) -> GPT2LMHeadModel:
    if pretrained:
        return load("gpt")
    torch.manual_seed(seed)
    return small_gpt()


# --8<-- [start:bayes]
def labelled_row(label: int, words: Row) -> Row:
    return OPENINGS[label] + words  # positive : this movie is great !


@torch.no_grad()
def log_ratio(model: GPT2LMHeadModel, rows: Sequence[Row]) -> np.ndarray:
    """Return ln P(review | positive) − ln P(review | negative); label and colon are given."""
    found = np.zeros((2, len(rows)))
    for label, opening in enumerate(OPENINGS):
        for part in parts(rows):
            batch = gpt_batch([opening + rows[i] for i in part], None)
            logits = model(input_ids=batch["input_ids"]).logits[:, len(opening) :]
            targets = batch["labels"][:, len(opening) :]
            nats = F.cross_entropy(logits.mT, targets, ignore_index=IGNORE, reduction="none")
            found[label, part] = -nats.double().sum(dim=1).numpy()
    return found[1] - found[0]


gpt_bayes = Kind(new_gpt, labelled_row, gpt_batch, gpt_loss, log_ratio, True)
# --8<-- [end:bayes]


# ---------------------------------------------------------------- a head


# --8<-- [start:head]
def numbered_row(label: int, words: Row) -> Row:
    return [int(label), *words]


def last_word_batch(rows: list[Row], rng: np.random.Generator | None) -> dict:
    """Make tensors of rows that hold a label and then a review, for a head on the last word."""
    ids = pad([[ID[BOS], *row[1:]] for row in rows])
    labels = torch.tensor([row[0] for row in rows])
    return {"input_ids": ids, "attention_mask": (ids != ID[PAD]).long(), "labels": labels}


# --8<-- [end:head]


def new_bert_head(seed: int, pretrained: bool) -> BertForSequenceClassification:
    bert = load("bert") if pretrained else None
    torch.manual_seed(seed)
    model = BertForSequenceClassification(
        bert.config if bert else bert_config(initializer_range=0.09)
    )
    if bert:
        model.bert.load_state_dict(bert.bert.state_dict(), strict=False)  # the head stays random
    return model


def new_gpt_head(seed: int, pretrained: bool) -> GPT2ForSequenceClassification:
    gpt = new_gpt(seed, pretrained)
    gpt.config.pad_token_id = ID[PAD]
    torch.manual_seed(seed)
    model = GPT2ForSequenceClassification(gpt.config)
    model.transformer.load_state_dict(gpt.transformer.state_dict())
    return model


# --8<-- [start:odds]
@torch.no_grad()
def head_log_odds(batch: Callable, model: nn.Module, rows: Sequence[Row]) -> np.ndarray:
    found = np.zeros(len(rows))
    for part in parts(rows):
        logits = model(**batch([numbered_row(0, rows[i]) for i in part], None)).logits.double()
        found[part] = (logits[:, 1] - logits[:, 0]).numpy()
    return found


def bert_log_odds(model: nn.Module, rows: Sequence[Row]) -> np.ndarray:
    return head_log_odds(label_batch, model, rows)


def gpt_log_odds(model: nn.Module, rows: Sequence[Row]) -> np.ndarray:
    return head_log_odds(last_word_batch, model, rows)


bert_head = Kind(new_bert_head, numbered_row, label_batch, label_loss, bert_log_odds)
gpt_head = Kind(new_gpt_head, numbered_row, last_word_batch, label_loss, gpt_log_odds)
# --8<-- [end:odds]

KINDS = {"gpt_bayes": gpt_bayes, "bert_head": bert_head, "gpt_head": gpt_head}


# ---------------------------------------------------------------- learning


# --8<-- [start:learn]
TRIES = {  # of each system: four values of what is chosen on held-out labels
    "nb": (0.1, 0.3, 1.0, 3.0),  # added to every count
    "lr": (0.1, 1.0, 10.0, 100.0),  # C, the inverse of the penalty
    "gpt_bayes": (5e-4, 1.5e-3, 4e-3, 1.2e-2),  # the highest learning rate
    "bert_head": (5e-4, 1.5e-3, 4e-3, 1.2e-2),
    "gpt_head": (5e-4, 1.5e-3, 4e-3, 1.2e-2),
}


class Learned(NamedTuple):
    """A classifier, and how it did on the labels that were held out."""

    log_odds: Callable  # rows of words → a number a row
    bits: float  # a held-out label
    step: int = 0  # after which the network's weights are kept


def quarter(y: np.ndarray) -> int:
    """Return how many labels are learned from: all but the last quarter, which only chooses."""
    return len(y) * 3 // 4


def prior(y: np.ndarray) -> float:
    return float(np.log(y.mean() / (1 - y.mean())))


def held_bits(log_odds: np.ndarray, y: np.ndarray) -> float:
    return float(np.logaddexp(0, np.where(y == 1, -log_odds, log_odds)).mean() / np.log(2))


def learn(
    kind: Kind,
    texts: Sequence[str],
    y: np.ndarray,
    seed: int,
    steps: int,
    rate: float,
    pretrained: bool = False,
) -> Learned:
    """Train on three quarters of the labels; keep the weights that are best on the last quarter.

    The best give its labels the most probability. Of 16 looks, five in vain end the training.
    """
    words, cut = word_rows(texts), quarter(y)
    rows = [kind.row(label, row) for label, row in zip(y[:cut], words[:cut], strict=True)]
    added = prior(y[:cut]) if kind.generative else 0.0
    model = kind.new(seed, pretrained)

    def held_out() -> float:
        return held_bits(kind.log_odds(model, words[cut:]) + added, y[cut:])

    step, bits = fit_until_best(model, kind.batch, kind.loss, seed, steps, rate, rows, held_out)
    return Learned(partial(kind.log_odds, model), min(bits), step)


# --8<-- [end:learn]


# --8<-- [start:counters]
def naive_bayes(X, y: np.ndarray, added: float) -> tuple[np.ndarray, float]:
    """Return the weight of each count, and 0: its log-odds leave the prior out."""
    log_share = MultinomialNB(alpha=added).fit(X, y).feature_log_prob_
    return log_share[1] - log_share[0], 0.0


def regression(X, y: np.ndarray, C: float) -> tuple[np.ndarray, float]:
    model = LogisticRegression(C=C, max_iter=5000).fit(X, y)
    return model.coef_[0], model.intercept_[0]


COUNTERS = {"nb": naive_bayes, "lr": regression}


def count(name: str, texts: Sequence[str], y: np.ndarray, setting: float) -> Learned:
    """Learn from the words, and pairs of neighbours, of the same three quarters of the texts."""
    cut = quarter(y)
    bag = CountVectorizer(token_pattern=r"\S+", ngram_range=(1, 2))
    weights, bias = COUNTERS[name](bag.fit_transform(texts[:cut]), y[:cut], setting)
    added = prior(y[:cut]) if name == "nb" else 0.0

    def log_odds(asked: Sequence[str]) -> np.ndarray:
        return bag.transform(asked) @ weights + bias

    return Learned(log_odds, held_bits(log_odds(texts[cut:]) + added, y[cut:]))


# --8<-- [end:counters]
