"""Measure a checkpoint against the truth: probes, translations, calibration; and say so."""

import json
import math
from collections.abc import Sequence

import numpy as np
import torch
from transformers import PreTrainedModel

from snippets.lab.checkpoints import CHECKPOINTS
from snippets.lab.tokenizer import BOS, ID, LONGEST, PAD, VOCABULARY, Row, encode, pad
from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import END, MASK, Tokens

WORDS = ID[END] + 1  # the ids below are those of the exact engines: the words, then [EOS]


def probes(kind: str) -> list[dict]:
    """Return the committed probes of a kind: `next` (what follows) or `masked` (what is hidden).

    A probe has a `latent`, a `context`, and an `event`: the words whose probability is asked for.
    """
    listed = json.loads((CHECKPOINTS / "probes.json").read_text("utf-8"))
    return [probe for probe in listed if probe["kind"] == kind]


def padded(rows: Sequence[Row]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return ids and attention mask, (rows, longest) each."""
    ids = pad(rows)
    return ids, (ids != ID[PAD]).long()


@torch.no_grad()
def next_shares(model: PreTrainedModel, prefixes: Sequence[Tokens]) -> np.ndarray:
    """Return GPT's P(next token | prefix), (n, V), in the order of the exact engines."""
    rows = [encode(prefix, "gpt") for prefix in prefixes]
    ids, attention_mask = padded(rows)
    logits = model(input_ids=ids, attention_mask=attention_mask).logits  # (n, tokens, vocabulary)
    last = torch.tensor([len(row) - 1 for row in rows])
    return logits[torch.arange(len(rows)), last].double().softmax(-1)[:, :WORDS].numpy()


@torch.no_grad()
def masked_shares(model: PreTrainedModel, sentences: Sequence[Tokens]) -> np.ndarray:
    """Return BERT's P(word | the visible) at each `[MASK]` in turn, (masks, V)."""
    ids, attention_mask = padded([encode(sentence, "bert") for sentence in sentences])
    logits = model(input_ids=ids, attention_mask=attention_mask).logits
    return logits[ids == ID[MASK]].double().softmax(-1)[:, :WORDS].numpy()


@torch.no_grad()
def label_shares(model: PreTrainedModel, reviews: Sequence[Tokens]) -> np.ndarray:
    """Return fine-tuned BERT's P(positive) and P(negative) of reviews without label, (n, 2)."""
    rows = [encode(review, "bert") for review in reviews]
    shares = np.zeros((len(rows), 2))
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    for at in range(0, len(order), 1024):
        part = order[at : at + 1024]
        ids, attention_mask = padded([rows[i] for i in part])
        logits = model(input_ids=ids, attention_mask=attention_mask).logits
        shares[part] = logits.double().softmax(-1).numpy()
    return shares


@torch.no_grad()
def translations(model: PreTrainedModel, sources: Sequence[Tokens]) -> list[str]:
    """Return BART's translations of `translate : … =`, its likeliest word at each step."""
    ids, attention_mask = padded([encode(source, "bart") for source in sources])
    states = model.get_encoder()(input_ids=ids, attention_mask=attention_mask)
    said = torch.full((len(ids), 1), ID[BOS])
    for _ in range(LONGEST - 1):
        logits = model(
            encoder_outputs=states, attention_mask=attention_mask, decoder_input_ids=said
        ).logits
        said = torch.cat([said, logits[:, -1:].argmax(-1)], dim=1)
        if (said == ID[END]).any(dim=1).all():
            break
    rows = [row[1 : row.index(ID[END]) if ID[END] in row else None] for row in said.tolist()]
    return [" ".join(VOCABULARY[i] for i in row) for row in rows]


def probe_errors(model: PreTrainedModel, kind: str) -> list[dict]:
    """Return each probe with `exact` and `model`, P(event), and `excess_bits`, KL(exact‖model)."""
    asked = probes(kind)
    contexts = [probe["context"] for probe in asked]
    if kind == "next":
        exact, guess = truth("training").next_tokens(contexts), next_shares(model, contexts)
    else:
        exact = np.concatenate([truth("training").masked(context) for context in contexts])
        guess = masked_shares(model, contexts)
    measured = []
    for probe, p, q in zip(asked, exact, guess, strict=True):
        event, possible = [ID[word] for word in probe["event"]], p > 0
        bits = float((p[possible] * np.log2(p[possible] / q[possible])).sum())
        shares = {"exact": float(p[event].sum()), "model": float(q[event].sum())}
        measured.append(probe | shares | {"excess_bits": bits})
    return measured


def valid_translations(model: PreTrainedModel) -> tuple[float, list[tuple[str, str]]]:
    """Translate every source of the world: P(valid translation), and what went wrong."""
    engine = truth("training")
    rows = np.flatnonzero(engine.families == engine.values("family").index("translate"))
    pairs = [engine.sentences[row].split(" = ") for row in rows]
    answers = translations(model, [f"{source} =" for source, _ in pairs])
    valid = np.array([a == target for a, (_, target) in zip(answers, pairs, strict=True)])
    p = engine.probabilities[rows]
    wrong = [(pairs[i][0], answers[i]) for i in np.flatnonzero(~valid)]
    return float(p[valid].sum() / p.sum()), wrong


def sentiment_quality(model: PreTrainedModel) -> dict[str, float]:
    """Return accuracy, Bayes accuracy and mean absolute error over every unlabelled review.

    Expectations under P(review), without sampling: the world is small enough.
    """
    engine = truth("training")
    rows = [row for row, text in enumerate(engine.sentences) if text.startswith("this ")]
    p = engine.probabilities[rows] / engine.probabilities[rows].sum()
    reviews = [engine.sentences[row] for row in rows]
    exact, guess = engine.posteriors(reviews), label_shares(model, reviews)
    hit = exact[np.arange(len(rows)), guess.argmax(axis=1)]
    error = np.abs(guess - exact)[:, 0]
    bits = (p[:, None] * exact * np.log2(exact / guess)).sum()
    return {
        "accuracy": math.fsum(p * hit),
        "bayes": math.fsum(p * exact.max(axis=1)),
        "mean_error": math.fsum(p * error),
        "largest_error": float(error.max()),
        "excess_bits": float(bits),
    }


# ---------------------------------------------------------------- the model card

TITLES = {
    "gpt": "GPT: P(next token | the left)",
    "bert": "BERT: P(hidden word | the visible ones)",
    "bart": "BART: P(target | source)",
    "bert-sentiment": "BERT fine-tuned: P(sentiment | review)",
}
UNITS = {
    "gpt": "bits per token, [EOS] included",
    "bert": "bits per hidden word",
    "bart": "bits per target token, [EOS] included",
    "bert-sentiment": "bits per label",
}
TASKS = {
    "gpt": "It reads `[BOS] words` through a causal mask and says every next word, then `[EOS]`.",
    "bert": "It reads `[CLS] words [SEP]`. Each word is hidden with probability .15, and at least "
    "one of a sentence; every hidden word becomes `[MASK]`, and the length stays known.",
    "bart": "It reads `[BOS] source [EOS]` and writes the target, then `[EOS]`. In the translate "
    "family the source ends with `=` and the target is the French. In the others one to three "
    "words in a row, the number and then the place drawn uniformly, become a single `[MASK]`, "
    "and the target is the whole sentence. Its floor is the exact −log2 P(target given source).",
    "bert-sentiment": "It reads `[CLS] review [SEP]` without its label. The body starts from the "
    "checkpoint `bert`. The target is the label that the corpus shows before the review or, "
    "where it shows none, one drawn once from the exact posterior.",
}


def card(
    name: str,
    model: PreTrainedModel,
    made: dict[str, str],
    measured: list[tuple[str, float, float]],
) -> str:
    """Return the model card: how it was made, and how far from the truth it is.

    `measured` holds (which sentences, bits, exact bits).
    """
    lines = [
        f"# {TITLES[name]}",
        "",
        TASKS[name],
        "",
        "## How it was made",
        "",
        "| | |",
        "|---|---|",
    ]
    lines += [f"| {key} | {value} |" for key, value in made.items()]
    lines += [
        "",
        "## How far it is from the truth",
        "",
        f"In {UNITS[name]}, on fresh sentences (seed 2) of the distribution that it learned from; "
        "the floor is what the exact engine pays for the same ones.",
        "",
        "| sentences | model | floor | excess |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {part} | {paid:.4f} | {floor:.4f} | {share(paid, floor)} |"
        for part, paid, floor in measured
    ]
    return "\n".join([*lines, "", *details(name, model)]) + "\n"


def share(paid: float, floor: float) -> str:
    more = f" = {100 * (paid - floor) / floor:.2f}%" if floor > 1e-9 else ""
    return f"{paid - floor:.4f}{more}"


def details(name: str, model: PreTrainedModel) -> list[str]:
    """Return the lines of the card that only this model has."""
    if name == "bart":
        valid, wrong = valid_translations(model)
        return [
            f"Of all translations of the world, {100 * valid:.2f}% by probability come out right, "
            f"word for word; {len(wrong)} of the sources do not."
        ]
    if name == "bert-sentiment":
        quality = sentiment_quality(model)
        return [
            "Over every review without label, weighted by its probability: "
            f"accuracy {quality['accuracy']:.4f}, where Bayes' rule reaches "
            f"{quality['bayes']:.4f}; mean absolute error to the exact posterior "
            f"{quality['mean_error']:.4f}, largest {quality['largest_error']:.4f}; "
            f"{quality['excess_bits']:.4f} excess bits."
        ]
    engine, full = truth("training"), truth("full")
    lines = []
    if name == "gpt":
        lines = [
            f"The exact floor is the entropy, {engine.bits_per_token():.6f} bits per token of "
            f"what it learned from and {full.bits_per_token():.6f} of the full world, which also "
            "tells the held-out capitals in the other order.",
            "",
        ]
    lines += [
        "## Probes",
        "",
        "P(event) in the contexts of `probes.json`; the excess is KL(exact‖model) over all words "
        "at that place.",
        "",
        "| latent | contexts | largest error | mean error | mean excess bits |",
        "|---|---|---|---|---|",
    ]
    found = probe_errors(model, "next" if name == "gpt" else "masked")
    for latent in [*dict.fromkeys(probe["latent"] for probe in found), "all"]:
        some = [probe for probe in found if latent in ("all", probe["latent"])]
        errors = [abs(probe["model"] - probe["exact"]) for probe in some]
        excess = math.fsum(probe["excess_bits"] for probe in some) / len(some)
        lines.append(
            f"| {latent} | {len(some)} | {max(errors):.4f} | "
            f"{math.fsum(errors) / len(errors):.4f} | {excess:.4f} |"
        )
    return lines
