"""Run a listing so that it disturbs nothing, keep what it printed and drew, compare or record."""

import ast
import contextlib
import io
import json
import logging
import os
import random
import sys
import tempfile
import time
import traceback
import types
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import torch

from tools.compare import declared_tolerance, differences
from tools.errors import relative
from tools.figures import figure_text
from tools.listings import read_seconds
from tools.numbers import printed_values

SVG = {"svg.hashsalt": "listing", "svg.fonttype": "path", "savefig.transparent": True}
FIGURE_TOLERANCE = 1e-3  # relative, for the data of axes
FIGURE_NOISE = 2e-5  # absolute: what single precision leaves of a difference near zero


class ListingError(Exception):
    """A listing failed, or no longer does what was recorded. The text says what and where."""


@dataclass
class Run:
    """What one listing did in this test run."""

    name: str  # "page/concept", or "docs/page.md:12" for an inline fence
    source: str
    namespace: dict = field(default_factory=dict)
    output: str = ""
    figure: str | None = None  # the text of its `.fig`
    svg: bytes | None = None  # its picture, where it was asked for
    seconds: float = 0.0  # its own time
    import_seconds: float = 0.0
    error: str | None = None

    @property
    def numbers(self) -> dict[str, str]:
        """What it printed in lines `name = value`."""
        return printed_values(self.output)


@contextlib.contextmanager
def isolated():
    """Give a listing a world of its own, and put everything back as it was.

    Random states, working folder, environment, import path, warnings, printing options,
    matplotlib's and torch's settings are restored. Each listing starts from fresh entropy, so
    that one that forgets its seed is noticed.
    """
    states = random.getstate(), np.random.get_state(), torch.random.get_rng_state()
    folder, environment, path = os.getcwd(), dict(os.environ), list(sys.path)
    main, streams = sys.modules["__main__"], (sys.stdin, sys.stdout, sys.stderr)
    arguments = sys.argv
    printing, np_errors = np.get_printoptions(), np.geterr()
    torch_state = (
        torch.get_default_dtype(),
        torch.get_num_threads(),
        torch.is_grad_enabled(),
        torch.are_deterministic_algorithms_enabled(),
        torch.get_default_device(),
        torch.get_float32_matmul_precision(),
        torch.is_anomaly_enabled(),
    )
    levels = {name: logging.getLogger(name).level for name in (None, "transformers")}
    torch_print = vars(torch._tensor_str.PRINT_OPTS).copy()
    random.seed()
    np.random.seed(None)
    torch.seed()
    torch.set_num_threads(1)
    try:
        with warnings.catch_warnings(), matplotlib.rc_context(SVG):
            yield
    finally:
        plt.close("all")
        random.setstate(states[0])
        np.random.set_state(states[1])
        torch.random.set_rng_state(states[2])
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.path[:] = path
        sys.modules["__main__"], sys.argv = main, arguments
        sys.stdin, sys.stdout, sys.stderr = streams
        np.set_printoptions(**printing)
        np.seterr(**np_errors)
        torch.set_default_dtype(torch_state[0])
        torch.set_num_threads(torch_state[1])
        torch.set_grad_enabled(torch_state[2])
        if torch.are_deterministic_algorithms_enabled() != torch_state[3]:
            torch.use_deterministic_algorithms(torch_state[3])  # costs seconds when first called
        torch.set_default_device(None if torch_state[4].type == "cpu" else torch_state[4])
        torch.set_float32_matmul_precision(torch_state[5])
        torch.set_anomaly_enabled(torch_state[6])
        vars(torch._tensor_str.PRINT_OPTS).update(torch_print)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


