"""The studies on real text: `python -m snippets.studies run few-labels-and-many --data …`.

With `accelerate launch` several processes share the runs among them. What is finished is kept in
one results file, and the same command goes on from there.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from threadpoolctl import threadpool_limits
from tqdm import tqdm
from transformers.utils import logging

from snippets.lab.files import DataError
from snippets.lab.options import Parser, count
from snippets.studies import records
from snippets.studies.domains import Domain
from snippets.studies.experiments import record_of
from snippets.studies.one_run import SYSTEMS, Job, run_once
from snippets.studies.pretrained import check_texts, pretrained
from snippets.studies.real import SEEDS, STUDIES, about, of_this_study, run, summaries
from snippets.studies.records import ResultsError
from snippets.studies.text_classifiers import RECIPES, Recipe
from snippets.studies.texts import read

SAME = 0.002  # how far a measure of a run that is accepted may lie from the recorded one


def main(study: str, arguments: Sequence[str], accepting: bool = False) -> None:
    """Run a study, or, `accepting`, see whether its record holds for the code as it is now."""
    verb = "accept" if accepting else "run"
    parser = Parser(prog=f"python -m snippets.studies {verb} {study}", description=__doc__)
    parser.add_argument(
        "--data", nargs="+", required=True, metavar="FOLDER|FILE|NAME",
        help="train.tsv, dev.tsv and test.tsv (text, tab, label); SemEval's .seg files; one file; "
        "or a data set of the hub",
    )  # fmt: skip
    parser.add_argument(
        "--columns", nargs=2, default=(), metavar=("TEXT", "LABEL"),
        help="their names in a heading that is not understood by itself, or in a data set of the "
        "hub",
    )  # fmt: skip
    parser.add_argument(
        "--labels", nargs="+", metavar="M",
        help="how many labels to learn from: numbers, or all",
    )  # fmt: skip
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS)
    parser.add_argument("--seeds", type=count, default=SEEDS, help="how many")
    parser.add_argument("--model", metavar="NAME|FOLDER", help="a public model, or a folder here")
    parser.add_argument("--steps", type=count, help="of the training, at most, whatever the labels")
    parser.add_argument("--out", type=Path, default=record_of(study).file, help="the results file")
    if not accepting:
        parser.add_argument("--again", action="store_true", help="begin the results file anew")
    options = parser.parse_args(arguments)
    if "" in (*options.data, *options.columns, options.model):
        parser.error("an option is empty.")
    if options.model and options.systems:
        parser.error("--systems are those without --model: leave one of the two out.")
    if len(set(options.columns)) == 1:
        parser.error("--columns names one column twice: text and label are two.")
    options.out.parent.mkdir(parents=True, exist_ok=True)  # what cannot be written, fails now
    logging.set_verbosity_error()  # what is wrong with a model, `pretrained` tells
    logging.disable_progress_bar()
    domains = [domain for source in options.data for domain in read(source, options.columns, print)]
    compatible(domains)
    systems = ["pretrained"] if options.model else options.systems or SYSTEMS
    changes = {"epochs": 0, "least": options.steps} if options.steps else {}
    recipes = {name: replace(recipe, **changes) for name, recipe in RECIPES.items()}
    sizes = sizes_of(options.labels, study, domains)
    if options.model:
        usable(options.model, domains)
    if accepting:
        data = accept(study, domains, options.out, recipes, options.model)
    else:
        data = run(
            study, domains, sizes, options.out, systems, options.seeds, recipes, options.model,
            options.again,
        )  # fmt: skip
    print(table(data))


def compatible(domains: Sequence[Domain]) -> None:
    """Raise `DataError` unless what is learned from one data set can be asked of the others."""
    names = [domain.name for domain in domains]
    if twice := [name for name in names if names.count(name) > 1]:
        raise DataError(f"two data sets are called {twice[0]!r}: rename a folder.")
    labels = {row.label for row in domains[0].train}
    for domain in domains[1:]:
        if (other := {row.label for row in domain.train}) != labels:
            raise DataError(
                f"{domain.train[0].place}: the labels of {domain.name} ({', '.join(sorted(other))})"
                f" are not those of {domains[0].name} ({', '.join(sorted(labels))})."
            )


def sizes_of(asked: Sequence[str] | None, study: str, domains: Sequence[Domain]) -> list:
    """Return the numbers of labels to learn from, one for each label at least; None means all."""
    most = min(len(domain.train) for domain in domains)
    least = len({row.label for row in domains[0].train})
    if asked is None:
        return [*(m for m in STUDIES[study] if least <= m < most), None]
    sizes = []
    for word in asked:
        if word == "all":
            sizes.append(None)
            continue
        if not (word.isascii() and word.isdecimal() and int(word) >= least):
            raise DataError(f"--labels {word}: a number from {least} on is wanted, or all.")
        if int(word) > most:
            raise DataError(f"--labels {word}: there are {most:,} labels to learn from.")
        sizes.append(int(word))
    return sizes


def usable(model: str, domains: Sequence[Domain]) -> None:
    """Raise `ModelError` unless the model can be loaded and its tokenizer reads every text."""
    labels = sorted({row.label for row in domains[0].train})
    classifier = pretrained(model, labels, [0.0] * len(labels), RECIPES["pretrained"])
    rows = [row for domain in domains for part in domain[1:] for row in part]
    check_texts(model, classifier.tokenizer, {row.text: row.place for row in reversed(rows)})


def accept(
    study: str,
    domains: Sequence[Domain],
    out: Path,
    recipes: dict[str, Recipe],
    model: str | None,
) -> dict:
    """Run one seed of a results file again, and let the file hold for the code as it is now.

    Raises `ResultsError` where the runs say something else, or where it is another study's file.
    """
    record = record_of(study, out, about(study, domains, recipes, model))
    data = of_this_study(record)
    torch.set_num_threads(1)
    threadpool_limits(1)
    seed = min(old["seed"] for old in data["runs"])
    for old in tqdm([old for old in data["runs"] if old["seed"] == seed], dynamic_ncols=True):
        job = Job(*(old[name] for name in Job._fields))
        new = run_once(job, domains, recipes, model)["on"]
        for domain, measured in old["on"].items():
            for name, value in measured.items():
                if not math.isclose(new[domain][name], value, rel_tol=0, abs_tol=SAME):
                    raise ResultsError(
                        f"{out}: {job.system}, {job.m:,} labels of {job.domain}, seed {seed}: "
                        f"{name} on {domain} was {value:.4f} and is {new[domain][name]:.4f}: "
                        "begin it anew with --again."
                    )
    data = records.accepted(record, data, seed)
    records.save(record, data)
    return data


def table(data: dict) -> str:
    """Return a table of all results: means and, over several seeds, ± half their 95% interval."""
    lines = [
        f"{'trained on':14}{'labels':>7} {'system':11}{'tested on':14}{'accuracy':>14}  macro-F1"
    ]
    for (home, m, system, domain), found in sorted(summaries(data).items()):
        (accuracy, half), (f1, _) = found["accuracy"], found["macro_f1"]
        sure = "" if math.isnan(half) else f"±{half:.3f}"
        lines.append(f"{home:14}{m:7,} {system:11}{domain:14}{accuracy:8.3f} {sure:6}{f1:9.3f}")
    return "\n".join(lines)
