"""A process that has imported what listings need, and forks itself for each: `python -m` but fast.

`tools.engine.run.Worker` starts it and speaks with it, a line of JSON a request. Each listing runs
in a fork of its own, under the name `__main__`, its statements in their order, with its own file
descriptors: whatever it changes (settings, builtins, threads, environment …) ends with it.
"""

import atexit
import contextlib
import importlib.util
import json
import os
import pickle
import random
import signal
import socket
import sys
import threading
import time
import traceback
import types
import warnings
from collections.abc import Iterator
from pathlib import Path

to_bytes = pickle.dumps  # as it is before a listing may replace it
LARGE = 50_000_000  # parameters of a model that is not pickled
KEPT: dict[int, tuple[str, object]] = {}  # by id: what `warm` computed, after its expression


# ---------------------------------------------------------------- before a listing is forked


def warm(imports: list[str], expressions: list[str], folder: Path) -> bool:
    """Import and compute what listings begin with; whether that was silent.

    Values are given as `module:expression`. An import that fails is left to the listing, which
    tells. What speaks or warns must do so in each listing's own process: it is not fit to share.
    """
    with warnings.catch_warnings(record=True) as caught, heard(folder) as files:
        warnings.simplefilter("always")
        for statement in imports:
            with contextlib.suppress(Exception):
                exec(statement, {})
        for expression in expressions:
            value = value_of(expression)
            KEPT[id(value)] = expression, value
    return not caught and not any(file.stat().st_size for file in files)


@contextlib.contextmanager
def heard(folder: Path) -> Iterator[list[Path]]:
    """Let what this process writes end in two files of `folder` for a while."""
    files = [folder / f"{os.getpid()}.{name}" for name in ("out", "err")]
    own = [os.dup(descriptor) for descriptor in (1, 2)]
    redirect(files)
    yield files
    sys.stdout.flush()
    sys.stderr.flush()
    for descriptor, copy in zip((1, 2), own, strict=True):
        os.dup2(copy, descriptor)
        os.close(copy)


def redirect(files: list[Path]) -> None:
    """Let the standard output and the error stream end in these files."""
    for descriptor, file in zip((1, 2), files, strict=True):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(opened, descriptor)
        os.close(opened)


def new_random_states() -> None:
    """As where a process starts, so that a forgotten seed is noticed in the next run."""
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(None)
    if torch := sys.modules.get("torch"):
        torch.seed()


def value_of(expression: str) -> object:
    """The value of `module:expression`."""
    module, _, code = expression.partition(":")
    return eval(code, vars(importlib.import_module(module)))


# ---------------------------------------------------------------- in the fork


def run(request: dict, coverage) -> int:
    """Run one listing and write what is known of it to its folder; its exit code."""
    folder, file = Path(request["folder"]), Path(request["file"])
    source = (folder / "source.py").read_bytes()
    if coverage and b"snippets" not in source:  # it runs no line but its own
        coverage = coverage.stop()
    module = types.ModuleType("__main__")
    module.__file__ = request["file"]
    if request["module"]:
        module.__package__ = request["module"].rpartition(".")[0]
        with contextlib.suppress(ImportError, AttributeError, ValueError):
            module.__spec__ = importlib.util.find_spec(request["module"])
    sys.modules["__main__"], sys.argv = module, [request["file"], *request["arguments"]]
    told: dict = {"error": None, "warnings": [], "seconds": 0.0}
    warnings.simplefilter("always")
    warnings.showwarning = lambda message, category, name, line, *_: told["warnings"].append(
        f"{name}:{line}: {category.__name__}: {message}"
    )
    start, code = time.perf_counter(), 0
    try:
        code_of_it = compile(source, request["file"], "exec", dont_inherit=True)
        exec(code_of_it, module.__dict__)
    except SystemExit as end:
        code = exit_code(end)
        if code:
            told["error"] = f"{explain(end, file)}\n  exit code {code}"
    except BaseException as error:  # whatever it is, it ends the listing and nothing else
        code, told["error"] = 1, explain(error, file)
    threading._shutdown()  # as Python does: what still runs and is no daemon is waited for
    told["seconds"] = time.perf_counter() - start
    if (pyplot := sys.modules.get("matplotlib.pyplot")) and pyplot.get_fignums():
        told["error"] = told["error"] or (
            "it leaves a figure that it never shows: end it in plt.show()"
        )
    if coverage:
        coverage.stop()
        data = coverage.get_data()
        told["lines"] = {name: data.lines(name) for name in data.measured_files()}
    if request["keep"] and not told["error"]:
        keep(module.__dict__, folder / "namespace.pickle")
    atexit._run_exitfuncs()
    put(folder / "told.pickle", to_bytes(told))
    return code


