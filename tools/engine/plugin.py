"""pytest plugin: the site's fences are the tests, each listing runs once, `--record` writes it.

Fences are collected by pytest-markdown-docs, but from what the site's own Markdown stack renders,
so that tabs, admonitions, lists and embedded files are all seen.
"""

import json
import os
import random
import subprocess
import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import coverage
import pytest
from markdown import Markdown
from nbval.plugin import IPyNbCell
from pytest_markdown_docs._runners import register_runner
from pytest_markdown_docs.plugin import MarkdownDocstringCodeModule, MarkdownTextFile

from tools.commands.notebook import NOTEBOOK_WARNINGS
from tools.engine.compare import differences
from tools.engine.run import (
    ListingError,
    Run,
    Worker,
    check,
    code_digest,
    imports_first,
    needs,
    record,
    tolerance_of,
)
from tools.markdown.errors import SiteError, relative
from tools.markdown.faults import is_exempt, problems
from tools.markdown.listings import Fence, normalise
from tools.markdown.site import convert, records_folder, snippets_folder

RUNS = pytest.StashKey["Runs"]()
SESSIONS: list["Runs"] = []  # the last one is running; the engine's own tests nest them
MARK = b"--8<-- [start:"  # in a module of which pages show sections


def seed_of(root: Path) -> int:
    """The seed of this test run's order and samples: LISTINGS_SEED, or the commit's hash."""
    if given := os.environ.get("LISTINGS_SEED"):
        return int(given)
    done = subprocess.run(
        ["git", "rev-parse", "--short=8", "HEAD"], cwd=root, capture_output=True, text=True
    )
    return int(done.stdout, 16) if done.returncode == 0 else 0


