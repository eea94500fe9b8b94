"""GPT and BERT on your own text: `python -m snippets.lab.train gpt|bert --text FILE --out DIR`.

Both learn from the same pieces of the text, in the same order and for as many steps, with as many
parameters; a tenth of the text is kept from them, with all copies of its lines. What they say of
those lines is told in bits per byte, beside n-grams.
"""

import hashlib
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F
from tqdm import tqdm
from transformers import (
    BertConfig,
    BertForMaskedLM,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedTokenizerBase,
)
from transformers.utils import logging

from snippets.lab.bpe import bpe
from snippets.lab.checkpoints import WEIGHTS, digest, load
from snippets.lab.files import DataError, DiskFullError, lines_of, whole
from snippets.lab.objectives import IGNORE, RATE, Batch, bert_loss, gpt_loss
from snippets.lab.tokenizer import Row, pad
from snippets.lab.training import SEED, Training, descend, held_out

LONGEST = 128  # tokens of a piece, marks included; a longer line is several pieces
WIDTH, LAYERS, HEADS = 128, 2, 4
SIZE = 32  # pieces a step
MEASURED = 100  # pieces of the lines kept apart, at most: BERT takes a pass for each token of them
ORDER = 4  # of the n-grams
LEAST = 20  # different lines of a text


# ---------------------------------------------------------------- the text


def read(file: Path) -> tuple[list[str], list[str]]:
    """Return the lines to learn from, and those kept apart: a tenth of the pieces, or a bit less.

    Blank lines do not count. All copies of a text stand on one side, also where they differ in
    capitals or blanks. Raises `DataError` for a missing file, for bytes that are no text, and for
    too few different lines.
    """
    lines = [line.strip() for line in lines_of(file) if line.strip()]
    different = list(dict.fromkeys(map(text_of, lines)))
    if len(different) < LEAST:
        raise DataError(
            f"{file}: {len(different)} lines with text, where {LEAST} are needed that differ, for "
            "some are kept to measure on: put each paragraph on a line of its own."
        )
    counting = bpe(lines, longest=LONGEST)  # the models' own has not read what is kept apart
    sizes = Counter()
    for line, copies in Counter(lines).items():
        sizes[text_of(line)] += len(pieces(counting, [line])) * copies
    room, apart = sizes.total() // 10, set()
    for i in np.random.default_rng(SEED).permutation(len(different)):
        if sizes[different[i]] <= room:
            room -= sizes[different[i]]
            apart.add(different[i])
    sides = {True: [], False: []}
    for line in lines:
        sides[text_of(line) in apart].append(line)
    return sides[False], sides[True]


def text_of(line: str) -> str:
    """Return what two lines have in common that say the same."""
    return " ".join(line.split()).casefold()


def pieces(tokenizer: PreTrainedTokenizerBase, lines: Sequence[str]) -> list[Row]:
    """Return the tokens of the lines without marks, cut where a model has no more room.

    The name of a mark in a line, such as [MASK], is read as letters.
    """
    room = LONGEST - 2
    ids = tokenizer(
        list(lines), add_special_tokens=False, split_special_tokens=True, verbose=False
    )["input_ids"]
    return [row[i : i + room] for row in ids for i in range(0, len(row), room)]


def n_bytes(tokenizer: PreTrainedTokenizerBase, rows: Sequence[Row]) -> int:
    """Return how many bytes the rows spell, one more for each line: a token's letters are bytes."""
    return sum(len(token) for row in rows for token in tokenizer.convert_ids_to_tokens(row))


# ---------------------------------------------------------------- the models


def bert_model(tokenizer: PreTrainedTokenizerBase) -> BertForMaskedLM:
    return BertForMaskedLM(
        BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=WIDTH,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            intermediate_size=4 * WIDTH,
            max_position_embeddings=LONGEST,
            type_vocab_size=1,
            pad_token_id=tokenizer.pad_token_id,
            hidden_dropout_prob=0.1,
            attention_probs_dropout_prob=0.1,
        )
    )


def gpt_model(tokenizer: PreTrainedTokenizerBase) -> GPT2LMHeadModel:
    """Return a GPT with as many parameters as BERT, or the next number that its layers allow."""

    def model(inner: int) -> GPT2LMHeadModel:
        return GPT2LMHeadModel(
            GPT2Config(
                vocab_size=len(tokenizer),
                n_embd=WIDTH,
                n_layer=LAYERS,
                n_head=HEADS,
                n_inner=inner,
                n_positions=LONGEST,
                bos_token_id=tokenizer.bos_token_id,
                eos_token_id=tokenizer.eos_token_id,
                resid_pdrop=0.1,
                embd_pdrop=0.1,
                attn_pdrop=0.1,
            )
        )

    with torch.device("meta"):  # only to count
        missing = bert_model(tokenizer).num_parameters() - model(4 * WIDTH).num_parameters()
    return model(4 * WIDTH + round(missing / (LAYERS * (2 * WIDTH + 1))))


