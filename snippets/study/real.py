"""The studies on real text: their runs and their records.

Each run trains one system on `m` labels of one data set with one seed, and judges it on the test
sets of all. Started with `accelerate launch`, the processes share the runs among them; a run
is the same wherever it runs. The command is in `snippets/study/command.py`.
"""

import datetime
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from snippets.bpe import bpe
from snippets.files import write
from snippets.study import results
from snippets.study.classifiers import (
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
from snippets.study.pretrained import pretrained
from snippets.study.results import ROOT, ResultsError
from snippets.study.texts import Domain, Row

# What decides a number; which texts were read, and how, the digest of the data tells.
CODE = ("bpe", "study/classifiers", "study/pretrained", "study/real")
STUDIES = {"sst2": (32, 128, 512, 2048), "absa": ()}  # numbers of labels, besides all
SYSTEMS = ("encoder", "decoder", "nb", "lr", "svm")
LIBRARIES = ("accelerate", "datasets", "scikit-learn", "tokenizers", "torch", "transformers")
SEEDS = 5


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


# ---------------------------------------------------------------- the record


def code_digests() -> dict[str, str]:
    files = [ROOT / "snippets" / f"{name}.py" for name in CODE]
    return {
        str(file.relative_to(ROOT)): results.digest(file, file.stat().st_mtime_ns) for file in files
    }


def header(
    study: str, domains: Sequence[Domain], recipes: dict[str, Recipe], model: str | None
) -> dict:
    return {
        "study": study,
        "data": [
            {
                "name": domain.name,
                "digest": domain.digest(),
                "labels": counts(domain.test),
                **{part: len(getattr(domain, part)) for part in ("train", "dev", "test")},
            }
            for domain in domains
        ],
        "model": Path(model).name if model and Path(model).exists() else model,
        "recipes": {name: asdict(recipe) for name, recipe in recipes.items()},
        "digests": code_digests(),
    }


def counts(rows: Sequence) -> dict[str, int]:
    labels = [row.label for row in rows]
    return {label: labels.count(label) for label in sorted(set(labels))}


def begun(out: Path, own: dict, again: bool) -> dict:
    """Return what the file holds already of this very study, or a new beginning.

    Raises `ResultsError` where the file is damaged or belongs to another study.
    """
    if out.is_dir():
        raise ResultsError(f"{out} is a folder: name a file with --out.")
    if again or not out.exists():
        return {**own, **made(own), "runs": []}
    return of_study(out, own)


def made(own: dict) -> dict:
    """Return of which commit, when and with which versions the study of that head was run."""
    return {
        "commit": results.commit(own["digests"]),
        "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
        "versions": {name: version(name).split("+")[0] for name in LIBRARIES},
    }


def of_study(out: Path, own: dict) -> dict:
    """Return what the file holds; raises `ResultsError` where that is of another study."""
    data = load(out)
    for name, value in own.items():
        if data.get(name) != value:
            raise ResultsError(
                f"{out} holds another study: its {name} differ. Name another file with --out, or "
                "begin it anew with --again."
            )
    return data


def load(file: Path) -> dict:
    if not file.is_file():
        raise ResultsError(
            f"{file} is missing: run `python -m snippets.study {file.stem} --data …`."
        )
    try:
        data = json.loads(file.read_text("utf-8"))
        data["runs"], data["data"], data["digests"]
    except (ValueError, KeyError, TypeError) as error:  # of bytes, of JSON or of what it holds
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ResultsError(
            f"{file}{line}: this is no whole results file: begin it anew with --again."
        ) from None
    return data


def save(out: Path, data: dict) -> None:
    """Write the file whole or not at all, a line for each run."""
    head = json.dumps({name: value for name, value in data.items() if name != "runs"}, indent=1)
    runs = ",\n".join(f"  {json.dumps(run)}" for run in data["runs"])
    write(out, f'{head[:-2]},\n "runs": [\n{runs}\n ]\n}}\n'.encode())


def record(study: str) -> Path:
    return results.FOLDER / f"{study}.json"


def check(study: str) -> dict:
    """Return what was recorded of a study on real text; raises `ResultsError` where that is stale.

    Nothing is known of the data but their digest: they are no part of the project.
    """
    file = record(study)
    data, now = load(file), code_digests()
    if changed := [name for name in now if now[name] != data["digests"].get(name)]:
        raise ResultsError(
            f"{file.relative_to(ROOT)} is stale, for {', '.join(changed)} changed since it was "
            f"recorded: run `python -m snippets.study {study} --data … --accept`, or with --again."
        )
    return data


# ---------------------------------------------------------------- all runs


def jobs_of(domains: Sequence[Domain], sizes: Sequence[int | None], systems, seeds) -> list[Job]:
    """Return every run, the dear ones first; None among the sizes means all labels."""
    found = {
        Job(domain.name, len(domain.train) if m is None else m, system, seed)
        for domain in domains
        for m in sizes
        for system in systems
        for seed in range(seeds)
    }
    return sorted(found, key=lambda job: (-job.weight, job))


def run(
    study: str,
    domains: Sequence[Domain],
    sizes: Sequence[int | None],
    out: Path,
    systems: Sequence[str] = SYSTEMS,
    seeds: int = SEEDS,
    recipes: dict[str, Recipe] = RECIPES,
    model: str | None = None,
    again: bool = False,
) -> dict:
    """Run what the file does not hold yet, each run kept as soon as it is finished; return all.

    The processes of `accelerate launch` take one run each and hand it to the first, which writes.
    """
    from accelerate import Accelerator
    from accelerate.utils import InitProcessGroupKwargs, broadcast_object_list, gather_object

    patient = InitProcessGroupKwargs(timeout=datetime.timedelta(hours=12))
    accelerator = Accelerator(kwargs_handlers=[patient])
    torch.set_num_threads(1)  # a run is the same on every machine, and runs go side by side
    threadpool_limits(1)
    kept = [None]
    if accelerator.is_main_process:
        try:
            kept = [begun(out, header(study, domains, recipes, model), again)]
        except ResultsError as error:
            kept = [error]
    if accelerator.num_processes > 1:
        broadcast_object_list(kept)
    if isinstance(kept[0], ResultsError):
        raise kept[0]
    data = kept[0]
    done = {Job(*(run[name] for name in Job._fields)) for run in data["runs"]}
    jobs = [job for job in jobs_of(domains, sizes, systems, seeds) if job not in done]
    with tqdm(
        total=sum(job.weight for job in jobs),
        disable=not accelerator.is_main_process or len(jobs) < 2,
        bar_format="{percentage:3.0f}% |{bar}| {elapsed} gone, {remaining} left {postfix}",
        dynamic_ncols=True,
    ) as bar:
        for start in range(0, len(jobs), accelerator.num_processes):
            shared = jobs[start : start + accelerator.num_processes]
            found = []
            for job in shared[accelerator.process_index :][:1]:
                name = f"{job.system}, {job.m:,} labels of {job.domain}, seed {job.seed}: "

                def tell(text: str, name: str = name) -> None:
                    bar.set_postfix_str(name + text)

                found.append(run_once(job, domains, recipes, model, accelerator.device, tell))
            found = gather_object(found)
            data["runs"] = sorted(
                [*data["runs"], *found], key=lambda run: [run[name] for name in Job._fields]
            )
            if accelerator.is_main_process:
                save(out, data)
                bar.update(sum(job.weight for job in shared))
    return data


def summaries(data: dict) -> dict[tuple[str, int, str, str], dict[str, tuple[float, float]]]:
    """Return {(trained on, labels, system, tested on): {measure: (mean, half-width)}}."""
    runs: dict[tuple, list[dict]] = {}
    for run in data["runs"]:
        for domain, found in run["on"].items():
            cost = {name: run[name] for name in ("cpu_seconds", "ms", "passes")}
            key = (run["domain"], run["m"], run["system"], domain)
            runs.setdefault(key, []).append({"seed": run["seed"], **found, **cost})
    return {key: results.summary({"runs": found}) for key, found in runs.items()}