class Runs:
    """All runs of this test run; each listing runs once, in a process of its own."""

    def __init__(self, config):
        self.root, self.recording = Path(config.rootpath), config.getoption("--record")
        self.warm, self.outputs = config.getini("listings_warm"), config.getoption("--outputs")
        root = self.root
        self.snippets = snippets_folder(root)
        self.seed = seed_of(root)
        self.keep = True  # names of the listings, for tests of their pages
        self.runs: dict[str, Run] = {}
        self.verdicts: dict[str, str | None] = {}  # what is wrong with each, compared once
        self.pages: dict[Path, Markdown] = {}  # what each page collected renders
        self.ran: set[str] = set()  # normalised sources that ran and did as recorded
        self.exempt: set[str] = set()
        self.expected: list[str] = []  # listings whose packages the worker imports beforehand
        self.imported: dict[str, tuple] = {}  # what listings import, by page
        self.ahead: dict[str, Future] = {}
        self.pool = ThreadPoolExecutor(os.cpu_count())
        self.starting: dict[tuple[str, int], threading.Lock] = defaultdict(threading.Lock)
        self.workers: dict[tuple[str, int], Worker] = {}
        self.coverage = coverage.Coverage(data_file=None, config_file=False)

    def worker(self, source: bytes, page: str, turn: int = 0) -> Worker:
        """The process that forks a listing of this page; workers are kept.

        Packages, and the modules that the page's listings import, are imported beforehand, unless
        the listing does something before it imports. The second `turn` of a recording has another
        hash seed, and so another order of sets.
        """
        if not imports_first(source):
            return self.kept(("bare", turn), self.bare)
        base = self.kept(("base", turn), self.base)
        if os.environ.get("OMP_NUM_THREADS", "1") != "1":
            return base  # a fork of a process that has computed with threads hangs
        own = self.kept((page, turn), lambda turn: self.of_page(page, base))
        return own if own.fit else base

    def kept(self, key: tuple[str, int], start: Callable[[int], Worker]) -> Worker:
        with self.starting[key]:
            if key not in self.workers:
                self.workers[key] = start(key[1])
            return self.workers[key]

    def environment(self, turn: int) -> dict[str, str]:
        return {"PYTHONHASHSEED": str((self.seed + turn + self.recording) % 2**32)}

    def bare(self, turn: int) -> Worker:
        return Worker(self.root, environment=self.environment(turn))

    def base(self, turn: int) -> Worker:
        packages, _, modules = self.needed("")
        values = [value for value in self.warm if value.partition(":")[0] in modules]
        sections = [str(f) for f in self.snippets.rglob("*.py") if MARK in f.read_bytes()]
        return Worker(self.root, packages, values, sections, self.environment(turn))

    def of_page(self, page: str, base: Worker) -> Worker:
        return Worker(self.root, self.needed(page)[1], parent=base)

    def needed(self, page: str) -> tuple[list[str], list[str], set[str]]:
        """What a page's listings import that begin with their imports; without a page, all do."""
        if page not in self.imported:
            files = [self.file(n) for n in self.expected if page in ("", n.partition("/")[0])]
            if page:
                files = [f for f in files if f.is_file() and imports_first(f.read_bytes())]
            self.imported[page] = needs(files, self.root)
        return self.imported[page]

    def file(self, name: str) -> Path:
        return self.snippets / f"{name}.py"

    def go_ahead(self, names: list[str]) -> None:
        """Begin to run listings while tests go on, in an order that the seed decides."""
        self.expected = names
        if not self.recording:
            random.Random(self.seed).shuffle(names)
            # Python's parser is not safe in several threads: what they ask is answered before
            for page in ("", *{name.partition("/")[0] for name in names}):
                self.needed(page)
            self.ahead = {name: self.pool.submit(self.execute, name) for name in names}

    def close(self) -> None:
        self.pool.shutdown(cancel_futures=True)
        for worker in self.workers.values():
            worker.__exit__()

    def execute(self, name: str, turn: int = 0) -> Run:
        """Run a listing."""
        file = self.file(name)
        if not file.is_file():
            raise ListingError(f"no listing {relative(file)}: mend the name or write it.")
        source = file.read_bytes()
        worker = self.worker(source, name.partition("/")[0], turn)
        return worker.run(name, source, file, pictures=self.recording, keep=self.keep)

    def listing(self, name: str) -> Run:
        """The one run of `snippets/<name>.py`."""
        if name not in self.runs:
            future = self.ahead.pop(name, None)
            begun = future is not None and not future.cancel()
            run = self.runs[name] = future.result() if begun else self.execute(name)
            self.keep_output(run)
            if run.lines:
                self.coverage.get_data().add_lines(run.lines)
        return self.runs[name]

    def keep_output(self, run: Run) -> None:
        """Keep what a listing did in the folder of `--outputs`, for `make portable`."""
        if self.outputs:
            file = self.outputs / f"{run.name}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            about = {name: getattr(run, name) for name in ("output", "figure", "seconds", "error")}
            about["code"] = code_digest(run.name, self.root)
            file.write_text(json.dumps(about), "utf-8")

    def verdict(self, name: str) -> str | None:
        """What is wrong with a listing, compared (or recorded) once; None if nothing is."""
        if name not in self.verdicts:
            run = self.listing(name)
            try:
                if self.recording:
                    self.say_the_same(run)
                (record if self.recording else check)(run, records_folder(self.root))
            except ListingError as error:
                self.verdicts[name] = str(error)
            else:
                self.verdicts[name] = None
                self.ran.add(name)
        return self.verdicts[name]

    def say_the_same(self, run: Run) -> None:
        """Run a listing once more, with sets in another order; `ListingError` if it differs."""
        if run.error:
            return
        again = self.execute(run.name, turn=1)
        tolerance = tolerance_of(run)
        report = differences(run.output, again.output, tolerance)
        report += differences(run.figure or "", again.figure or "", max(tolerance, 2e-5), 1e-3)
        if report:
            raise ListingError(
                "two runs of it differ, so it cannot be recorded:\n"
                + "\n".join(report)
                + "\nSet its seed, and sort what it takes from a set."
            )

    def inline(self, source: str, page: Path, line: int) -> str | None:
        """Run an inline fence, once; what is wrong with it, or None."""
        key = f"{relative(page)}: {source}"
        if key not in self.verdicts:
            name = f"{relative(page)}:{line}"
            worker = self.worker(source.encode(), page.stem.replace("-", "_"))
            run = self.runs[key] = worker.run(name, source.encode(), page, line)
            self.verdicts[key] = run.error
            if run.output or run.figure:
                self.verdicts[key] = (
                    "an inline block has no output: make it a listing "
                    "snippets/<page>/<concept>.py and show it in a block."
                )
            if not self.verdicts[key]:
                self.ran.add(normalise(source))
        return self.verdicts[key]

    def section(self, fence: Fence) -> str | None:
        """Whether each line of a shown section was executed by a listing of this test run."""
        file = self.file(fence.listing)
        lines = file.read_text("utf-8").splitlines()
        start, end = (
            next(n for n, line in enumerate(lines, 1) if f"--8<-- [{mark}:{fence.section}]" in line)
            for mark in ("start", "end")
        )
        if str(file) not in self.coverage.get_data().measured_files():
            return f"no listing that ran uses {relative(file)}."
        missing = [line for line in self.coverage.analysis2(str(file))[3] if start < line < end]
        if missing:
            return f"{relative(file)}:{missing[0]}: this line is shown, but no listing executes it."
        self.ran.add(f"{fence.listing}:{fence.section}")
        return None


