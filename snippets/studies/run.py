"""Run the systems of an experiment, each with its seeds, and keep every finished run."""

import ast
import contextlib
import io
import json
import math
import os
import runpy
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from itertools import product
from multiprocessing import get_context, parent_process
from threading import Thread

from tqdm import tqdm

from snippets.lab.told import declared_tolerance
from snippets.studies import records, results
from snippets.studies.records import Record, ResultsError
from snippets.studies.results import System

MEASURES = (
    "parameters",
    "tokens",
    "labels",
    "points",
    "excess_bits",
    "bound_bits",
    "bound_excess_bits",
    "valid",
    "novel",
    "translated",
    "accuracy",
    "calibration_error",
    "covered",
    "inside",
)


THEN = """
import contextlib, io, json, runpy, sys, torch
torch.set_num_threads(1)
wanted, module = sys.argv.pop(1), sys.argv.pop(1)
with contextlib.redirect_stdout(io.StringIO()):
    names = runpy.run_module(module, run_name="__main__")
found = names.get("measures") or {n: names[n] for n in wanted.split(",") if n in names}
print(json.dumps({name: float(value) for name, value in found.items()}))
"""  # run in a folder that holds the code of another commit


def is_time(measure: str) -> bool:
    """Whether a measure is a time, by its name: it is another in each run."""
    return measure.endswith(("seconds", "_ms")) or measure.startswith("ms_")