def put(file: Path, content: bytes, open=os.open, write=os.write) -> None:
    """Write a file by functions that no listing has replaced."""
    write(open(file, os.O_WRONLY | os.O_CREAT, 0o600), content)


def exit_code(end: SystemExit) -> int:
    """What Python makes of `sys.exit(…)`: a text is an error."""
    if end.code is None:
        return 0
    return end.code & 255 if isinstance(end.code, int) else 1


def relative(path: str) -> str:
    """A path as seen from the working folder."""
    return path.removeprefix(os.getcwd() + os.sep)


def explain(error: BaseException, file: Path) -> str:
    """The exception in a few lines: the listing's own frames, then the innermost one."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return f"{relative(str(file))}:{error.lineno}: SyntaxError: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename == str(file)]
    shown = own[:6] + (frames[-1:] if not own or frames[-1] is not own[-1] else [])
    lines = [f"{relative(f.filename)}:{f.lineno}: {f.line}" for f in shown]
    message = "".join(traceback.format_exception_only(error)).strip()
    return "\n  ".join([*lines, *message.splitlines()[-12:]])


def keep(namespace: dict, file: Path) -> None:
    """Pickle the names of a listing for the tests of its page; what cannot be pickled is left out.

    What the worker had computed beforehand is not written but named, and so is a large model, by
    the folder from which it was loaded: what a listing makes of its weights, it keeps by itself.
    """
    import cloudpickle

    class Pickler(cloudpickle.Pickler):
        def persistent_id(self, value):
            return KEPT.get(id(value), (large_model(value),))[0]

    def write(names: dict) -> None:
        with file.open("wb") as handle:
            Pickler(handle).dump(names)

    names = {k: v for k, v in namespace.items() if not k.startswith("__")}
    try:
        write(names)
    except Exception:
        write({name: value for name, value in names.items() if picklable(value)})


def large_model(value: object) -> str | None:
    """What loads a large model again from its folder, as `module:expression`; None of all else."""
    folder = getattr(getattr(value, "config", None), "_name_or_path", "")
    if not (folder and hasattr(value, "num_parameters") and value.num_parameters() > LARGE):
        return None
    kind = type(value)
    return f"{kind.__module__}:{kind.__name__}.from_pretrained({folder!r}).eval()"


def picklable(value: object) -> bool:
    import cloudpickle

    try:
        cloudpickle.dumps(value)
    except Exception:
        return False
    return True


class Unpickler(pickle.Unpickler):
    """Reads what `keep` wrote."""

    def persistent_load(self, expression):
        return value_of(expression)


# ---------------------------------------------------------------- the server


def fork(request: dict, channel: socket.socket, coverage) -> None:
    """Fork a keeper, which forks the listing, waits for it and answers with its status."""
    if os.fork():
        return
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    listing = os.fork()
    if not listing:
        channel.close()
        folder = Path(request["folder"])
        os.environ["LISTING_FIGURES"] = str(folder)
        os.environ["LISTING_PICTURES"] = "yes" if request["pictures"] else "no"
        redirect([folder / "stdout", folder / "stderr"])
        sys.stdout.reconfigure(line_buffering=True)  # as on a terminal
        code = 1
        try:
            code = run(request, coverage)
        except BaseException:
            traceback.print_exc()
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
    _, status = os.waitpid(listing, 0)
    answer = {"id": request["id"], "status": os.waitstatus_to_exitcode(status)}
    with contextlib.suppress(OSError):  # nobody waits any more
        channel.sendall(json.dumps(answer).encode() + b"\n")
    os._exit(0)


def serve(begin: dict, coverage=None) -> None:
    """Prepare as asked, say whether that was silent, and serve requests until the channel ends.

    A request runs a listing, or begins another server: a fork of this one, prepared further.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # packages may wait for processes of theirs
    channel = socket.socket(socket.AF_UNIX)
    channel.connect(begin["channel"])
    if begin["coverage"]:
        from coverage import Coverage

        coverage = Coverage(data_file=None, config_file=False, include=begin["coverage"])
        coverage.set_option("run:disable_warnings", ["no-data-collected"])
        coverage.start()
    fit = warm(begin["imports"], begin["expressions"], Path(begin["channel"]).parent)
    new_random_states() if begin["fresh"] else None
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are never waited for
    channel.sendall(json.dumps({"fit": fit}).encode() + b"\n")
    for line in channel.makefile("r", encoding="utf-8"):
        request = json.loads(line)
        if "channel" not in request:
            fork(request, channel, coverage)
        elif not os.fork():
            channel.close()
            serve(request, coverage)
            os._exit(0)


if __name__ == "__main__":
    serve(json.loads(sys.argv[1]))