def pytest_addoption(parser):
    parser.addoption(
        "--record", action="store_true", help="write outputs and figures instead of comparing"
    )
    parser.addoption(
        "--outputs", type=Path, help="keep what each listing prints and draws in this folder"
    )
    parser.addini(
        "listings_warm",
        "values that are computed before listings are forked, as module:expression",
        type="linelist",
    )


def pytest_configure(config):
    os.environ.setdefault("PYTHONWARNINGS", NOTEBOOK_WARNINGS)
    config.stash[RUNS] = Runs(config)


def pytest_report_header(config):
    return f"listings: seed {config.stash[RUNS].seed} (LISTINGS_SEED=… for another)"


def pytest_sessionstart(session):
    SESSIONS.append(session.config.stash[RUNS])


def pytest_collection_finish(session):
    """Listings of the pages asked for begin to run; those of tested pages can be prepared for."""
    runs = SESSIONS[-1]
    pages = {item.path for item in session.items if isinstance(item, PageItem)}
    files = {item.path for item in session.items} - pages
    runs.keep = any(file.suffix == ".py" for file in files)
    fences = [fence for page in pages for fence in runs.pages[page].fences]
    shown = sorted({f.listing for f in fences if f.listing and not f.section and f.is_python})
    if shown:
        runs.go_ahead(shown)
    else:
        folders = [runs.snippets / file.stem.removeprefix("test_") for file in files]
        runs.expected = [f"{d.name}/{f.stem}" for d in folders for f in d.glob("*.py")]


def pytest_sessionfinish(session):
    runs = session.config.stash[RUNS]
    runs.close()
    SESSIONS.remove(runs)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    collectors = yield
    result = []
    for collector in collectors:
        if isinstance(collector, MarkdownDocstringCodeModule):
            continue  # docstrings of tests are not pages
        if isinstance(collector, MarkdownTextFile):
            collector = Page.from_parent(parent, path=file_path)
        result.append(collector)
    return result


class Page(MarkdownTextFile):
    """A page: an item for each Python fence that the site renders, and one for what it shows."""

    def collect(self):
        SESSIONS[-1].page = self.path
        try:
            yield from super().collect()
        except SiteError as error:
            raise self.CollectError(str(error)) from None
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise self.CollectError(
                f"{relative(self.path)}:{line}: not UTF-8 ({error.reason}): save it as UTF-8."
            ) from None
        yield PageItem.from_parent(self, name="embeds")


