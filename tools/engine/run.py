"""Run listings as `python -m` would, keep what they print and draw, compare or record it."""

import contextlib
import functools
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
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from snippets.lab.told import printed_values
from tools.engine.worker import Unpickler

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
QUIET = {
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TQDM_DISABLE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
WATCHED = {"MPLBACKEND": "module://tools.engine.backend", "PYTHONIOENCODING": "utf-8"}


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
