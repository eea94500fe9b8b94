"""Classifiers of real text: an encoder with a head, a decoder with Bayes' rule, word counters.

All are judged by log P(label | text). A Transformer is trained from nothing; those that start from
public weights are in `snippets/studies/pretrained.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC
from torch import nn
from torch.nn import functional as F
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

LONGEST = 128  # tokens of a text, marks included; what follows is cut off
WIDTH, LAYERS, HEADS = 128, 2, 4
IGNORE = -100  # a target that counts for nothing
Rows = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Recipe:
    """How a Transformer is trained, until its accuracy on the development set rises no more."""

    rate: float  # the highest: up over the first steps, then evenly down
    dropout: float
    hidden: float  # share of the tokens read as [MASK] in training, so that none is relied on
    size: int = 32  # texts a step
    epochs: int = 20  # at most
    least: int = 400  # steps, however few the labels; but for stopping early
    every: int = 20  # steps between two looks at the development set: these, or an epoch
    patience: int = 4  # looks without a better one


RECIPES = {  # chosen by the development set of SST-2, seed 0, among the few that were tried
    "encoder": Recipe(rate=4e-4, dropout=0.2, hidden=0.4),
    "decoder": Recipe(rate=1e-3, dropout=0.1, hidden=0.0),
    "pretrained": Recipe(rate=5e-5, dropout=0.1, hidden=0.0, epochs=8),
}


# ---------------------------------------------------------------- Transformers


def padded(rows: Rows, filler: int, device: torch.device) -> torch.Tensor:
    """Return the rows as one tensor (n, longest), filled up on the right."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[filler] * (longest - len(row))] for row in rows], device=device)


# --8<-- [start:head]
class Head:
    """P(label | text): an encoder with a label head; one pass a prediction."""

    def __init__(self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, hidden: float):
        self.model, self.tokenizer, self.hidden = model, tokenizer, hidden
        self.passes = 1

    def rows(self, texts: Sequence[str]) -> list[list[int]]:
        return self.tokenizer(list(texts), truncation=True, max_length=LONGEST)["input_ids"]

    def logits(self, rows: Rows) -> torch.Tensor:
        """Return the logits of the labels (n, labels)."""
        ids = padded(rows, self.tokenizer.pad_token_id, self.model.device)
        lengths = torch.tensor([len(row) for row in rows], device=ids.device)
        mask = torch.arange(ids.shape[1], device=ids.device) < lengths[:, None]
        ids = hide(self, ids)
        return self.model(input_ids=ids, attention_mask=mask.long()).logits.float()

    def loss(self, rows: Rows, y: np.ndarray) -> torch.Tensor:
        """Return −log P(label | text), in nats a text."""
        return F.cross_entropy(self.logits(rows), torch.as_tensor(y, device=self.model.device))

    def scores(self, rows: Rows) -> torch.Tensor:
        """Return log P(label | text) (n, labels), in nats."""
        return self.logits(rows).log_softmax(-1)


