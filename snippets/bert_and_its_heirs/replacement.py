"""Replaced-token detection: the exact generator, its floor, and ELECTRA's two networks."""

from functools import cache

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from transformers import ElectraConfig, ElectraForMaskedLM, ElectraForPreTraining

from snippets.lab.encoders import OLD, SHAPE
from snippets.lab.objectives import IGNORE, Batch, nats, texts
from snippets.lab.tokenizer import CLS, ID, PAD, SEP, Row, pad
from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import END


# --8<-- [start:generator]
class ExactGenerator:
    """Draws a word from its exact probability, given all the other words of its sentence."""

    def __init__(self):
        engine = truth("training")
        places, words = engine.ids.shape[1], len(engine.vocabulary)
        numbers = np.random.default_rng(0)
        self.keys = numbers.integers(2**63, size=(places, words), dtype=np.uint64)
        parts = self.keys[np.arange(places), engine.ids]  # a number for each word at each place
        rest = parts.sum(axis=1, keepdims=True) - parts  # sentences alike but there share it
        self.order = rest.argsort(axis=0, kind="stable")  # the same on every machine
        self.rest = np.take_along_axis(rest, self.order, axis=0)
        self.mass = engine.probabilities[self.order].cumsum(axis=0)
        self.words = np.take_along_axis(engine.ids, self.order, axis=0)

    def replace(self, row: Row, rng: np.random.Generator) -> tuple[int, int]:
        """Choose a place of the sentence uniformly, and the word that goes there."""
        place = int(rng.integers(len(row)))
        ids = np.full(len(self.keys), ID[END])
        ids[: len(row)] = row
        rest = np.delete(self.keys[np.arange(len(ids)), ids], place).sum()
        first, stop = (
            np.searchsorted(self.rest[:, place], rest, side) for side in ("left", "right")
        )
        low = self.mass[first - 1, place] if first else 0.0
        drawn = low + rng.random() * (self.mass[stop - 1, place] - low)
        at = np.searchsorted(self.mass[first : stop - 1, place], drawn, "right") + first
        return place, int(self.words[at, place])
        # --8<-- [end:generator]


@cache
def exact_generator() -> ExactGenerator:
    return ExactGenerator()


# --8<-- [start:batch]
def exact_batch(rows: list[Row], rng: np.random.Generator) -> Batch:
    """Touch one word of each sentence and ask about that one: 1 if it is another word now."""
    ids = pad([[ID[CLS], *row, ID[SEP]] for row in rows])
    seen, labels = ids.clone(), torch.full_like(ids, IGNORE)
    for i, row in enumerate(rows):
        place, word = exact_generator().replace(row, rng)
        seen[i, place + 1] = word
        labels[i, place + 1] = int(word != row[place])
    return {"input_ids": seen, "attention_mask": (ids != ID[PAD]).long(), "labels": labels}


def detection_loss(model: ElectraForPreTraining, batch: Batch) -> tuple[torch.Tensor, int]:
    """Return the summed −ln P(replaced or not) of the words asked for, and their number."""
    inputs = {name: x for name, x in batch.items() if name != "labels"}
    asked = batch["labels"] != IGNORE
    logits, labels = model(**inputs).logits[asked], batch["labels"][asked].float()
    return F.binary_cross_entropy_with_logits(logits, labels, reduction="sum"), len(labels)
    # --8<-- [end:batch]


@cache
def row_of() -> dict[str, int]:
    return {text: row for row, text in enumerate(truth("training").sentences)}


def replaced_shares(batch: Batch) -> np.ndarray:
    """Return the exact P(replaced | sentence, place) of each word asked for: 1 − P(word | rest)."""
    rows = [row_of()[text] for text in texts(batch["input_ids"])]
    places = (batch["labels"] != IGNORE).nonzero()[:, 1].numpy() - 1
    return 1 - truth("training").leave_one_out[rows, places]


def detection_exact(batch: Batch) -> float:
    """Return the bits of one who knows these."""
    shares, labels = replaced_shares(batch), batch["labels"][batch["labels"] != IGNORE].numpy()
    return -float(np.log2(np.where(labels == 1, shares, 1 - shares)).sum())


# --8<-- [start:electra]
WEIGHT = 30.0  # of the discriminator's loss beside the generator's


def electra_config(hidden: int, layers: int, heads: int) -> ElectraConfig:
    size = {"hidden_size": hidden, "num_hidden_layers": layers, "num_attention_heads": heads}
    size |= {"intermediate_size": 2 * hidden, "embedding_size": 64}
    return ElectraConfig(**SHAPE | size, **OLD)


class Electra(nn.Module):
    """A small generator and a discriminator, which read words by one table of embeddings."""

    def __init__(self):
        super().__init__()
        self.generator = ElectraForMaskedLM(electra_config(hidden=32, layers=1, heads=2))
        self.discriminator = ElectraForPreTraining(electra_config(hidden=64, layers=2, heads=4))
        self.discriminator.electra.embeddings = self.generator.electra.embeddings


def electra_loss(model: Electra, batch: Batch) -> tuple[torch.Tensor, int]:
    """Hide words, let the generator fill them in, and ask the discriminator about every word."""
    inputs, hidden = {"attention_mask": batch["attention_mask"]}, batch["labels"] != IGNORE
    logits = model.generator(batch["input_ids"], **inputs).logits[hidden]
    told, n = nats(logits, batch["labels"][hidden]), int(hidden.sum())
    drawn = torch.multinomial(logits.detach().softmax(-1), 1)[:, 0]
    original = torch.where(hidden, batch["labels"], batch["input_ids"])
    inputs["input_ids"] = original.masked_scatter(hidden, drawn)
    replaced = (inputs["input_ids"] != original).long().masked_fill(original >= ID[END], IGNORE)
    detected, words = detection_loss(model.discriminator, inputs | {"labels": replaced})
    return told + WEIGHT * detected * n / words, n
    # --8<-- [end:electra]
