"""Questions whose answer is a stretch of a sentence; `[MASK]` stands for what is asked."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import torch
from transformers import PreTrainedModel

from snippets.lab.fit import fit
from snippets.lab.objectives import Batch, nats
from snippets.lab.tokenizer import ID, LONGEST, SEP, Row
from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import MASK
from snippets.lab.world.grammar import NAMES
from snippets.who_knows_what_where.readers import RATE, in_parts, inputs, start


# --8<-- [start:question]
@dataclass(frozen=True)
class Question:
    """A sentence, what is asked of it, and the answer: its words `first` to `last`."""

    sentence: str
    kind: str
    text: str
    first: int
    last: int

    def row(self, question_first: bool) -> tuple[Row, int]:
        """Return the ids of both segments with `[SEP]` between, and where the sentence begins."""
        asked, said = ([ID[word] for word in x.split()] for x in (self.text, self.sentence))
        if question_first:
            return [*asked, ID[SEP], *said], len(asked) + 1
        return [*said, ID[SEP], *asked], 0


def questions(sentence: str) -> list[Question]:
    """Return all questions that a sentence about an animal, a capital or a name answers."""
    words = sentence.split()
    asked = []

    def ask(kind: str, text: str, first: int, last: int) -> None:
        if len(words) + len(text.split()) + 3 <= LONGEST:
            asked.append(Question(sentence, kind, text, first, last))

    if "capital" in words:
        of, at = words.index("of"), words.index("is")
        city = at + 1 if at > of else at - 1
        ask("capital", f"the capital of {words[of + 1]} is {MASK}", city, city)
        ask("country", f"{words[city]} is the capital of {MASK}", of + 1, of + 1)
        if "where" in words:
            ask("language", f"people {words[-2]} {MASK}", len(words) - 1, len(words) - 1)
    elif named := [t for t, word in enumerate(words) if word in NAMES]:
        name, with_ = named[0], words.index("with")
        ask("kind", f"{words[name]} is {MASK}", with_ - 3, with_ - 1)
        ask("detail", f"with {MASK}", with_ + 1, len(words) - 1)
        if name:
            ask("name", f"{words[name - 2]} {words[name - 1]} {MASK}", name, name)
    else:
        noun = 2 if words[1] in ("small", "big") else 1
        beside = words[noun + 1] in ("near", "behind", "under")
        verb = noun + 4 if beside else noun + 1
        ask("who", f"{MASK} {words[verb]}", 0, noun)
        if beside:
            ask("beside", f"{words[noun + 1]} {MASK}", noun + 2, noun + 3)
        if "on" in words:
            ask("where", f"{words[verb]} on {MASK}", verb + 2, verb + 3)
        if "because" in words:
            ask("why", f"because {MASK}", words.index("because") + 1, len(words) - 1)
    return asked
    # --8<-- [end:question]


def draw(seed: int, n: int, tested: int) -> tuple[list[Question], list[Question]]:
    """Return a question on each of n sentences, and all questions on `tested` other sentences."""
    rng = np.random.default_rng((seed, 5))
    texts = [
        text
        for family in ("cat", "fact")
        for text in truth("training").sample(rng, n + 2 * tested, family=family)
    ]
    texts = [texts[i] for i in rng.permutation(len(texts))]
    seen, left_out = texts[:n], {*texts[:n]}
    unseen = [text for text in texts[n:] if text not in left_out][:tested]
    asked = [questions(text) for text in seen]
    train = [some[rng.integers(len(some))] for some in asked]
    return train, [question for text in unseen for question in questions(text)]


# --8<-- [start:reader]
def learn(
    reader: str, seed: int, steps: int, train: list[Question], question_first: bool
) -> PreTrainedModel:
    """Train a reader to say where the answer begins and ends."""

    def batch(chosen: list[Row], rng: np.random.Generator) -> Batch:
        ends = torch.tensor([row[:2] for row in chosen])
        return inputs([row[2:] for row in chosen], reader) | {"ends": ends + 1}  # after the mark

    def loss(model: PreTrainedModel, batch: Batch) -> tuple[torch.Tensor, int]:
        said = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"])
        first, last = batch["ends"].T
        return nats(said.start_logits, first) + nats(said.end_logits, last), len(first)

    rows = []
    for question in train:
        row, offset = question.row(question_first)
        rows.append([offset + question.first, offset + question.last, *row])
    model = start(reader, seed, spans=True)
    fit(model, batch, loss, seed, steps, RATE, rows)
    return model


@torch.no_grad()
def answers(
    model: PreTrainedModel, reader: str, asked: list[Question], question_first: bool
) -> list[tuple[int, int]]:
    """Return the likeliest stretch of each sentence: its first and its last word."""
    rows = [question.row(question_first) for question in asked]
    said = [(0, 0)] * len(asked)
    for part in in_parts([row for row, _ in rows]):
        out = model(**inputs([rows[i][0] for i in part], reader))
        firsts, lasts = out.start_logits.numpy(), out.end_logits.numpy()
        for i, first, last in zip(part, firsts, lasts, strict=True):
            n, offset = len(asked[i].sentence.split()), rows[i][1] + 1
            pairs = first[offset : offset + n, None] + last[None, offset : offset + n]
            pairs[np.tril_indices(n, -1)] = -np.inf  # an answer does not end before it begins
            said[i] = tuple(map(int, np.unravel_index(pairs.argmax(), pairs.shape)))
    return said


# --8<-- [end:reader]
def usual(train: list[Question], asked: list[Question]) -> list[tuple[int, int]]:
    """Answer each question with the stretch that questions of its kind most often had."""
    spans: dict[str, Counter] = {question.kind: Counter() for question in asked}
    for question in train:
        spans.setdefault(question.kind, Counter())[question.first, question.last] += 1
    return [spans[q.kind].most_common(1)[0][0] if spans[q.kind] else (0, 0) for q in asked]


# --8<-- [start:score]
def score(asked: list[Question], said: list[tuple[int, int]]) -> tuple[float, float]:
    """Return exact match, and F1 between the words of the answers and those of the truth."""
    exact, f1 = [], []
    for question, (first, last) in zip(asked, said, strict=True):
        common = min(last, question.last) - max(first, question.first) + 1
        lengths = (last - first + 1) + (question.last - question.first + 1)
        exact.append((first, last) == (question.first, question.last))
        f1.append(2 * max(0, common) / lengths)
    return float(np.mean(exact)), float(np.mean(f1))


def blind_ceiling(asked: list[Question]) -> float:
    """Return the exact match of the best reader that knows the sentence, but no question."""
    spans: dict[str, Counter] = {}
    for question in asked:
        spans.setdefault(question.sentence, Counter())[question.first, question.last] += 1
    return sum(max(counts.values()) for counts in spans.values()) / len(asked)
    # --8<-- [end:score]
