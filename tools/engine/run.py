"""Run listings as `python -m` would, keep what they print and draw, compare or record it."""

import ast
import contextlib
import functools
import hashlib
import itertools
import json
import os
import pickle
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import tokenize
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from snippets.lab.files import write
from snippets.lab.told import declared_tolerance, printed_values
from tools.engine.compare import differences
from tools.engine.worker import Unpickler
from tools.markdown.errors import relative
from tools.markdown.listings import read_seconds

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
QUIET = {
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
WATCHED = {"MPLBACKEND": "module://tools.engine.backend", "PYTHONIOENCODING": "utf-8"}
FIGURE_TOLERANCE = 1e-3  # relative, for the data of axes
FIGURE_NOISE = 2e-5  # absolute: what single precision leaves of a difference near zero
RECORD = "run `make record` (PAGE=docs/… for one page)."
TOLERANCE_LINE = re.compile(rb"^# tolerance.*\n", re.MULTILINE)
PICTURE = re.compile(r"^picture: sha256 (\w+)\n", re.MULTILINE)


class ListingError(Exception):
    """A listing failed, or no longer does what was recorded. The text says what and where."""


@dataclass
class Run:
    """What one listing did in this test run."""

    name: str  # "page/concept", or "docs/page.md:12" for an inline fence
    source: str
    output: str = ""
    figure: str | None = None  # the text of its `.fig`, but for the picture's hash
    svg: bytes | None = None  # its picture, where it was asked for
    seconds: float = 0.0
    error: str | None = None
    lines: dict[str, list[int]] | None = None  # executed lines of modules, where they were noted
    pickled: Path | None = None

    @property
    def numbers(self) -> dict[str, str]:
        """What it printed in lines `name = value`."""
        return printed_values(self.output)

    @functools.cached_property
    def namespace(self) -> dict:
        """Its names as it left them; one that cannot leave its process is missing."""
        if self.pickled is None or not self.pickled.exists():
            return {}
        with self.pickled.open("rb") as handle:
            return Unpickler(handle).load()


# ---------------------------------------------------------------- processes


class Worker:
    """A process that forks itself for each listing (`tools.engine.worker`); use it with `with`.

    `imports` are statements, and `expressions` values as `module:expression`, that are ready
    before it forks; `coverage` names the files of which executed lines are noted. A worker of a
    `parent` is its fork, prepared further. `fit` says whether the preparation was silent.
    """

    def __init__(
        self,
        root: Path,
        imports: Iterable[str] = (),
        expressions: Iterable[str] = (),
        coverage: Iterable[str] = (),
        environment: dict[str, str] | None = None,
        parent: "Worker | None" = None,
    ):
        self.root, self.parent = root, parent
        self.waiting, self.ids = {}, itertools.count()
        self.lock = threading.Lock()
        self.folder = Path(tempfile.mkdtemp(prefix="listings-"))
        begin = {
            "channel": str(self.folder / "channel"), "imports": [*imports],
            "expressions": [*expressions], "coverage": [*coverage], "fresh": parent is None,
        }  # fmt: skip
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(begin["channel"])
            listener.listen()
            if parent:
                self.process = parent.process
                parent.send(begin)
            else:
                self.process = subprocess.Popen(
                    [sys.executable, "-m", "tools.engine.worker", json.dumps(begin)],
                    cwd=root,
                    env={**ONE_THREAD, **watched(environment or {})},
                    stdin=subprocess.DEVNULL,
                )
            self.channel = self.accept(listener)
        self.answers = self.channel.makefile("r", encoding="utf-8")
        self.fit = json.loads(self.answers.readline() or '{"fit": false}')["fit"]
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()

    def accept(self, listener: socket.socket) -> socket.socket:
        """The channel that the worker opens."""
        listener.settimeout(1)
        while self.process.poll() is None:
            with contextlib.suppress(TimeoutError):
                return listener.accept()[0]
        raise ListingError("the process that runs the listings does not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.channel.shutdown(socket.SHUT_RDWR)  # the worker ends
        self.listener.join()
        self.answers.close()
        self.channel.close()
        if not self.parent:
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def send(self, message: dict) -> None:
        with self.lock:
            self.channel.sendall(json.dumps(message).encode() + b"\n")

    def listen(self) -> None:
        """Hand each answer to whoever waits for it; when the worker has died, say so to all."""
        with contextlib.suppress(OSError, ValueError):
            for line in self.answers:
                answer = json.loads(line)
                self.waiting.pop(answer["id"]).set_result(answer["status"])
        for future in list(self.waiting.values()):
            future.set_exception(EOFError())

    def run(
        self,
        name: str,
        source: bytes,
        file: Path,
        first_line: int = 1,
        *,
        pictures: bool = False,
        keep: bool = False,
    ) -> Run:
        """Run a listing in a fork. Never raises: what goes wrong becomes `Run.error`."""
        number = next(self.ids)
        folder = self.folder / str(number)
        folder.mkdir()
        (folder / "source.py").write_bytes(b"\n" * (first_line - 1) + source)
        module = f"snippets.{name.replace('/', '.')}" if file.suffix == ".py" else ""
        request = {
            "id": number, "folder": str(folder), "file": str(file), "module": module,
            "pictures": pictures, "keep": keep, "arguments": [],
        }  # fmt: skip
        future = self.waiting[number] = Future()
        try:
            self.send(request)
            status = future.result()
        except (OSError, EOFError):
            return Run(name, decoded(source), error="the process that runs the listings has died")
        return collect(Run(name, decoded(source)), folder, status)


def watched(environment: dict[str, str]) -> dict[str, str]:
    """The environment of a listing's process: this one's, quiet, and with figures captured."""
    own = os.pathsep.join(
        filter(None, [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")])
    )
    return {**os.environ, **QUIET, **WATCHED, "PYTHONPATH": own, **environment}


def decoded(source: bytes) -> str:
    """The text of a Python file, a byte-order mark or a coding line understood."""
    encoding, _ = tokenize.detect_encoding(iter(source.splitlines(keepends=True)).__next__)
    return source.decode(encoding).replace("\r\n", "\n")


def execute(name: str, source: str | bytes, file: Path, first_line: int = 1, **options) -> Run:
    """Run one listing in a worker of its own, in which nothing is imported yet."""
    source = source.encode() if isinstance(source, str) else source
    with Worker(Path.cwd()) as worker:
        run = worker.run(name, source, file, first_line, **options)
        _ = run.namespace  # read while its file is there
    return run


def as_printed(name: str, root: Path, environment: dict[str, str] | None = None) -> Run:
    """Run the command that a page prints under a listing, in a process of its own."""
    file = root / "snippets" / f"{name}.py"
    command = [sys.executable, "-m", f"snippets.{name.replace('/', '.')}"]
    run = Run(name, decoded(file.read_bytes()))
    with tempfile.TemporaryDirectory(prefix="listing-") as temporary:
        folder = Path(temporary)
        more = {"LISTING_FIGURES": temporary, "PYTHONUNBUFFERED": "1", **(environment or {})}
        with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
            done = subprocess.run(
                command, cwd=root, env=watched(more), stdin=subprocess.DEVNULL, stdout=out,
                stderr=err,
            )  # fmt: skip
        return collect(run, folder, done.returncode)


def collect(run: Run, folder: Path, status: int) -> Run:
    """Complete a run by what its process left in `folder`."""
    file = folder / "told.pickle"
    told = pickle.loads(file.read_bytes()) if file.exists() else {}
    run.seconds, run.lines = told.get("seconds", 0.0), told.get("lines")
    run.error = told.get("error")
    printed, errors = ((folder / name).read_bytes() for name in ("stdout", "stderr"))
    errors = errors.decode("utf-8", "replace").strip()
    try:
        run.output = as_shown(printed)
    except ValueError as error:
        run.error = run.error or str(error)
    figures = sorted(folder.glob("*.fig"), key=lambda file: int(file.stem))
    if figures:
        run.figure = figures[0].read_text("utf-8")
        picture = figures[0].with_suffix(".svg")
        run.svg = picture.read_bytes() if picture.exists() else None
    if (folder / "namespace.pickle").exists():
        run.pickled = folder / "namespace.pickle"
    if run.error is None and status:
        how = f"ended by {signal.Signals(-status).name}" if status < 0 else f"exit code {status}"
        run.error = "\n  ".join([how, *errors.splitlines()[-12:]])
    if run.error is None and len(figures) > 1:
        run.error = f"it shows {len(figures)} figures, and a listing shows one: split it"
    said = [line for line in map(written_over, errors.split("\n")) if line and not BAR.search(line)]
    if run.error is None and (warned := [*told.get("warnings", []), *said]):
        run.error = "it warns, and a listing must not:\n  " + "\n  ".join(warned[:6])
    return run


# ---------------------------------------------------------------- what a terminal shows

BAR = re.compile(r"\d+%\s*\|.*\|")  # progress of long work, as tqdm shows it, is no warning
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")


def as_shown(printed: bytes) -> str:
    r"""What a terminal would show of an output in the end, without colours.

    `\r` goes back to the line's start and is written over; other control characters, and bytes
    that are not UTF-8, raise ValueError with the line.
    """
    try:
        text = printed.decode("utf-8")
    except UnicodeDecodeError as error:
        line = printed.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line} of its output is not UTF-8: print text") from None
    lines = COLOUR.sub("", text).replace("\r\n", "\n").split("\n")
    shown = []
    for number, line in enumerate(lines, 1):
        line = written_over(line)
        if match := CONTROL.search(line):
            raise ValueError(
                f"line {number} of its output holds the control character {match[0]!r}, which a "
                "page cannot show: print without it"
            )
        shown.append(line.rstrip())
    while shown and not shown[-1]:
        shown.pop()
    return "".join(f"{line}\n" for line in shown)


def written_over(line: str) -> str:
    r"""A line after its returns: each `\r` goes to its start, `ESC[K` clears to its end."""
    *_, line = re.split(r"\x1b\[2K", line)
    seen = ""
    for part in line.split("\r"):
        part, erased, rest = part.partition("\x1b[K")
        seen = part + ("" if erased else seen[len(part) :]) + rest
    return seen


# ---------------------------------------------------------------- what a worker should know


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(module, statement) of each import at a module's top."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from ((alias.name, f"import {alias.name}") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield node.module, f"from {node.module} import {alias.name}"


@functools.cache
def imports_first(source: bytes) -> bool:
    """Whether nothing that an import could notice comes before a listing's imports."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return False
    kinds = [isinstance(node, ast.Import | ast.ImportFrom) for node in body]
    docstring = bool(body) and isinstance(getattr(body[0], "value", None), ast.Constant)
    return kinds[docstring:] == sorted(kinds[docstring:], reverse=True)


def needs(files: Iterable[Path], root: Path) -> tuple[list[str], list[str], set[str]]:
    """What files import: statements of other people's packages, of ours, and our modules' names.

    Modules of `snippets` are followed. A file that is no Python is passed over: to run it tells.
    """
    statements: dict[str, None] = {}
    own: dict[str, None] = {}
    seen: set[str] = set()
    todo = list(files)
    first = set(todo)
    while todo:
        file = todo.pop()
        try:
            tree = ast.parse(file.read_bytes())
        except (SyntaxError, ValueError, OSError):
            continue
        for package, statement in imported(tree):
            top = package.partition(".")[0]
            if top == "snippets":
                if file in first:
                    own[statement] = None
                name = statement.removeprefix("from ").replace(" import ", ".")
                for candidate in (package, name):
                    place = root.joinpath(*candidate.split("."))
                    for module in (place.with_suffix(".py"), place / "__init__.py"):
                        if candidate not in seen and module.is_file():
                            seen.add(candidate)
                            todo.append(module)
            elif top not in sys.stdlib_module_names:
                statements[statement] = None
    return list(statements), list(own), seen


def code_of(name: str, root: Path) -> list[Path]:
    """The files whose code a listing runs: its own, and modules of `snippets`."""
    file = root / "snippets" / f"{name}.py"
    modules = [root.joinpath(*module.split(".")) for module in needs([file], root)[2]]
    return [file, *sorted(place.with_suffix(".py") for place in modules if not place.is_dir())]


def code_digest(name: str, root: Path) -> str:
    """A digest of a listing's code and of the records it reads; its tolerance does not count."""
    files = code_of(name, root)
    if any(file.parent.name == "studies" and file.stem == "results" for file in files):
        files += sorted((root / "snippets" / "studies" / "results").rglob("*.json"))
    return sha256(b"\0".join(TOLERANCE_LINE.sub(b"", file.read_bytes()) for file in files))


# ---------------------------------------------------------------- compare and record


def check(run: Run, records: Path) -> None:
    """Compare what a listing did with what is recorded; `ListingError` if it differs."""
    if run.error:
        raise ListingError(run.error)
    if not run.output and run.figure is None:
        raise ListingError("it neither prints nor shows: end it in print(…) or plt.show()")
    tolerance = tolerance_of(run)
    for suffix, now, noise, rel in (
        (".out", run.output or None, 0.0, 0.0),
        (".fig", run.figure, FIGURE_NOISE, FIGURE_TOLERANCE),
    ):
        file = records / f"{run.name}{suffix}"
        if now is None:
            if file.exists():
                raise ListingError(
                    f"{relative(file)} is recorded, but nothing was "
                    f"{'printed' if suffix == '.out' else 'drawn'} now: {RECORD}"
                )
            continue
        if not file.exists() or (suffix == ".fig" and not file.with_suffix(".svg").exists()):
            raise ListingError(f"{relative(file)} is not recorded yet: {RECORD}")
        recorded = file.read_text("utf-8")
        if suffix == ".fig":
            recorded = own_picture(recorded, file)
        if report := differences(recorded, now, max(tolerance, noise), rel):
            raise ListingError(
                f"{relative(file)} differs from this run:\n"
                + "\n".join(report)
                + f"\nMend the listing, or, if the new one is right, {RECORD}"
            )


def own_picture(recorded: str, file: Path) -> str:
    """A `.fig` without its last line, which names the picture drawn in the same run."""
    picture = file.with_suffix(".svg")
    match = PICTURE.search(recorded)
    if match is None or match[1] != sha256(picture.read_bytes()):
        raise ListingError(
            f"{relative(picture)} is not the picture that was drawn with {relative(file)}: {RECORD}"
        )
    return PICTURE.sub("", recorded)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def tolerance_of(run: Run) -> float:
    try:
        return declared_tolerance(run.source)
    except ValueError as error:
        raise ListingError(str(error)) from None


def record(run: Run, records: Path) -> None:
    """Write what a listing did into a folder; a file that says the same already is left alone."""
    try:
        check(run, records)
        fresh = run.figure is None or (records / f"{run.name}.svg").read_bytes() == run.svg
        if fresh and run.name.split("/")[1] in read_seconds((records / run.name).parent):
            return
    except ListingError:
        if run.error or not (run.output or run.figure):
            raise
        tolerance_of(run)
    figure = run.figure and f"{run.figure}picture: sha256 {sha256(run.svg)}\n"
    for suffix, content in (
        (".out", run.output.encode() or None),
        (".svg", run.svg or None),
        (".fig", figure.encode() if figure else None),
    ):
        file = records / f"{run.name}{suffix}"
        if content is None:
            file.unlink(missing_ok=True)
        else:
            write(file, content)
    note_seconds(run, (records / run.name).parent)


def note_seconds(run: Run, folder: Path) -> None:
    """Keep the listing's time, rewritten only where it changed by a factor of two."""
    concept, seconds = run.name.split("/")[-1], read_seconds(folder)
    old = seconds.get(concept)
    if old is None or not old / 2 <= run.seconds <= old * 2:
        seconds[concept] = round(run.seconds, 3)
        text = json.dumps(seconds, indent=1, sort_keys=True) + "\n"
        write(folder / "seconds.json", text.encode())
