"""Recorded results: what was run, with which seeds, on which code; and whether that still holds.

A results file is stale when the listing, a module it uses, the checkpoint it loads, its arguments
or the world have changed since. Comments, docstrings and blank lines do not count as changes.
"""

import ast
import io
import json
import math
import re
import subprocess
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import numpy as np

from snippets.files import write

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "snippets" / "study" / "results"
LIBRARIES = ("torch", "transformers", "scikit-learn", "gensim", "hmmlearn", "numpy")


class ResultsError(ValueError):
    """A results file is missing, damaged or stale; the text says which, and how to renew it."""


@dataclass(frozen=True)
class System:
    """One part of an experiment: a listing, run with a seed and these arguments."""

    key: str  # names its results file
    listing: str  # page/concept
    arguments: tuple[int, ...] = ()  # of the full form, after the seed
    checkpoints: tuple[str, ...] = ()  # the trained models that it loads
    seeds: int = 5

    @property
    def file(self) -> Path:
        return ROOT / "snippets" / f"{self.listing}.py"

    @property
    def module(self) -> str:
        return f"snippets.{self.listing.replace('/', '.')}"


def code(source: str) -> str:
    """Return Python source without comments, docstrings and blank lines."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and body:
            first = body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                lines[first.lineno - 1 : first.end_lineno] = [""] * (
                    first.end_lineno - first.lineno + 1
                )
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        row, column = token.start
        if token.type == tokenize.COMMENT and lines[row - 1]:
            lines[row - 1] = lines[row - 1][:column]
    return "\n".join(line.rstrip() for line in lines if line.strip())


def uses(file: Path) -> list[Path]:
    """Return the file and the modules of `snippets` that it imports, and those that they import."""
    found: dict[Path, None] = {}
    todo = [file]
    while todo:
        file = todo.pop()
        if file in found:
            continue
        found[file] = None
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                modules = [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
            elif isinstance(node, ast.Import):
                modules = [name.name for name in node.names]
            else:
                continue
            for module in modules:
                if module.startswith("snippets."):
                    place = ROOT.joinpath(*module.split("."))
                    candidates = (place.with_suffix(".py"), place / "__init__.py")
                    todo += [candidate for candidate in candidates if candidate.is_file()]
    return sorted(found)


@cache
def digest(file: Path, changed: int) -> str:
    """Return a digest of a file as it was at the time `changed`; of Python, that of its code."""
    content = file.read_bytes()
    if file.suffix == ".py":
        content = code(content.decode()).encode()
    return sha256(content).hexdigest()[:16]


def digests(system: System) -> dict[str, str]:
    """Return a digest of each file that decides what the system does; {path: digest}."""
    files = uses(system.file)
    checkpoints = ROOT / "snippets" / "checkpoints"
    files += [checkpoints / name / "model.safetensors" for name in system.checkpoints]
    return {str(file.relative_to(ROOT)): digest(file, file.stat().st_mtime_ns) for file in files}


@cache
def world_digest() -> str:
    """Return a digest of what the world says and how likely it is, however it is written."""
    from snippets.world.corpus import corpus, truth

    engine = truth("training")
    lines = [
        f"{text} {p:.9e}" for text, p in zip(engine.sentences, engine.probabilities, strict=True)
    ]
    return sha256("\n".join([*lines, *corpus()]).encode()).hexdigest()[:16]


def tolerance(system: System) -> float:
    """Return the absolute tolerance that a system's listing declares, `# tolerance: 0.05`, or 0."""
    declared = re.search(r"^# tolerance: *(\S+)", system.file.read_text("utf-8"), re.MULTILINE)
    return float(declared[1]) if declared else 0.0


def commit(files: Iterable[str]) -> str:
    """Return the commit that is checked out; a plus sign if one of the files differs from it."""
    try:
        run = {"cwd": ROOT, "capture_output": True, "text": True, "check": True}
        head = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], **run).stdout.strip()
        status = ["git", "status", "--porcelain", "--", *files]
        return head + "+" * bool(subprocess.run(status, **run).stdout)
    except (OSError, subprocess.CalledProcessError):
        return "not recorded"


def versions() -> dict[str, str]:
    return {library: version(library).split("+")[0] for library in LIBRARIES}


def results_file(experiment: str, system: System) -> Path:
    return FOLDER / experiment / f"{system.key}.json"


def command(experiment: str, system: System) -> str:
    """Return the command that renews a system's results."""
    return f"python -m snippets.study run {experiment} {system.key}"


def save(experiment: str, system: System, data: dict) -> None:
    text = json.dumps(data, indent=1) + "\n"
    write(results_file(experiment, system), text.encode())


def read(experiment: str, system: System) -> dict:
    """Return a system's results; raises `ResultsError` where there are none, or only half."""
    file = results_file(experiment, system)
    name, renew = file.relative_to(ROOT), f"run `{command(experiment, system)}`."
    if not file.is_file():
        raise ResultsError(f"{name} is missing: {renew}")
    try:
        data = json.loads(file.read_text("utf-8"))
        runs, _, _ = data["runs"], data["digests"], data["arguments"]
    except json.JSONDecodeError as error:
        raise ResultsError(f"{name}:{error.lineno}: this is not whole JSON: {renew}") from None
    except (KeyError, TypeError):
        raise ResultsError(f"{name} lacks its runs, digests or arguments: {renew}") from None
    if len({run["seed"] for run in runs}) < system.seeds:
        raise ResultsError(f"{name} has {len(runs)} runs of {system.seeds}: {renew}")
    return data


def changes(system: System, data: dict) -> list[str]:
    """Return what has changed since the results were recorded: nothing if they still hold."""
    now, then = digests(system), data["digests"]
    changed = [file for file in sorted(now | then) if now.get(file) != then.get(file)]
    if data["arguments"] != list(system.arguments):
        changed.append(f"its arguments ({data['arguments']}, now {list(system.arguments)})")
    world = [file for file in changed if file.startswith("snippets/world/")]
    if world and data["world"] == world_digest():  # written otherwise, but the same world
        changed = [file for file in changed if file not in world]
    return changed


def check(experiment: str, system: System) -> dict:
    """Return a system's results; raises `ResultsError` where they are missing, half or stale."""
    data = read(experiment, system)
    if changed := changes(system, data):
        name = results_file(experiment, system).relative_to(ROOT)
        raise ResultsError(
            f"{name} is stale, for {', '.join(changed)} changed since it was recorded: "
            f"run `{command(experiment, system)}`."
        )
    return data


def interval(values: list[float]) -> tuple[float, float]:
    """Return the mean and the half-width of its 95% interval (Student's t over the seeds)."""
    from scipy import stats  # it takes a second to load, and only tables and figures need it

    if not np.isfinite(values).all():
        return (math.inf if np.isinf(values).any() else math.nan), math.nan
    n = len(values)
    half = stats.t.ppf(0.975, n - 1) * np.std(values, ddof=1) / math.sqrt(n) if n > 1 else math.nan
    return float(np.mean(values)), float(half)


def summary(data: dict) -> dict[str, tuple[float, float]]:
    """Return {measure: (mean, half-width)} over a system's runs."""
    names = [name for name in data["runs"][0] if name != "seed"]
    return {name: interval([run[name] for run in data["runs"]]) for name in names}