def recipe(name: str, tokenizer: PreTrainedTokenizerBase, steps: int) -> Training:
    """Return how `gpt` or `bert` is trained: objective and mask are all that differs."""
    bos, eos, cls, sep, mask, filler = (
        tokenizer.convert_tokens_to_ids(getattr(tokenizer, f"{kind}_token"))
        for kind in ("bos", "eos", "cls", "sep", "mask", "pad")
    )

    def gpt_batch(rows: list[Row], rng: np.random.Generator) -> Batch:
        return {
            "input_ids": pad([[bos, *row] for row in rows], eos),
            "labels": pad([[*row, eos] for row in rows], IGNORE),
        }

    def bert_batch(rows: list[Row], rng: np.random.Generator) -> Batch:
        ids = pad([[cls, *row, sep] for row in rows], filler)
        hidden = np.zeros(ids.shape, bool)
        for i, row in enumerate(rows):
            hidden[i, 1 : len(row) + 1] = rng.random(len(row)) < RATE
            hidden[i, 1 + rng.integers(len(row))] = True  # at least one
        hidden = torch.from_numpy(hidden)
        return {
            "input_ids": ids.masked_fill(hidden, mask),
            "attention_mask": (ids != filler).long(),
            "labels": ids.masked_fill(~hidden, IGNORE),
        }

    batch, loss, model = {
        "gpt": (gpt_batch, gpt_loss, gpt_model),
        "bert": (bert_batch, bert_loss, bert_model),
    }[name]
    return Training(
        model=lambda out: model(tokenizer),
        rows=lambda lines: pieces(tokenizer, lines),
        batch=batch,
        loss=loss,
        exact=lambda batch: 0.0,  # nobody knows the truth of this text
        steps=steps,
        size=SIZE,
        sentences=0,
        learning_rate=1e-3,
        template=name,
    )


# ---------------------------------------------------------------- n-grams


class NGrams:
    """Interpolated Kneser–Ney on tokens: each count gives a part to the shorter context.

    The longest n-grams are counted as they occur, a shorter one once for each different token that
    it was seen after. Source: Kneser and Ney (1995).
    """

    def __init__(self, rows: Sequence[Row], kinds: int, order: int = ORDER, discount: float = 0.75):
        self.kinds, self.order = kinds, order
        self.discounts = [discount] * order
        counts = Counter(gram for row in rows for gram in self.grams(row))
        self.tables: list[dict[tuple, Counter]] = []  # of each order: context → next token → count
        for _ in range(order):
            table: dict[tuple, Counter] = defaultdict(Counter)
            for gram, n in counts.items():
                table[gram[:-1]][gram[-1]] += n
            self.tables.insert(0, dict(table))
            counts = Counter(gram[1:] for gram in counts)
        self.totals = [{c: sum(t.values()) for c, t in table.items()} for table in self.tables]

    def grams(self, row: Row) -> list[tuple]:
        """Return the n-gram that ends in each token of a row, and in its end (−1)."""
        tokens = [*[-2] * (self.order - 1), *row, -1]
        return [tuple(tokens[i : i + self.order]) for i in range(len(row) + 1)]

    def probability(self, gram: tuple) -> float:
        """Return P(last token | the tokens before it)."""
        p = 1 / self.kinds
        for n in range(1, self.order + 1):
            context, token = gram[-n:-1], gram[-1]
            if following := self.tables[n - 1].get(context):
                total, discount = self.totals[n - 1][context], self.discounts[n - 1]
                kept = max(following[token] - discount, 0)
                p = (kept + discount * len(following) * p) / total
        return p

    def bits(self, rows: Sequence[Row]) -> float:
        """Return −log2 P of the rows, the end of each included."""
        return -math.fsum(math.log2(self.probability(gram)) for r in rows for gram in self.grams(r))


# ---------------------------------------------------------------- bits


@torch.no_grad()
def gpt_bits(model: GPT2LMHeadModel, how: Training, rows: Sequence[Row]) -> float:
    """Return −log2 P of the rows, the end mark of each included."""
    batches = [how.batch([row], np.random.default_rng(0)) for row in rows]
    return math.fsum(float(how.loss(model, batch)[0]) for batch in batches) / math.log(2)