class SiteParser:
    """What pytest-markdown-docs asks for fences: the site's own Markdown stack."""

    def parse(self, text: str):
        runs = SESSIONS[-1]
        page = runs.page  # `Page.collect` has just named it
        tokens = []
        runs.pages[page] = convert(runs.root, page, text, lenient=runs.recording)
        for fence in runs.pages[page].fences:
            if fence.is_python:
                line = fence.line
                where = (line - 2, line)  # the plugin counts from 0, and from the fence's own line
                tokens.append(
                    SimpleNamespace(type="fence", info="python", map=where, content=fence.source)
                )
        return tokens


@pytest.hookimpl(tryfirst=True)
def pytest_markdown_docs_markdown_it():
    return SiteParser()


@register_runner(default=True)
class ListingRunner:
    """Runs a fence under the name of its listing, or as inline code under its page and line.

    Every failure is a `ListingError`: pytest-markdown-docs would run a TypeError a second time.
    """

    def runtest(self, test, args, **_):
        runs, page = SESSIONS[-1], Path(test.source_path)
        source, line = test.source.lstrip("\n"), test.start_line + 1
        fence = next(f for f in runs.pages[page].fences if f.line == line and f.is_python)
        if reason := is_exempt(runs.root, page, source):
            runs.exempt.add(normalise(source))
            pytest.skip(f"exempt: {reason}")
        if fence.section:
            return  # `PageItem` checks that its lines were executed
        error = runs.verdict(fence.listing) if fence.listing else runs.inline(source, page, line)
        if error:
            listing = f"{relative(runs.snippets)}/{fence.listing}.py: " if fence.listing else ""
            raise ListingError(f"{relative(page)}:{line}: {listing}{error}")

    def repr_failure(self, test, excinfo, style=None):
        return message(excinfo)


class PageItem(pytest.Item):
    """The page shows all that its listings recorded, nothing typed by hand, no line unexecuted."""

    def runtest(self):
        runs = SESSIONS[-1]
        md = runs.pages[self.path]
        if runs.recording:  # it was read before its outputs were there
            md = convert(runs.root, self.path)
        found, fences = problems(runs.root, self.path, md), md.fences
        for fence in fences:
            if fence.listing and not fence.section:
                error = runs.verdict(fence.listing)
                if error and not fence.is_python:  # else its own item tells
                    found.append(f"{relative(self.path)}: snippets/{fence.listing}.py: {error}")
        for fence in fences:
            if fence.section and (error := runs.section(fence)):
                found.append(f"{relative(self.path)}:{fence.line}: {error}")
        if found:
            raise ListingError("\n".join(found))

    def repr_failure(self, excinfo, style=None):
        return message(excinfo)

    def reportinfo(self):
        return self.path, 0, "embeds"


def message(excinfo) -> str:
    """Our own errors are sentences; anything else keeps its traceback."""
    if excinfo.errisinstance((ListingError, SiteError)):
        return str(excinfo.value)
    return str(excinfo.getrepr(style="short"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if isinstance(item, IPyNbCell) and call.when == "call" and report.passed:
        SESSIONS[-1].ran.add(normalise(item.cell.source))
    return report


def pytest_terminal_summary(terminalreporter, config):
    runs = [run for run in config.stash[RUNS].runs.values() if run.output or run.figure]
    if not runs:
        return
    total = sum(run.seconds for run in runs)
    terminalreporter.section("listings")
    terminalreporter.write_line(f"{len(runs)} listings, each run once, in {total:.1f} s; slowest:")
    for run in sorted(runs, key=lambda run: -run.seconds)[:5]:
        terminalreporter.write_line(f"{run.seconds:6.2f} s  snippets/{run.name}.py")


@pytest.fixture(scope="session")
def runs(request) -> Runs:
    """All that ran in this test run."""
    return request.config.stash[RUNS]


@pytest.fixture(scope="session")
def listing(runs):
    """`listing("page/concept")`: the `Run` of the listing that the page shows, run once."""

    def run(name: str) -> Run:
        run = runs.listing(name)
        if run.error:
            pytest.fail(f"snippets/{name}.py: {run.error}", pytrace=False)
        return run

    return run
