"""One run of a study on real text: what decides its numbers.

It trains one system on `m` labels of one data set with one seed, and judges it on the test sets of
all; it is the same wherever it runs.
"""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch

from snippets.lab.bpe import bpe
from snippets.studies.domains import Domain, Row
from snippets.studies.pretrained import pretrained
from snippets.studies.text_classifiers import (
    RECIPES,
    SCRATCH_SYSTEMS,
    Recipe,
    bag,
    counters,
    label_marks,
    measures,
    scores,
    train,
)

SYSTEMS = ("encoder", "decoder", "nb", "lr", "svm")


class Job(NamedTuple):
    """A run: what is trained, on how many labels of which data set, with which seed."""

    domain: str
    m: int
    system: str
    seed: int

    @property
    def weight(self) -> int:
        """Return a guess at what the run costs, for the bar and for fair shares."""
        return 20 * (1 + (self.system == "decoder")) * (self.m + 1000) if neural(self.system) else 1


def neural(system: str) -> bool:
    return system not in ("nb", "lr", "svm")


# ---------------------------------------------------------------- one run


def subset(domain: Domain, m: int, seed: int) -> list[Row]:
    """Return `m` rows of the training part: the first of each label, then others at random.

    The subsets of one seed are nested, and every system learns from the same ones.
    """
    order = np.random.default_rng(seed).permutation(len(domain.train))
    first: dict[str, int] = {}
    for i in order:
        first.setdefault(domain.train[i].label, i)
    chosen = [*first.values(), *(i for i in order if i not in set(first.values()))]
    return [domain.train[i] for i in chosen[:m]]


Answer = Callable[[Sequence[str]], np.ndarray]  # texts → scores (n, labels)


def numbers(rows: Sequence[Row], labels: Sequence[str]) -> np.ndarray:
    return np.array([labels.index(row.label) for row in rows])


def texts_of(rows: Sequence[Row]) -> list[str]:
    return [row.text for row in rows]


def transformer(
    job: Job, home: Domain, rows: Sequence[Row], labels: list[str],
    recipe: Recipe, model: str | None, device, tell: Callable[[str], None],
) -> tuple[Answer, dict[str, int]]:  # fmt: skip
    """Train an encoder or a decoder on the rows; return how it answers, and what it took."""
    torch.manual_seed(job.seed)
    y, y_dev = numbers(rows, labels), numbers(home.dev, labels)
    log_prior = np.log(np.bincount(y, minlength=len(labels)) / len(y))
    if model:
        classifier = pretrained(model, labels, log_prior, recipe)
    else:
        tokenizer = bpe(texts_of(home.train), more=label_marks(labels))
        tokenizer.split_special_tokens = True  # the name of a mark in a text is letters
        classifier = SCRATCH_SYSTEMS[job.system](tokenizer, labels, log_prior, recipe)
    classifier.model.to(device)
    dev = classifier.rows(texts_of(home.dev))

    def look() -> tuple[float, float, float]:
        said = scores(classifier, dev)
        found = measures(said, y_dev)
        tell(f"{found['accuracy']:.3f} on dev")
        return found["accuracy"], -found["log_loss"], said[np.arange(len(dev)), y_dev].mean()

    steps = train(classifier, classifier.rows(texts_of(rows)), y, look, recipe, job.seed)
    took = {
        "passes": classifier.passes,
        "steps": steps,
        "parameters": classifier.model.num_parameters(),
    }
    return lambda texts: scores(classifier, classifier.rows(texts)), took


def counter(
    job: Job, home: Domain, rows: Sequence[Row], labels: list[str]
) -> tuple[Answer, dict[str, int]]:
    """Fit a classifier of word counts; the development set chooses its one setting."""
    words = bag()
    X, X_dev = words.fit_transform(texts_of(rows)), words.transform(texts_of(home.dev))
    y, y_dev = numbers(rows, labels), numbers(home.dev, labels)
    tried = [kind.fit(X, y) for kind in counters()[job.system]]
    best = max(tried, key=lambda kind: kind.score(X_dev, y_dev))

    def answer(texts: Sequence[str]) -> np.ndarray:
        X = words.transform(texts)
        if job.system != "svm":
            return best.predict_log_proba(X)
        margin = best.decision_function(X)
        return np.stack([-margin, margin], axis=1) if margin.ndim == 1 else margin

    return answer, {"passes": 1}


def run_once(
    job: Job,
    domains: Sequence[Domain],
    recipes: dict[str, Recipe] = RECIPES,
    model: str | None = None,
    device: str | torch.device = "cpu",
    tell: Callable[[str], None] = lambda text: None,
) -> dict:
    """Train and judge one system; return what was measured, on the test set of each domain.

    `cpu_seconds` are those of the training with its looks at the development set, `ms` those of an
    answer, and `passes` counts the forward passes of an answer.
    """
    home = next(domain for domain in domains if domain.name == job.domain)
    labels = sorted({row.label for row in home.train})
    rows = subset(home, job.m, job.seed)
    start = time.process_time()
    if neural(job.system):
        recipe = recipes[job.system]
        answer, took = transformer(job, home, rows, labels, recipe, model, device, tell)
    else:
        answer, took = counter(job, home, rows, labels)
    trained = time.process_time()
    said = {domain.name: answer(texts_of(domain.test)) for domain in domains}
    answered = time.process_time()
    judged = {
        domain.name: measures(
            said[domain.name], numbers(domain.test, labels), probable=job.system != "svm"
        )
        for domain in domains
    }
    return {
        **job._asdict(),
        "cpu_seconds": round(trained - start, 2),
        "ms": round(1000 * (answered - trained) / sum(map(len, said.values())), 3),
        **took,
        "on": judged,
    }
