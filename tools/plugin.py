"""pytest plugin: the site's fences are the tests, each listing runs once, `--record` writes it.

Fences are collected by pytest-markdown-docs, but from what the site's own Markdown stack renders,
so that tabs, admonitions, lists and embedded files are all seen.
"""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import coverage
import pytest
from nbval.plugin import IPyNbCell
from pytest_markdown_docs._runners import register_runner
from pytest_markdown_docs.plugin import MarkdownDocstringCodeModule, MarkdownTextFile

from tools.errors import SiteError, relative
from tools.listings import Fence, normalise
from tools.notebook import NOTEBOOK_WARNINGS
from tools.run import ListingError, Run, check, execute, record
from tools.site import convert, fence_line, is_exempt, problems, snippets_folder

RUNS = pytest.StashKey["Runs"]()
SESSIONS: list["Runs"] = []  # the last one is running; the engine's own tests nest them


class Runs:
    """All runs of this test run; each listing runs once, when it is first asked for."""

    def __init__(self, root: Path, recording: bool):
        self.root, self.recording = root, recording
        self.snippets = snippets_folder(root)
        self.runs: dict[str, Run] = {}
        self.verdicts: dict[str, str | None] = {}  # what is wrong with each, compared once
        self.fences: dict[Path, list[Fence]] = {}  # what each page collected renders
        self.ran: set[str] = set()  # normalised sources that ran and did as recorded
        self.exempt: set[str] = set()
        self.coverage = coverage.Coverage(
            data_file=None, config_file=False, include=[f"{self.snippets}/*"]
        )

    def listing(self, name: str) -> Run:
        """The one run of `snippets/<name>.py`."""
        if name not in self.runs:
            file = self.snippets / f"{name}.py"
            if not file.is_file():
                raise ListingError(f"no listing {relative(file)}: mend the name or write it.")
            source = file.read_text("utf-8")
            if "snippets" not in source:
                self.runs[name] = execute(name, source, file, draw=self.recording)
            else:  # it uses a module, of which pages show sections: note the lines it executes
                with self.coverage.collect():
                    self.runs[name] = execute(name, source, file, draw=self.recording)
        return self.runs[name]

    def verdict(self, name: str) -> str | None:
        """What is wrong with a listing, compared (or recorded) once; None if nothing is."""
        if name not in self.verdicts:
            run = self.listing(name)
            try:
                (record if self.recording else check)(run, self.snippets)
            except ListingError as error:
                self.verdicts[name] = str(error)
            else:
                self.verdicts[name] = None
                self.ran.add(normalise(run.source))
        return self.verdicts[name]

    def inline(self, source: str, page: Path, line: int) -> str | None:
        """Run an inline fence, once; what is wrong with it, or None."""
        key = f"{relative(page)}: {source}"
        if key not in self.verdicts:
            run = self.runs[key] = execute(f"{relative(page)}:{line}", source, page, line)
            self.verdicts[key] = run.error
            if run.output or run.figure:
                self.verdicts[key] = (
                    "an inline block has no output: make it a listing "
                    "snippets/<page>/<concept>.py and embed what it records."
                )
            if not self.verdicts[key]:
                self.ran.add(normalise(source))
        return self.verdicts[key]

    def section(self, fence: Fence) -> str | None:
        """Whether each line of a shown section was executed by a listing of this test run."""
        file = self.snippets / f"{fence.listing}.py"
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
        self.ran.add(normalise(fence.source))
        return None


def pytest_addoption(parser):
    parser.addoption(
        "--record", action="store_true", help="write outputs and figures instead of comparing"
    )


def pytest_configure(config):
    os.environ.setdefault("PYTHONWARNINGS", NOTEBOOK_WARNINGS)
    config.stash[RUNS] = Runs(Path(config.rootpath), config.getoption("--record"))


def pytest_sessionstart(session):
    SESSIONS.append(session.config.stash[RUNS])


def pytest_collection_finish(session):
    """Modules that a test imported are forgotten, so that coverage sees their lines run."""
    for name in [name for name in sys.modules if name.startswith("snippets.")]:
        del sys.modules[name]


def pytest_sessionfinish(session):
    SESSIONS.remove(session.config.stash[RUNS])


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
        SESSIONS[-1].fences[self.path] = []
        try:
            yield from super().collect()
        except SiteError as error:
            raise self.CollectError(str(error)) from None
        yield PageItem.from_parent(self, name="embeds")


class SiteParser:
    """What pytest-markdown-docs asks for fences: the site's own Markdown stack."""

    def parse(self, text: str):
        runs, line = SESSIONS[-1], 0
        page = list(runs.fences)[-1]  # `Page.collect` has just named it
        tokens = []
        runs.fences[page] = convert(runs.root, page, text, lenient=runs.recording).fences
        for fence in runs.fences[page]:
            if fence.is_python:
                line = fence_line(text, fence, line)
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
        fence = next(f for f in runs.fences[page] if normalise(f.source) == normalise(source))
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
        fences = runs.fences[self.path]
        if runs.recording:  # it was read before its outputs were there
            fences = convert(runs.root, self.path).fences
        found = problems(runs.root, self.path, fences)
        for fence in fences:
            if fence.listing and not fence.section:
                runs.verdict(fence.listing)
        for fence in fences:
            if fence.section and (error := runs.section(fence)):
                line = fence_line(self.path.read_text("utf-8"), fence)
                found.append(f"{relative(self.path)}:{line}: {error}")
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
