"""Ways to write: groups of blanks at once, blanks round given words; and how likely they write."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from transformers import BertForMaskedLM, GPT2LMHeadModel

from snippets.lab.generate import blanks, by_confidence, put, shares
from snippets.lab.objectives import gpt_batch, texts, word_rows
from snippets.lab.tokenizer import BOS, CLS, ID, LONGEST, SEP, pad
from snippets.lab.world.corpus import is_novel, is_valid, truth
from snippets.lab.world.engine import END, MASK
from snippets.lab.world.grammar import COUNTRIES

SIZE = 50  # sentences a batch, of about equal length, so that little of it is padding
TRUE = {row[1]: country for country, row in COUNTRIES.items()}  # capital: country
STATED = re.compile(r"(?:(\w+) is the capital of (\w+)|the capital of (\w+) is (\w+))(?: |$)")


# --8<-- [start:asked]
class Task(NamedTuple):
    """Sentences of the world that fit a pattern, and what a writer of them is given."""

    rate: float  # P(pattern)
    sentences: list[str]  # drawn from P(sentence | pattern), shortest first
    free: torch.Tensor  # (sentences, tokens): the words that the pattern leaves open
    bits: np.ndarray  # −log2 P(sentence | its length and the places of the given words)


def regex(pattern: str) -> str:
    """Return a pattern such as `* sofa` as a regular expression; `*` is any number of words."""
    words = (r"(?:\S+ )*?" if word == "*" else f"({re.escape(word)} )" for word in pattern.split())
    return "".join(words)


def asked(pattern: str, n: int, seed: int) -> Task:
    """Draw n sentences that fit a pattern. Length and places are all that BERT is told of them."""
    world, form = truth("training"), re.compile(regex(pattern))
    fits = [(row, form.fullmatch(f"{text} ")) for row, text in enumerate(world.sentences)]
    fits = [(row, fit) for row, fit in fits if fit]
    rows = np.array([row for row, _ in fits])
    places = [
        tuple(fit.string[: fit.start(i + 1)].count(" ") for i in range(form.groups))
        for _, fit in fits
    ]
    forms = [(world.lengths[row], *at) for row, at in zip(rows, places, strict=True)]
    p, mass = world.probabilities[rows], Counter()
    for told, q in zip(forms, p, strict=True):
        mass[told] += q
    drawn = np.random.default_rng((seed, 3)).choice(len(rows), n, p=p / p.sum())
    drawn = drawn[np.argsort(world.lengths[rows[drawn]], kind="stable")]
    sentences = [world.sentences[row] for row in rows[drawn]]
    _, free = encoded(sentences)
    for line, i in enumerate(drawn):
        free[line, [1 + place for place in places[i]]] = False
    return Task(
        float(p.sum()),
        sentences,
        free,
        np.array([np.log2(mass[forms[i]] / p[i]) for i in drawn]),
    )


# --8<-- [end:asked]
def encoded(sentences: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return `[CLS] words [SEP]` of each, and which of these are words."""
    ids = pad([[ID[CLS], *row, ID[SEP]] for row in word_rows(sentences)])
    return ids, ids < ID[END]


def blank_batches(sentences: Sequence[str]) -> list[torch.Tensor]:
    """Return sentences of the same lengths, shortest first, with every word hidden."""
    lengths = sorted(len(text.split()) for text in sentences)
    return [blanks(lengths[i : i + SIZE]) for i in range(0, len(lengths), SIZE)]


# --8<-- [start:unmask]
def unmask(model, ids, groups, generator):
    """Fill the blanks in random order, in this many groups: a group is drawn in one pass."""
    hidden = ids == ID[MASK]
    order = torch.rand(ids.shape, generator=generator).masked_fill(~hidden, 2)
    group = order.argsort(1).argsort(1) * groups // hidden.sum(1, keepdim=True)
    for step in range(groups):
        place = hidden & (group == step)
        if place.any():
            ids = put(ids, place, shares(model, ids, place), generator)
    return ids


# --8<-- [end:unmask]
# --8<-- [start:path]
def path_bits(model, ids, free, way, generator):
    """Return −log2 of the probability that a way writes these very words in the free places."""
    known, bits = ids.masked_fill(free, ID[MASK]), torch.zeros(len(ids)).double()
    while (hidden := known == ID[MASK]).any():
        p, place = shares(model, known, hidden), hidden
        if way != "one shot":
            score = {
                "left to right": -torch.arange(ids.shape[1]).expand(ids.shape).float(),
                "by confidence": torch.zeros(ids.shape).masked_scatter(hidden, p.amax(-1)),
                "random order": torch.rand(ids.shape, generator=generator),
            }[way]
            first = score.masked_fill(~hidden, -torch.inf).argmax(1)
            place = hidden & (torch.arange(ids.shape[1]) == first[:, None])
        paid = -p[place[hidden]].gather(1, ids[place][:, None]).double().log2()
        bits.index_add_(0, place.nonzero()[:, 0], paid[:, 0])
        known = torch.where(place, ids, known)
    return bits.numpy()