class WarningLog(logging.Handler):
    """Collects what libraries log at the level of a warning or above."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record):
        self.messages.append(f"{record.name}: {record.getMessage()}")


def execute(name: str, source: str, filename: Path, first_line: int = 1, draw: bool = False) -> Run:
    """Run `source` once. Never raises: an exception or a warning becomes `Run.error`.

    `first_line` is the line of `filename` on which the source begins; `draw` asks for the picture
    of its figure too, which only recording needs.
    """
    run = Run(name, source)
    output, figures, log = io.StringIO(), [], WarningLog()
    module = types.ModuleType("__main__")
    module.__file__ = str(filename)
    run.namespace = module.__dict__
    loggers = [logging.getLogger(), logging.getLogger("transformers")]
    show = plt.show

    def capture(*args, **kwargs):
        for number in plt.get_fignums():
            figure = plt.figure(number)
            buffer = io.BytesIO()
            text = figure_text(figure)
            if draw:
                figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
            figures.append((text, buffer.getvalue()))
            plt.close(figure)

    with isolated(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sys.modules["__main__"], sys.argv = module, [str(filename)]
        plt.show = capture
        for logger in loggers:
            logger.addHandler(log)
        try:
            tree = ast.parse("\n" * (first_line - 1) + source, str(filename))
            imports = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
            start = time.perf_counter()
            exec(compile(ast.Module(imports, []), str(filename), "exec"), {})
            run.import_seconds = time.perf_counter() - start
            with contextlib.redirect_stdout(output):
                start = time.perf_counter()
                exec(compile(tree, str(filename), "exec"), module.__dict__)
                run.seconds = time.perf_counter() - start
            if plt.get_fignums():
                run.error = "it leaves a figure that it never shows: end it in plt.show()"
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too: a listing does not end the test run
            run.error = explain(error, filename)
        finally:
            plt.show = show
            for logger in loggers:
                logger.removeHandler(log)
    run.output = "".join(f"{line.rstrip()}\n" for line in output.getvalue().splitlines())
    if len(figures) > 1 and not run.error:
        run.error = f"it shows {len(figures)} figures, and a listing shows one: split it"
    if figures:
        run.figure, run.svg = figures[0]
    if not run.error and (caught or log.messages):
        told = [f"{w.filename}:{w.lineno}: {w.category.__name__}: {w.message}" for w in caught]
        run.error = "it warns, and a listing must not:\n  " + "\n  ".join(
            [*told, *log.messages][:5]
        )
    return run


def explain(error: BaseException, filename: Path) -> str:
    """The exception in a few lines: the listing's own frames, then the innermost one."""
    if isinstance(error, SyntaxError) and error.filename == str(filename):
        return f"{relative(filename)}:{error.lineno}: SyntaxError: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == str(filename)]
    shown = own[:6] + (frames[-1:] if not own or frames[-1] is not own[-1] else [])
    lines = [f"{relative(Path(f.filename))}:{f.lineno}: {f.line}" for f in shown]
    message = "".join(traceback.format_exception_only(error)).strip()
    return "\n  ".join([*lines, *message.splitlines()[-12:]])


def check(run: Run, snippets: Path) -> None:
    """Compare what a listing did with what is recorded beside it; `ListingError` if it differs."""
    if run.error:
        raise ListingError(run.error)
    if not run.output and run.figure is None:
        raise ListingError("it neither prints nor shows: end it in print(…) or plt.show()")
    tolerance = tolerance_of(run)
    for suffix, now, noise, rel in (
        (".out", run.output or None, 0.0, 0.0),
        (".fig", run.figure, FIGURE_NOISE, FIGURE_TOLERANCE),
    ):
        file = snippets / f"{run.name}{suffix}"
        if now is None:
            if file.exists():
                raise ListingError(
                    f"{relative(file)} is recorded, but nothing was "
                    f"{'printed' if suffix == '.out' else 'drawn'} now: {RECORD}"
                )
            continue
        if not file.exists() or (suffix == ".fig" and not file.with_suffix(".svg").exists()):
            raise ListingError(f"{relative(file)} is not recorded yet: {RECORD}")
        if report := differences(file.read_text("utf-8"), now, max(tolerance, noise), rel):
            raise ListingError(
                f"{relative(file)} differs from this run:\n"
                + "\n".join(report)
                + f"\nMend the listing, or, if the new one is right, {RECORD}"
            )


RECORD = "run `make record` (PAGE=docs/… for one page)."


def tolerance_of(run: Run) -> float:
    try:
        return declared_tolerance(run.source)
    except ValueError as error:
        raise ListingError(str(error)) from None


def record(run: Run, snippets: Path) -> None:
    """Write what a listing did beside it; a file that says the same already is left alone."""
    try:
        check(run, snippets)
        fresh = run.figure is None or (snippets / f"{run.name}.svg").read_bytes() == run.svg
        if fresh and run.name.split("/")[1] in read_seconds((snippets / run.name).parent):
            return
    except ListingError:
        if run.error or not (run.output or run.figure):
            raise
        tolerance_of(run)
    for suffix, content in (
        (".out", run.output.encode() or None),
        (".svg", run.svg or None),
        (".fig", run.figure.encode() if run.figure else None),
    ):
        file = snippets / f"{run.name}{suffix}"
        if content is None:
            file.unlink(missing_ok=True)
        else:
            write_atomically(file, content)
    note_seconds(run, (snippets / run.name).parent)


def note_seconds(run: Run, folder: Path) -> None:
    """Keep the listing's time, rewritten only where it changed by a factor of two."""
    concept, seconds = run.name.split("/")[-1], read_seconds(folder)
    old = seconds.get(concept)
    if old is None or not old / 2 <= run.seconds <= old * 2:
        seconds[concept] = round(run.seconds, 3)
        text = json.dumps(seconds, indent=1, sort_keys=True) + "\n"
        write_atomically(folder / "seconds.json", text.encode())


def write_atomically(file: Path, content: bytes) -> None:
    """Replace `file` as a whole or not at all."""
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
