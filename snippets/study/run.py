"""Run the systems of an experiment, each with its seeds, and keep every finished run."""

import ast
import contextlib
import datetime
import io
import math
import os
import runpy
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from itertools import product
from multiprocessing import get_context, parent_process
from threading import Thread

from tqdm import tqdm

from snippets.study import results
from snippets.study.results import ResultsError, System

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


def header(system: System) -> dict:
    now = datetime.datetime.now(datetime.UTC)
    return {
        "listing": str(system.file.relative_to(results.ROOT)),
        "arguments": list(system.arguments),
        "commit": results.commit(results.digests(system)),
        "time": now.isoformat(timespec="minutes"),
        "versions": results.versions(),
        "world": results.world_digest(),
        "digests": results.digests(system),
        "runs": [],
    }


def begun(experiment: str, system: System) -> dict:
    """Return the results so far, where they are of this very code, or a new beginning."""
    try:
        return results.check(experiment, replace(system, seeds=0))  # however few runs there are
    except ResultsError:
        return header(system)


def run(experiment: str, systems: list[System], workers: int, again: bool) -> None:
    """Run what is missing or stale, each run kept as soon as it is finished."""
    kept = {
        system.key: header(system) if again else begun(experiment, system) for system in systems
    }
    jobs = [
        (system, seed)
        for seed, system in product(range(max(system.seeds for system in systems)), systems)
        if seed < system.seeds and seed not in {run["seed"] for run in kept[system.key]["runs"]}
    ]
    if not jobs:
        print(f"{experiment}: everything is recorded, and nothing has changed since.")
    for system, _, found in finished(jobs, workers):
        data = kept[system.key]
        data["runs"] = sorted([*data["runs"], found], key=lambda run: run["seed"])
        results.save(experiment, system, data)


def repeat(experiment: str, systems: list[System], workers: int, seeds: int = 99) -> list[str]:
    """Run everything again, and return where it leaves the record; nothing is written.

    With `seeds`, only that many seeds of each system.
    """
    recorded = {
        (system, run["seed"]): run
        for system in systems
        for run in results.check(experiment, system)["runs"][:seeds]
    }
    told = []
    for system, seed, found in finished(list(recorded), workers):
        told += differences(experiment, system, recorded[system, seed], found)
    return told


def differences(experiment: str, system: System, old: dict, new: dict) -> list[str]:
    """Return where a run leaves the recorded one of its seed.

    A measure may differ by the listing's declared tolerance, or else by 0.1%. What is a time
    (`…seconds`, `…ms`) is not compared.
    """
    name = results.results_file(experiment, system).relative_to(results.ROOT)
    tolerance = results.tolerance(system)
    return [
        f"{name}: seed {old['seed']}, {measure}: recorded {value:g}, now {now:g}"
        for measure, value in old.items()
        if not measure.endswith(("seconds", "ms"))
        and (now := new.get(measure, math.nan)) != value
        and not math.isclose(now, value, rel_tol=1e-3, abs_tol=tolerance)
    ]


def accept(experiment: str, systems: list[System], workers: int) -> None:
    """Renew the digests of stale systems of which one seed, run again, gives what is recorded.

    The record then says so. A system that gives something else is run anew with all its seeds.
    """
    kept = {}
    for system in systems:
        data = results.read(experiment, system)
        if results.changes(system, data):
            kept[system] = data
    if not kept:
        print(f"{experiment}: nothing has changed since it was recorded.")
    anew = []
    jobs = [(system, data["runs"][0]["seed"]) for system, data in kept.items()]
    for system, seed, found in finished(jobs, workers):
        data, now = kept[system], header(system)
        if now["arguments"] == data["arguments"]:
            told = differences(experiment, system, data["runs"][0], found)
        else:
            told = [f"{system.key}: its arguments have changed"]
        if told:
            print(*told, f"{experiment} {system.key} is run anew.", sep="\n")
            anew.append(system)
            continue
        again = {name: now[name] for name in ("commit", "time", "versions")}
        data |= {"digests": now["digests"], "world": now["world"]}
        data["accepted"] = {"seed": seed, **again}
        results.save(experiment, system, data)
        print(f"{experiment} {system.key}: seed {seed} gives what is recorded; accepted.")
    if anew:
        run(experiment, anew, workers, again=True)


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