# --8<-- [end:head]
# --8<-- [start:bayes]
class Bayes:
    """P(text | label) · P(label): a decoder that reads the label first; one pass for each label."""

    def __init__(self, model, tokenizer, hidden: float, openings: Rows, log_prior: np.ndarray):
        self.model, self.tokenizer, self.hidden = model, tokenizer, hidden
        self.openings = openings  # of each label: the tokens that say it
        self.log_prior = torch.as_tensor(log_prior, dtype=torch.float32, device=model.device)
        self.passes = len(openings)

    def rows(self, texts: Sequence[str]) -> list[list[int]]:
        room = LONGEST - 1 - max(map(len, self.openings))
        ids = self.tokenizer(
            list(texts), truncation=True, max_length=room, add_special_tokens=False
        )
        return [[*row, self.tokenizer.eos_token_id] for row in ids["input_ids"]]

    def nats(self, rows: Rows, y: Sequence[int]) -> torch.Tensor:
        """Return −log P(token | label, tokens before it) (n, longest), 0 where there is none."""
        openings = [self.openings[label] for label in y]
        whole = [[*opening, *row] for opening, row in zip(openings, rows, strict=True)]
        ids = padded(whole, self.tokenizer.eos_token_id, self.model.device)
        first = torch.tensor([len(opening) for opening in openings], device=ids.device)
        lengths = torch.tensor([len(row) for row in whole], device=ids.device)
        place = torch.arange(ids.shape[1], device=ids.device)
        counts = (place >= first[:, None]) & (place < lengths[:, None])
        targets = ids.masked_fill(~counts, IGNORE)[:, 1:]
        logits = self.model(input_ids=torch.where(counts, hide(self, ids), ids)).logits[:, :-1]
        return F.cross_entropy(logits.float().mT, targets, ignore_index=IGNORE, reduction="none")

    def loss(self, rows: Rows, y: np.ndarray) -> torch.Tensor:
        """Return −log P(text | label), in nats a token."""
        return self.nats(rows, y).sum() / sum(map(len, rows))

    def scores(self, rows: Rows) -> torch.Tensor:
        """Return log P(text, label) (n, labels), in nats: by Bayes' rule the largest wins."""
        log_given = [-self.nats(rows, [label] * len(rows)).sum(1) for label in range(self.passes)]
        return torch.stack(log_given, dim=1) + self.log_prior


# --8<-- [end:bayes]


def hide(classifier: Head | Bayes, ids: torch.Tensor) -> torch.Tensor:
    """Return the ids with a share of them replaced by [MASK], in training only."""
    if not (classifier.model.training and classifier.hidden):
        return ids
    chosen = torch.rand(ids.shape, device="cpu") < classifier.hidden
    chosen[:, 0] = False
    return ids.masked_fill(chosen.to(ids.device), classifier.tokenizer.mask_token_id)


# ---------------------------------------------------------------- from nothing


def label_marks(labels: Sequence[str]) -> list[str]:
    return [f"[label {label}]" for label in labels]


def new_encoder(tokenizer, labels: Sequence[str], log_prior, recipe: Recipe) -> Head:
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=4 * WIDTH,
        max_position_embeddings=LONGEST,
        type_vocab_size=1,
        pad_token_id=tokenizer.pad_token_id,
        hidden_dropout_prob=recipe.dropout,
        attention_probs_dropout_prob=recipe.dropout,
        num_labels=len(labels),
    )
    return Head(BertForSequenceClassification(config), tokenizer, recipe.hidden)


def new_decoder(tokenizer, labels: Sequence[str], log_prior, recipe: Recipe) -> Bayes:
    config = GPT2Config(
        vocab_size=len(tokenizer),
        n_embd=WIDTH,
        n_layer=LAYERS,
        n_head=HEADS,
        n_positions=LONGEST,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        resid_pdrop=recipe.dropout,
        embd_pdrop=recipe.dropout,
        attn_pdrop=recipe.dropout,
    )
    openings = [[mark] for mark in tokenizer.convert_tokens_to_ids(label_marks(labels))]
    return Bayes(GPT2LMHeadModel(config), tokenizer, recipe.hidden, openings, log_prior)


SCRATCH_SYSTEMS = {"encoder": new_encoder, "decoder": new_decoder}


# ---------------------------------------------------------------- training


