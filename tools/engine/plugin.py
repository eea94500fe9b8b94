"""pytest plugin: the site's fences are the tests, each listing runs once, `--record` writes it.

Fences are collected by pytest-markdown-docs, but from what the site's own Markdown stack renders,
so that tabs, admonitions, lists and embedded files are all seen.
"""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbval.plugin import IPyNbCell
from pytest_markdown_docs._runners import register_runner
from pytest_markdown_docs.plugin import MarkdownDocstringCodeModule, MarkdownTextFile

from tools.engine.run import ListingError, Run
from tools.engine.runs import NOTEBOOK_WARNINGS, Runs
from tools.markdown.errors import SiteError, relative
from tools.markdown.faults import is_exempt, problems
from tools.markdown.fences import normalise
from tools.markdown.site import convert

RUNS = pytest.StashKey[Runs]()
SESSIONS: list[Runs] = []  # the last one is running; the engine's own tests nest them


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
        if fence.listing and runs.leaves_out(fence.listing):
            pytest.skip(f"{fence.listing} needs the public models: make models")
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
            if fence.listing and not fence.section and not runs.leaves_out(fence.listing):
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
    if count := sum(":" not in name for name in config.stash[RUNS].left_out):
        what = (
            "listing was left out: it needs" if count == 1 else "listings were left out: they need"
        )
        terminalreporter.write_line(
            f"{count} {what} the public models, which `make models` brings."
        )
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
        if runs.leaves_out(name):
            pytest.skip(f"{name} needs the public models: make models")
        run = runs.listing(name)
        if run.error:
            pytest.fail(f"snippets/{name}.py: {run.error}", pytrace=False)
        return run

    return run
