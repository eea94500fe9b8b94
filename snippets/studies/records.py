"""Recorded results: what was run, on which code, and whether that still holds.

One engine for every study. A record is stale when the code that decides its numbers means something
else than when it was recorded, or when a checkpoint, the arguments or the world have changed.
Comments, docstrings, formatting, and the names and places of files do not count.
"""

import ast
import datetime
import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import yaml

from snippets.lab.files import write
from snippets.lab.told import rule_digest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "snippets" / "studies" / "results"
RULES = ROOT / "docs" / "evidence" / "claims.yml"  # the rules that judge what is recorded
LIBRARIES = (
    "torch", "transformers", "tokenizers", "datasets", "accelerate", "scikit-learn", "gensim",
    "hmmlearn", "numpy",
)  # fmt: skip
PLACE = re.compile(r"^(?:snippets|docs)/(?:[\w.-]+/)*")  # of a file, in a text of a program
SILENT = ("kind", "type_comment", "type_ignores", "ctx")  # fields of a syntax tree that say nothing
SCOPES = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class ResultsError(ValueError):
    """A results file is missing, damaged or stale; the text says which, and how to renew it."""


@dataclass(frozen=True)
class Record:
    """A results file, and what decides the numbers in it."""

    file: Path
    what: str  # the study's name and more, as its commands take it
    programs: tuple[Path, ...]  # their code, and that of the modules that they import
    checkpoints: tuple[str, ...] = ()  # the trained models that they load
    about: dict = field(default_factory=dict)  # arguments and the like, kept as they are
    runs: int = 0  # how many seeds it has when it is whole
    world: bool = True  # whether what the world says decides it

    @property
    def name(self) -> str:
        return shown(self.file)

    def command(self, verb: str, more: str = "") -> str:
        """What mends the record, for a message."""
        return f"run `python -m snippets.studies {verb} {self.what}{more}`."


def shown(file: Path) -> str:
    return str(file.relative_to(ROOT) if file.is_relative_to(ROOT) else file)


# ---------------------------------------------------------------- what code means