def batches(rows: Rows, size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield the numbers of the rows of each step of an epoch: neighbours in length, by chance."""
    order = rng.permutation(len(rows))
    found = []
    for start in range(0, len(order), 16 * size):
        window = order[start : start + 16 * size]
        window = window[np.argsort([len(rows[i]) for i in window], kind="stable")]
        found += [window[i : i + size] for i in range(0, len(window), size)]
    yield from (found[i] for i in rng.permutation(len(found)))


# --8<-- [start:train]
def train(
    classifier: Head | Bayes,
    rows: Rows,
    y: np.ndarray,
    look: Callable[[], tuple[float, float, float]],
    recipe: Recipe,
    seed: int,
) -> int:
    """Train in place, and keep the weights of the highest accuracy; return the steps taken.

    `look` returns accuracy, −log loss and −the model's own loss on the development set. Training
    ends when neither the accuracy nor the own loss has become better for `recipe.patience` looks:
    a decoder's own loss, −log P(text, label), falls long before its accuracy rises.
    """
    model, rng = classifier.model, np.random.default_rng(seed)
    optimizer = torch.optim.AdamW(model.parameters(), recipe.rate, betas=(0.9, 0.99))
    epoch = -(-len(rows) // recipe.size)
    steps = max(recipe.epochs * epoch, recipe.least)
    every = max(epoch, recipe.every)
    best, best_loss, kept, waited, step = [-np.inf, -np.inf], -np.inf, None, 0, 0
    while step < steps and waited < recipe.patience:
        for chosen in batches(rows, recipe.size, rng):
            model.train()
            for group in optimizer.param_groups:
                group["lr"] = recipe.rate * min((step + 1) / 50, 1 - step / steps)
            classifier.loss([rows[i] for i in chosen], y[chosen]).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            if step % every == 0 or step == steps:
                *found, own_loss = look()
                better = found[0] > best[0] or own_loss > best_loss
                waited = 0 if better else waited + 1
                best_loss = max(best_loss, own_loss)
                if found > best:
                    best = found
                    kept = {name: w.detach().clone() for name, w in model.state_dict().items()}
            if step == steps or waited == recipe.patience:
                break
    model.load_state_dict(kept)
    return step


# --8<-- [end:train]


@torch.no_grad()
def scores(classifier: Head | Bayes, rows: Rows, size: int = 128) -> np.ndarray:
    """Return what a classifier says of each label (n, labels), in nats, of rows in their order."""
    classifier.model.eval()
    order = np.argsort([len(row) for row in rows], kind="stable")
    parts = np.array_split(order, -(-len(rows) // size))
    said = [classifier.scores([rows[i] for i in part]).double().cpu() for part in parts]
    return torch.cat(said)[np.argsort(np.concatenate(parts))].numpy()


# ---------------------------------------------------------------- word counters


# --8<-- [start:counters]
def counters() -> dict[str, list]:
    """Return the classifiers of word counts, each with what the development set chooses among."""
    return {
        "nb": [MultinomialNB(alpha=alpha) for alpha in (0.1, 0.3, 1.0)],
        "lr": [LogisticRegression(C=C, max_iter=5000) for C in (0.1, 1.0, 10.0)],
        "svm": [LinearSVC(C=C, max_iter=20_000) for C in (0.01, 0.1, 1.0)],
    }


def bag() -> CountVectorizer:
    """Return what counts the words of a text, and the pairs of neighbours."""
    return CountVectorizer(token_pattern=r"\S+", ngram_range=(1, 2))


# --8<-- [end:counters]


# ---------------------------------------------------------------- how good


def calibration_error(p: np.ndarray, y: np.ndarray, bins: int = 10) -> float:
    """Return the expected calibration error: |accuracy − confidence|, averaged over the texts.

    `p` is P(label | text) (n, labels); texts are put together by the confidence of the answer, in
    bins of equal width.
    """
    confidence, right = p.max(1), p.argmax(1) == y
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(np.sum(right[which == b]) - np.sum(confidence[which == b])) for b in range(bins)]
    return float(sum(gaps) / len(y))


def measures(scores: np.ndarray, y: np.ndarray, probable: bool = True) -> dict[str, float]:
    """Return accuracy and macro-F1, and of log P(label | text) also calibration and log loss."""
    answers = scores.argmax(1)
    found = {
        "accuracy": float(np.mean(answers == y)),
        "macro_f1": float(f1_score(y, answers, average="macro")),
    }
    if probable:
        p = np.exp(scores - scores.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        found["calibration_error"] = calibration_error(p, y)
        found["log_loss"] = float(log_loss(y, p, labels=np.arange(p.shape[1])))
    return found