def excess(model: BertForMaskedLM, task: Task, way: str, seed: int = 0) -> float:
    """Return KL(world‖way) in bits a sentence, estimated on the task's sentences.

    A way that draws its order at random has many paths to a sentence: there it is a bound, from
    above.
    """
    ids, _ = encoded(task.sentences)
    generator, paid = torch.Generator().manual_seed(seed), []
    for rows in np.array_split(np.arange(len(ids)), max(1, len(ids) // SIZE)):
        width = max(len(task.sentences[row].split()) for row in rows) + 2
        cut = ids[rows, :width], task.free[rows, :width]
        paid.append(path_bits(model, *cut, way, generator))
    return float(np.mean(np.concatenate(paid) - task.bits))


# --8<-- [end:path]
@torch.no_grad()
def gpt_bits(model: GPT2LMHeadModel, sentences: Sequence[str]) -> np.ndarray:
    """Return −log2 P(sentence), its end included, as GPT has it."""
    batch = gpt_batch(word_rows(sentences), None)
    labels = batch["labels"]
    log_probs = model(input_ids=batch["input_ids"]).logits.double().log_softmax(-1)
    paid = log_probs.gather(2, labels.clamp(min=0)[..., None])[..., 0]
    return -(paid * (labels >= 0)).sum(1).numpy() / np.log(2)


# --8<-- [start:measures]
def measures_of(said: Sequence[str]) -> dict[str, float]:
    """Return what samples show: how many are valid, and what the valid ones are like."""
    world = truth("training")
    valid = [text for text in said if is_valid(text)]
    log_probs = world.log_probs(valid)
    told = np.isfinite(log_probs)  # a capital in a held-out order is valid, and was never told
    family = dict(zip(world.sentences, world.families, strict=True))
    families = [family[text] for text in np.array(valid)[told]]
    count = np.bincount(families, minlength=5) / max(1, told.sum())
    exact = np.bincount(world.families, world.probabilities)
    stated = [right for text in said for right in facts(text)]
    return {
        "valid": len(valid) / len(said),
        "novel": sum(map(is_novel, valid)) / max(1, len(valid)),
        "drift": float(np.abs(count - exact).sum() / 2),  # total variation of the families
        "bits": float(-log_probs[told].mean() / np.log(2)) if told.any() else 0.0,
        "repeated": 1 - len(set(said)) / len(said),
        "false": stated.count(False) / max(1, len(stated)),
    }


# --8<-- [end:measures]
def facts(text: str) -> list[bool]:
    """Return whether it is right, for each time that the text gives a country a capital."""
    found = []
    for capital, country, country_first, capital_last in STATED.findall(text):
        capital, country = capital or capital_last, country or country_first
        if capital in TRUE and country in COUNTRIES:
            found.append(TRUE[capital] == country)
    return found


# --8<-- [start:fill]
def fill(model, ids, free, generator):
    """Write round the given words: by confidence, then once more over every word written."""
    ids = by_confidence(model, ids.masked_fill(free, ID[MASK]), generator)
    for t in torch.randperm(ids.shape[1], generator=generator):
        place = free & (torch.arange(ids.shape[1]) == t)
        if place.any():
            ids = put(ids, place, shares(model, ids, place), generator)
    return ids


@torch.no_grad()
def force(model, ids, free, generator):
    """Write from left to right; where a word is given, it stands instead of what GPT would say."""
    given = ids.masked_fill(free | (ids >= ID[END]), ID[END])[:, 1:]
    said = torch.full((len(ids), 1), ID[BOS])
    for t in range(LONGEST - 1):
        p = model(said).logits[:, -1, : ID[END] + 1].softmax(-1)
        word = torch.multinomial(p, 1, generator=generator)[:, 0]
        if t < given.shape[1]:
            word = torch.where(given[:, t] < ID[END], given[:, t], word)
        word = word.masked_fill((said == ID[END]).any(1), ID[END])  # it has ended before
        said = torch.cat([said, word[:, None]], 1)
    return said


# --8<-- [end:fill]
# --8<-- [start:compared]
def compared(gpt, bert, pattern, n, seed) -> dict[str, float]:
    """Write n sentences to a pattern, with GPT and with BERT; passes are for one valid hit."""
    task, form = asked(pattern, n, seed), re.compile(regex(pattern))
    ids, _ = encoded(task.sentences)
    generator = torch.Generator().manual_seed(seed)
    open_words = float(task.free.sum(1).float().mean())

    def hits(batch):
        said = texts(batch)
        return float(np.mean([bool(form.fullmatch(f"{x} ")) and is_valid(x) for x in said]))

    forced = hits(force(gpt, ids, task.free, generator))
    filled = hits(fill(bert, ids, task.free, generator))
    exact = -truth("training").log_probs(task.sentences) / np.log(2)
    less = exact - gpt_bits(gpt, task.sentences)  # log2 Q(x) / P(x)
    by_gpt = task.rate * float(np.exp2(less).mean())  # Q(a valid sentence that fits)
    return {
        "rate": task.rate,
        "reject_passes": truth("training").tokens_per_sentence() / by_gpt,
        "reject_excess": float(np.log2(by_gpt / task.rate) - less.mean()),
        "force_valid": forced,
        "force_passes": (open_words + 1) / max(forced, 1 / n),
        "fill_valid": filled,
        "fill_passes": 2 * open_words / max(filled, 1 / n),
        "fill_excess": excess(bert, task, "by confidence", seed),
    }


# --8<-- [end:compared]