def imports(node: ast.AST) -> Iterator[tuple[str, str | None, str]]:
    """(module, name in it or None, the name that it gets here) of an import statement."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name, None, alias.asname or alias.name
    elif isinstance(node, ast.ImportFrom) and node.module:
        for alias in node.names:
            if module_file(f"{node.module}.{alias.name}"):
                yield f"{node.module}.{alias.name}", None, alias.asname or alias.name
            else:
                yield node.module, alias.name, alias.asname or alias.name


def module_file(module: str) -> Path | None:
    """The file of a module of `snippets`; None of any other."""
    if not module.startswith("snippets."):
        return None
    place = ROOT.joinpath(*module.split("."))
    return next((f for f in (place.with_suffix(".py"), place / "__init__.py") if f.is_file()), None)


def imported(file: Path) -> tuple[Path, ...]:
    """The modules of `snippets` that a file imports itself."""
    return imported_at(file, file.stat().st_mtime_ns, ROOT)


@cache
def imported_at(file: Path, changed: int, root: Path) -> tuple[Path, ...]:
    nodes = ast.walk(ast.parse(file.read_bytes()))
    found = {module_file(module) for node in nodes for module, *_ in imports(node)}
    return tuple(sorted(found - {None}))


def uses(programs: Iterable[Path]) -> list[Path]:
    """The programs and the modules of `snippets` that they import, and those that they import."""
    found, todo = set(), list(programs)
    while todo:
        if (file := todo.pop()) not in found:
            found.add(file)
            todo += imported(file)
    return sorted(found)


def of_the_world(file: Path) -> bool:
    """Whether a module is part of the world, of which only what it says counts."""
    return file.is_relative_to(ROOT / "snippets" / "lab" / "world")


def digest(file: Path) -> str:
    """A digest of what a file means: of Python with the modules that it imports, else its bytes.

    Raises `ResultsError` where modules import each other.
    """
    if file.suffix == ".py":
        return digest_at(file, tuple((used, used.stat().st_mtime_ns) for used in uses([file])))
    return sha256(file.read_bytes()).hexdigest()[:16]


@cache
def digest_at(file: Path, changed: tuple[tuple[Path, int], ...]) -> str:
    if circle := [used for used in imported(file) if file in uses([used])]:
        both = " and ".join(sorted(map(shown, (file, circle[0]))))
        raise ResultsError(f"{both} import each other: move what both need to a third module.")
    tree = ast.parse(file.read_bytes())
    rows = [row for node in ast.walk(tree) for row in imports(node)]
    ours = {  # each name of a module of ours stands for what that means
        name: "world" if of_the_world(place) else digest(place)
        for module, inside, name in rows
        if inside is None and (place := module_file(module))
    }
    return sha256(json.dumps(meaning(tree, ours)).encode()).hexdigest()[:16]


def meaning(node: object, modules: dict[str, str]) -> object:
    """A syntax tree as lists, the same for all code that says the same.

    `modules` are the digests of modules by the names that they have here. Docstrings are left out,
    imports stand first and sorted, one for each name.
    """
    if isinstance(node, ast.Name) and node.id in modules:
        return modules[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return repr(PLACE.sub("", node.value))
    if isinstance(node, list):
        return [meaning(part, modules) for part in node]
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = {name: value for name, value in ast.iter_fields(node) if name not in SILENT}
    if isinstance(node, SCOPES):
        body = fields["body"]
        first = body[0] if body else None
        docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        body = body[docstring:]
        rows = [row for part in body for row in imports(part)]
        fields["imports"] = sorted(said(row, modules) for row in rows)
        fields["body"] = [
            part for part in body if not isinstance(part, ast.Import | ast.ImportFrom)
        ]
    elif isinstance(node, ast.Import | ast.ImportFrom):
        return sorted(said(row, modules) for row in imports(node))
    given = [[name, meaning(value, modules)] for name, value in fields.items()]
    return [type(node).__name__, *(pair for pair in given if pair[1] not in ([], "None"))]


def said(row: tuple[str, str | None, str], modules: dict[str, str]) -> list[str]:
    """What an import says: a module of ours by what it means, another by its name."""
    module, inside, name = row
    place = module_file(module)
    if inside is None and place:
        return [modules[name]]
    if place:
        module = "world" if of_the_world(place) else digest(place)
    return [module, inside or "", name]


@cache
def world_digest() -> str:
    """A digest of what the world says and how likely it is, however it is written."""
    from snippets.lab.world.corpus import corpus, truth

    engine = truth("training")
    lines = [
        f"{text} {p:.9e}" for text, p in zip(engine.sentences, engine.probabilities, strict=True)
    ]
    return sha256("\n".join([*lines, *corpus()]).encode()).hexdigest()[:16]


# ---------------------------------------------------------------- a record and its code


def files(record: Record) -> list[Path]:
    """The files that decide what is recorded."""
    weights = [
        ROOT / "snippets" / "lab" / "checkpoints" / name / "model.safetensors"
        for name in record.checkpoints
    ]
    return [*uses(record.programs), *weights]


def digests(record: Record) -> dict[str, str]:
    """A digest of each file that decides what is recorded, and of the world if that does."""
    used = files(record)
    found = {shown(file): digest(file) for file in used if not of_the_world(file)}
    worldly = record.world and any(map(of_the_world, used))
    return found | ({"the world": world_digest()} if worldly else {})


def changes(record: Record, data: dict) -> list[str]:
    """What has changed since the results were recorded: nothing if they still hold.

    Of files that import each other, those that were changed themselves.
    """
    now, then = digests(record), set(data["digests"].values())
    changed = [name for name, value in now.items() if value not in then]
    own = [
        name
        for name in changed
        if not name.endswith(".py")
        or not {shown(file) for file in imported(ROOT / name)} & {*changed}
    ]
    if not changed and set(now.values()) != then:
        own = ["what it loads"]
    about = json.loads(json.dumps(record.about))
    return own + [
        f"its {key} ({data.get(key)}, now {value})" if len(str(value)) < 60 else f"its {key}"
        for key, value in about.items()
        if data.get(key) != value
    ]


def commit(used: Iterable[Path]) -> tuple[str, list[str]]:
    """The commit that is checked out, and which of the files differ from it."""
    try:
        run = {"cwd": ROOT, "capture_output": True, "text": True, "check": True}
        head = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], **run).stdout.strip()
        status = ["git", "status", "--porcelain", "--", *map(str, used)]
        lines = subprocess.run(status, **run).stdout.splitlines()
        return head, [line[3:] for line in lines]
    except (OSError, subprocess.CalledProcessError):
        return "not recorded", []


def versions() -> dict[str, str]:
    return {library: version(library).split("+")[0] for library in LIBRARIES}


def other_versions(data: dict) -> list[str]:
    """The packages that a record was made with and that are here in another version."""
    now = versions()
    return [
        f"{library} {then} (here {now[library]})"
        for library, then in data["versions"].items()
        if library in now and now[library] != then
    ]


def made(record: Record) -> dict:
    """Of which commit, when and with which versions something is recorded.

    Raises `ResultsError` where a record of the project would be of code that no commit has.
    """
    head, changed = commit(files(record))
    if changed and record.file.is_relative_to(FOLDER):
        raise ResultsError(
            f"{', '.join(changed)}: changed since the last commit, and {record.name} says of which "
            "commit it is: commit first."
        )
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes")
    return {"commit": head + "+" * bool(changed), "time": now, "versions": versions()}


def beginning(record: Record) -> dict:
    """A record without runs, with the rules that will judge them."""
    return {
        **record.about, **made(record), "digests": digests(record), "rules": rules(record),
        "runs": [],
    }  # fmt: skip


def rules(record: Record) -> list[str]:
    """Digests of the rules of the ledger that judge a record of the project.

    They read its system by name, or are of a listing of its study's page.
    """
    if not (record.file.is_relative_to(FOLDER) and RULES.is_file()):
        return []
    study, _, system = record.what.partition(" ")
    page, name = study.replace("-", "_"), f"{study}.{system}.".replace("-", "_")
    found = {
        rule_digest(piece)
        for claim in yaml.safe_load(RULES.read_text("utf-8"))["claims"]
        for piece in claim.get("evidence") or []
        if "supports" in piece or "opposes" in piece
        if str(piece.get("listing", "")).startswith(f"{page}/")
        or name in f"{piece.get('supports')} {piece.get('opposes')}"
    }
    return sorted(found)


def accepted(record: Record, data: dict, seed: int, beside: str | None = None) -> dict:
    """A record that holds for the code as it is now, as a run of one seed showed.

    It gave what is recorded, or else what the code of the commit `beside` gave on the same machine.
    """
    told = {"seed": seed, **made(record)} | ({"beside": beside} if beside else {})
    return data | {"digests": digests(record), "accepted": told}


# ---------------------------------------------------------------- the file


def save(record: Record, data: dict) -> None:
    """Write a record whole or not at all, a line for each run."""
    head = json.dumps({name: value for name, value in data.items() if name != "runs"}, indent=1)
    runs = ",\n".join(f"  {json.dumps(run)}" for run in data["runs"])
    write(record.file, f'{head[:-2]},\n "runs": [\n{runs}\n ]\n}}\n'.encode())


def read(record: Record) -> dict:
    """What is recorded; raises `ResultsError` where there is nothing, or only half."""
    name, anew = record.name, record.command("run", " --again")
    if not record.file.is_file():
        raise ResultsError(f"{name} is missing: {record.command('run')}")
    try:
        data = json.loads(record.file.read_text("utf-8"))
        runs, _, _ = data["runs"], data["digests"], data["versions"]
    except json.JSONDecodeError as error:
        raise ResultsError(f"{name}:{error.lineno}: this is not whole JSON: {anew}") from None
    except (ValueError, KeyError, TypeError):
        raise ResultsError(f"{name} lacks its runs, digests or versions: {anew}") from None
    if (found := len({run["seed"] for run in runs})) < record.runs:
        raise ResultsError(f"{name} has {found} runs of {record.runs}: {record.command('run')}")
    return data


def check(record: Record) -> dict:
    """What is recorded; raises `ResultsError` where that is missing, half or stale."""
    data = read(record)
    if changed := changes(record, data):
        raise ResultsError(
            f"{record.name} is stale, for {', '.join(changed)} changed since it was recorded: "
            f"{record.command('accept')}"
        )
    return data