@torch.no_grad()
def bert_bits(model: BertForMaskedLM, tokenizer, rows: Sequence[Row]) -> dict[str, float]:
    """Return −log2 of what BERT says of the rows in two ways, a pass for each token.

    `chain`: each token from those to its left, all others hidden, and how many they are: by the
    chain rule a probability of the row, its length given. `pseudo`: each token from all others;
    the product of these is no probability of anything.
    """
    mask, found = tokenizer.mask_token_id, {"chain": 0.0, "pseudo": 0.0}
    for row in tqdm(rows, desc="measuring", unit="piece", leave=False, dynamic_ncols=True):
        whole = torch.tensor([tokenizer.cls_token_id, *row, tokenizer.sep_token_id])
        at = torch.arange(1, len(row) + 1)
        place = torch.arange(len(whole))
        inside = place <= len(row)
        hidden = {
            "chain": (place >= at[:, None]) & inside,
            "pseudo": place == at[:, None],
        }
        for way, these in hidden.items():
            logits = model(input_ids=whole.expand(len(row), -1).masked_fill(these, mask)).logits
            said = logits[torch.arange(len(row)), at]
            found[way] += float(F.cross_entropy(said, whole[at], reduction="sum")) / math.log(2)
    return found


# ---------------------------------------------------------------- all together


def train_on(file: Path, names: Sequence[str], out: Path, steps: int) -> None:
    """Train `gpt`, `bert` or both on a file, keep them in `out`, and print bits per byte."""
    torch.set_num_threads(1)
    logging.disable_progress_bar()
    try:
        learned, apart = read(file)
        text = hashlib.sha256(file.read_bytes()).hexdigest()
        tokenizers = {name: bpe(learned, name, longest=LONGEST) for name in names}
        for name, tokenizer in tokenizers.items():
            about = f"# {name}, trained on {file.name}\n\nText: SHA-256 `{text}`"
            train_one(name, tokenizer, learned, apart, out, steps, about)
        print(report(text, tokenizers[names[0]], learned, apart, out))
    except DiskFullError as error:
        sys.exit(error.strerror)
    except KeyboardInterrupt:
        sys.exit("Interrupted; the same command goes on from where it was.")
    except (ValueError, OSError) as error:
        sys.exit(str(error))


def train_one(
    name: str, tokenizer: PreTrainedTokenizerBase, learned: list[str], apart: list[str],
    out: Path, steps: int, about: str,
) -> None:  # fmt: skip
    """Train one of the pair, and keep it as `snippets.lab.checkpoints.load` takes it.

    Its card begins with what it is `about`.
    """
    how = recipe(name, tokenizer, steps)
    rows = how.rows(learned)
    how = replace(how, size=min(SIZE, len(rows)))
    torch.manual_seed(SEED)
    model = how.model(out)
    run = {"name": name, "steps": steps, "examples": len(rows), "about": about}
    few = replace(how, rows=lambda lines: pieces(tokenizer, lines)[:MEASURED])
    unseen = held_out(few, apart[:MEASURED])
    model.train()
    model, _ = descend(how, model, rows, unseen, out, run, every=how.size * max(1, steps // 10))
    with whole(out / name) as folder:
        model.eval().save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        card = [
            about,
            f"{model.num_parameters():,} parameters, {steps:,} steps of {how.size} pieces of at "
            f"most {LONGEST - 2} tokens, {len(rows):,} pieces in all; a tokenizer of "
            f"{len(tokenizer):,} byte-level tokens, learned from the same lines.",
            f"SHA-256 of {WEIGHTS}: `{digest(folder)}`",
        ]
        (folder / "README.md").write_text("\n\n".join(card) + "\n", "utf-8")
    (out / f"{name}.state").unlink()


def report(
    text: str, tokenizer: PreTrainedTokenizerBase, learned: list[str], apart: list[str], out: Path
) -> str:
    """Return a table of bits per byte: of n-grams, and of the pair in `out`.

    A model counts whose card names the digest of this `text`.
    """
    rows = [
        (i, row) for i, line in enumerate(apart[:MEASURED]) for row in pieces(tokenizer, [line])
    ]
    n_lines = 1 + rows[:MEASURED][-1][0]
    rows = [row for _, row in rows[:MEASURED]]
    size = n_bytes(tokenizer, rows)
    n_grams = NGrams(pieces(tokenizer, learned), len(tokenizer))
    found = {f"n-grams of up to {ORDER} tokens": n_grams.bits(rows)}
    for name in ("gpt", "bert"):
        card = out / name / "README.md"
        if not card.is_file() or text not in card.read_text("utf-8"):
            continue  # not trained, or on another text
        model = load(name, out)
        if name == "gpt":
            found["GPT"] = gpt_bits(model, recipe(name, tokenizer, 1), rows)
        else:
            said = bert_bits(model, tokenizer, rows)
            found["BERT, left to right, length given"] = said["chain"]
            found["BERT, each token from all others *"] = said["pseudo"]
    cut = "" if len(rows) == n_lines else f"{len(rows)} pieces of "
    told = [f"{cut}{n_lines} lines that no model read, {size:,} bytes; bits per byte:"]
    told += [f"  {name:36}{bits / size:6.3f}" for name, bits in found.items()]
    if any("*" in name for name in found):
        told.append("* no probability of the text, so not to be compared with the others")
    return "\n".join(told)