def run_once(system: System, seed: int) -> dict:
    """Run the full form of a system's listing with a seed.

    Returns what it leaves in its namespace, as `measures` or under the names of MEASURES, and its
    CPU seconds without the imports.
    """
    os.environ["MPLBACKEND"] = "agg"
    tree = ast.parse(system.file.read_text("utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    exec(compile(ast.Module(imports, []), str(system.file), "exec"), {})
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
    own = sys.argv
    sys.argv = [str(system.file), *map(str, (seed, *system.arguments))]
    start = time.process_time()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            names = runpy.run_module(system.module, run_name="__main__")
    finally:
        sys.argv = own
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            pyplot.close("all")
    seconds = time.process_time() - start
    found = names.get("measures") or {name: names[name] for name in MEASURES if name in names}
    found = {name: float(value) for name, value in found.items()}
    counts = ("parameters", "tokens", "labels", "points")
    found |= {name: int(found[name]) for name in counts if name in found}
    return {"seed": seed, "cpu_seconds": round(seconds, 2), **found}


def as_then(system: System, commit: str, seed: int) -> dict | None:
    """What the code of another commit gives on this machine; None where that cannot be had."""
    listing = (system.module, *map(str, (seed, *system.arguments)))
    with tempfile.TemporaryDirectory(prefix="then-") as folder:
        archive = ["git", "archive", "--format=tar", commit.rstrip("+"), "snippets"]
        done = subprocess.run(archive, cwd=records.ROOT, capture_output=True)
        if done.returncode:
            return None
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
            tar.extractall(folder, filter="data")
        environment = {**os.environ, "MPLBACKEND": "agg", "PYTHONPATH": folder}
        program = [sys.executable, "-c", THEN, ",".join(MEASURES), *listing]
        done = subprocess.run(program, cwd=folder, env=environment, capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else None


def equal(one: dict, other: dict) -> bool:
    """Whether two runs on one machine gave the same but for rounding; times do not count."""
    names = [name for name in one if not is_time(name)]
    return bool(names) and all(
        name in other and math.isclose(one[name], other[name], rel_tol=1e-6, abs_tol=1e-9)
        for name in names
    )


def begun(record: Record, again: bool) -> dict:
    """Return the results so far, where they are of this very code, or a new beginning."""
    if not again:
        with contextlib.suppress(ResultsError):
            return records.check(replace(record, runs=0))  # however few runs there are
    return records.beginning(record)


def run(study: str, systems: list[System], workers: int, again: bool) -> None:
    """Run what is missing or stale, each run kept as soon as it is finished."""
    kept = {system: begun(system.record(study), again) for system in systems}
    jobs = [
        (system, seed)
        for seed, system in product(range(max(system.seeds for system in systems)), systems)
        if seed < system.seeds and seed not in {run["seed"] for run in kept[system]["runs"]}
    ]
    if not jobs:
        print(f"{study}: everything is recorded, and nothing has changed since.")
    for system, _, found in finished(jobs, workers):
        data = kept[system]
        data["runs"] = sorted([*data["runs"], found], key=lambda run: run["seed"])
        records.save(system.record(study), data)


def repeat(
    study: str, systems: list[System], workers: int, seeds: int, cheapest: int | None
) -> tuple[list[str], list[list]]:
    """Run systems again, at most so many seeds of each; nothing is recorded.

    With `cheapest`, only so many, those that take the least time of those that take a second.

    Returns where it leaves the record by more than the tolerance, in sentences, and each measure as
    [study, system, seed, measure, recorded, now].
    """
    data = {system: results.check(study, system)["runs"] for system in systems}
    if cheapest:
        seconds = {system: runs[0]["cpu_seconds"] for system, runs in data.items()}
        dear = [system for system in systems if seconds[system] >= 1]
        systems = sorted(dear or systems, key=seconds.get)[:cheapest]
    recorded = {(system, run["seed"]): run for system in systems for run in data[system][:seeds]}
    told, rows = [], []
    for system, seed, found in finished(list(recorded), workers):
        old = recorded[system, seed]
        told += differences(study, system, old, found)
        rows += [
            [study, system.key, seed, measure, value, found.get(measure)]
            for measure, value in old.items()
            if measure != "seed" and not is_time(measure)
        ]
    return told, rows


def differences(study: str, system: System, old: dict, new: dict) -> list[str]:
    """Return where a run leaves the recorded one of its seed.

    A measure may differ by the listing's declared tolerance, or else by 0.1%. Times are not
    compared.
    """
    name = system.record(study).name
    tolerance = declared_tolerance(system.file.read_text("utf-8"))
    return [
        f"{name}: seed {old['seed']}, {measure}: recorded {value:g}, now {now:g}"
        for measure, value in old.items()
        if not is_time(measure)
        and (now := new.get(measure, math.nan)) != value
        and not math.isclose(now, value, rel_tol=1e-3, abs_tol=tolerance)
    ]


def accept(study: str, systems: list[System], workers: int, beside: str | None = None) -> None:
    """Renew the digests of stale systems of which one seed, run again, gives what is recorded.

    The record then says so. Where it gives something else, the code of a commit at which the record
    held, its own or `beside`, is run here too: if that gives the same but for rounding, the
    machine is another and not the code, and the record holds. Otherwise the system is run anew with
    all its seeds.
    """
    kept = {}
    for system in systems:
        data = records.read(system.record(study))
        if records.changes(system.record(study), data):
            records.made(system.record(study))  # refuses uncommitted code before it runs
            kept[system] = data
    if not kept:
        print(f"{study}: nothing has changed since it was recorded.")
    anew = []
    jobs = [(system, data["runs"][0]["seed"]) for system, data in kept.items()]
    for system, seed, found in finished(jobs, workers):
        data, record = kept[system], system.record(study)
        if data.get("arguments") == record.about["arguments"]:
            told = differences(study, system, data["runs"][0], found)
        else:
            told = [f"{system.key}: its arguments have changed"]
        if told:
            print(*told, sep="\n")
            commit = beside or data.get("accepted", data)["commit"]
            if equal(as_then(system, commit, seed) or {}, found):
                records.save(record, records.accepted(record, data, seed, commit))
                same = f"the code of {commit} gives the same on this machine; accepted."
                print(f"{study} {system.key}: {same}")
            else:
                print(f"{study} {system.key} is run anew.")
                anew.append(system)
            continue
        records.save(record, records.accepted(record, data, seed))
        print(f"{study} {system.key}: seed {seed} gives what is recorded; accepted.")
    if anew:
        run(study, anew, workers, again=True)


def end_with_the_parent() -> None:
    """End this worker when the study does, also when that is killed."""
    Thread(target=lambda: (parent_process().join(), os._exit(1)), daemon=True).start()


def finished(
    jobs: list[tuple[System, int]], workers: int
) -> Iterator[tuple[System, int, dict[str, float]]]:
    """Run the jobs, each in one of `workers` processes; yield each as it ends."""
    if not jobs:
        return
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a worker is one thread: it reads this at its start
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"  # the one bar is of the runs
    with (
        ProcessPoolExecutor(
            min(workers, len(jobs)), get_context("spawn"), end_with_the_parent
        ) as pool,
        tqdm(total=len(jobs), unit="run", dynamic_ncols=True) as bar,
    ):
        futures = {pool.submit(run_once, system, seed): (system, seed) for system, seed in jobs}
        try:
            for future in as_completed(futures):
                system, seed = futures[future]
                yield system, seed, future.result()
                bar.set_postfix_str(f"{system.key}, seed {seed}")
                bar.update()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
