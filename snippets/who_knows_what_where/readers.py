"""Three readers with one body size: BERT, GPT, and that GPT with its causal mask lifted."""

from collections.abc import Sequence

import numpy as np
import torch
from transformers import (
    BertForQuestionAnswering,
    BertForTokenClassification,
    GPT2ForQuestionAnswering,
    GPT2ForTokenClassification,
    PreTrainedModel,
)

from snippets.lab.checkpoints import load
from snippets.lab.fit import fit
from snippets.lab.objectives import IGNORE, Batch, nats
from snippets.lab.tokenizer import BOS, CLS, ID, PAD, SEP, Row, pad

RATE = 2e-3  # the highest learning rate, of every reader and task

# --8<-- [start:readers]
READERS = {  # name: (checkpoint, tags a token, spans a text)
    "bert": ("bert", BertForTokenClassification, BertForQuestionAnswering),
    "causal": ("gpt", GPT2ForTokenClassification, GPT2ForQuestionAnswering),
    "unmasked": ("gpt", GPT2ForTokenClassification, GPT2ForQuestionAnswering),
}


def start(
    reader: str, seed: int, labels: int = 2, spans: bool = False, pretrained: bool = True
) -> PreTrainedModel:
    """Return a checkpoint's body, or a body with random weights, under a new head."""
    name, tag_class, span_class = READERS[reader]
    checkpoint = load(name)
    config = checkpoint.config
    config.num_labels, config.classifier_dropout = labels, 0.0
    torch.manual_seed(seed)
    model = (span_class if spans else tag_class)(config)
    if pretrained:
        model.base_model.load_state_dict(checkpoint.base_model.state_dict(), strict=False)
    return model


def inputs(rows: Sequence[Row], reader: str) -> Batch:
    """Make tensors of rows of words; word t stands at t + 1, behind `[CLS]` or `[BOS]`."""
    before, after = ([ID[CLS]], [ID[SEP]]) if reader == "bert" else ([ID[BOS]], [])
    ids = pad([[*before, *row, *after] for row in rows])
    is_token = ids != ID[PAD]
    mask = is_token.long()  # padding hidden; GPT's class adds its causal mask
    if reader == "unmasked":
        mask = is_token[:, None, None, :].expand(-1, -1, ids.shape[1], -1)  # all of the mask
    return {"input_ids": ids, "attention_mask": mask}


# --8<-- [end:readers]


# --8<-- [start:tags]
def tag_words(
    reader: str, seed: int, steps: int, rows: list[Row], tags: list[list[int]], labels: int
) -> PreTrainedModel:
    """Train a reader to say each word's tag; a training row holds the words, then their tags."""

    def batch(chosen: list[Row], rng: np.random.Generator) -> Batch:
        halves = [np.split(np.array(row), 2) for row in chosen]
        made = inputs([words.tolist() for words, _ in halves], reader)
        width = made["input_ids"].shape[1]
        marked = [[IGNORE, *said.tolist()] for _, said in halves]
        said = pad(marked, IGNORE)
        end = torch.full((len(said), width - said.shape[1]), IGNORE)
        return made | {"labels": torch.cat([said, end], dim=1)}

    def loss(model: PreTrainedModel, batch: Batch) -> tuple[torch.Tensor, int]:
        logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits
        return nats(logits, batch["labels"]), int((batch["labels"] != IGNORE).sum())

    model = start(reader, seed, labels)
    both = [[*row, *said] for row, said in zip(rows, tags, strict=True)]
    fit(model, batch, loss, seed, steps, RATE, both)
    return model


@torch.no_grad()
def said_tags(model: PreTrainedModel, reader: str, rows: list[Row]) -> list[list[int]]:
    """Return the likeliest tag of each word of each row."""
    said: list[list[int]] = [[] for _ in rows]
    for part in in_parts(rows):
        tags = model(**inputs([rows[i] for i in part], reader)).logits.argmax(-1)
        for i, row in zip(part, tags.tolist(), strict=True):
            said[i] = row[1 : 1 + len(rows[i])]
    return said


# --8<-- [end:tags]


# --8<-- [start:label]
def pool(x: torch.Tensor, lengths: torch.Tensor, readout: str) -> torch.Tensor:
    """Return the first, the mean or the last of each text's tokens, (texts, d)."""
    if readout == "first":
        return x[:, 0]
    if readout == "last":
        return x[torch.arange(len(x)), lengths - 1]
    inside = torch.arange(x.shape[1]) < lengths[:, None]
    return (x * inside[..., None]).sum(dim=1) / lengths[:, None]


def label_texts(
    reader: str, seed: int, steps: int, rows: list[Row], labels: list[int], readout: str, **how
) -> PreTrainedModel:
    """Train a reader to say each text's label; a training row holds the label, then the words."""

    def batch(chosen: list[Row], rng: np.random.Generator) -> Batch:
        made = inputs([row[1:] for row in chosen], reader)
        return made | {"labels": torch.tensor([row[0] for row in chosen])}

    def loss(model: PreTrainedModel, batch: Batch) -> tuple[torch.Tensor, int]:
        logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits
        return nats(pool(logits, lengths(batch), readout), batch["labels"]), len(batch["labels"])

    model = start(reader, seed, **how)
    both = [[label, *row] for label, row in zip(labels, rows, strict=True)]
    fit(model, batch, loss, seed, steps, RATE, both)
    return model


READOUTS = ("first", "mean", "last")


@torch.no_grad()
def pooled(model: PreTrainedModel, reader: str, rows: list[Row]) -> dict[str, np.ndarray]:
    """Return the first, the mean and the last of what a body says of each text, (texts, d) each.

    Of a tagger, it is what the tagger says of each text: its logits.
    """
    found: dict[str, dict[int, np.ndarray]] = {readout: {} for readout in READOUTS}
    for part in in_parts(rows):
        batch = inputs([rows[i] for i in part], reader)
        x = model(**batch)[0]  # hidden states or logits, (texts, tokens, d)
        for readout, said in found.items():
            said |= zip(part.tolist(), pool(x, lengths(batch), readout).numpy(), strict=True)
    return {name: np.array([said[i] for i in range(len(rows))]) for name, said in found.items()}


# --8<-- [end:label]


def lengths(batch: Batch) -> torch.Tensor:
    """Return the number of tokens of each text, its marks included."""
    return (batch["input_ids"] != ID[PAD]).sum(dim=1)


def in_parts(rows: Sequence[Row]) -> list[np.ndarray]:
    """Return the numbers of the rows, in parts of at most 1,000 of similar length."""
    order = np.argsort([len(row) for row in rows], kind="stable")
    return np.array_split(order, -(-len(rows) // 1000))
