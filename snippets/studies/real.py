"""The studies on real text: their records and all their runs.

Started with `accelerate launch`, the processes share the runs among them. The command is in
`snippets/studies/command.py`, one run in `snippets/studies/one_run.py`.
"""

import datetime
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from snippets.studies import records, results
from snippets.studies.domains import Domain
from snippets.studies.experiments import record_of
from snippets.studies.one_run import SYSTEMS, Job, run_once
from snippets.studies.records import Record, ResultsError
from snippets.studies.text_classifiers import RECIPES, Recipe

STUDIES = {  # numbers of labels, besides all
    "few-labels-and-many": (32, 128, 512, 2048),
    "another-domain": (),
}
SEEDS = 5


# ---------------------------------------------------------------- the record


def about(
    study: str, domains: Sequence[Domain], recipes: dict[str, Recipe], model: str | None
) -> dict:
    """Return what a study is about: which data, which model, which recipes."""
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
    }


def counts(rows: Sequence) -> dict[str, int]:
    labels = [row.label for row in rows]
    return {label: labels.count(label) for label in sorted(set(labels))}


def begun(record: Record, again: bool) -> dict:
    """Return what the file holds already of this very study, or a new beginning.

    Raises `ResultsError` where the file is damaged, stale, or belongs to another study.
    """
    if record.file.is_dir():
        raise ResultsError(f"{record.file} is a folder: name a file with --out.")
    if again or not record.file.exists():
        return records.beginning(record)
    of_this_study(record)
    return records.check(record)


def of_this_study(record: Record) -> dict:
    """Return what the file holds; raises `ResultsError` where that is about something else."""
    data = records.read(record)
    if other := [name for name, value in record.about.items() if data.get(name) != value]:
        raise ResultsError(
            f"{record.name} holds another study: its {', '.join(other)} differ. Name another file "
            "with --out, or begin it anew with --again."
        )
    return data


def check(study: str) -> dict:
    """Return what was recorded of a study on real text; raises `ResultsError` where that is stale.

    Nothing is known of the data but their digest: they are no part of the project.
    """
    return records.check(record_of(study))


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
    record = record_of(study, out, about(study, domains, recipes, model))
    kept = [None]
    if accelerator.is_main_process:
        try:
            kept = [begun(record, again)]
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
                records.save(record, data)
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
