"""Check one page, or the pages that changed since they last passed: `make check [PAGE=…]`.

A page's inputs are its text, its listings with their records, the modules and results that these
use, its tests, the tools, and the versions of packages. What passed is kept in `.cache`.
"""

import functools
import hashlib
import json
import re
import sys
from pathlib import Path

import pytest

from snippets.lab.files import write
from tools.engine.needs import needs
from tools.markdown.errors import relative

PASSED = Path(".cache", "passed.json")
EVERYWHERE = ("mkdocs.yml", "constraints.txt", "pyproject.toml", "tests/conftest.py")
NAMED = re.compile(  # page/listing, as pages name them
    r"\b(\w+)/\w+(?=\.(?:py|out|svg)\b|:\w|[ ]*$)", re.MULTILINE
)
MEASURED = re.compile(r"\[\[[\w-]+:[\w-]+:")  # a number that a study recorded, or that is cited
JUDGED = re.compile(
    r"^ *\[(?:ledger:\w+|advice|cited: \S+)\] *$", re.MULTILINE
)  # all records decide


def pages(root: Path) -> list[Path]:
    """All pages, README included."""
    return [*sorted((root / "docs").rglob("*.md")), root / "README.md"]


def test_of(page: Path, root: Path) -> Path:
    """The file that would hold a page's own tests."""
    name = f"test_{page.stem.replace('-', '_')}.py"
    return next((root / "tests").rglob(name), root / "tests" / "pages" / name)


@functools.cache
def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def inputs(page: Path, root: Path) -> set[Path]:
    """The files that decide whether a page passes."""
    snippets = root / "snippets"
    folders = {page.stem.replace("-", "_"), *NAMED.findall(page.read_text("utf-8", "replace"))}
    rooms = (snippets, root / "docs" / "recorded")
    own = {f for folder in folders for room in rooms for f in (room / folder).glob("*.*")}
    _, _, modules = needs([file for file in own if file.suffix == ".py"], root)
    places = [root.joinpath(*module.split(".")) for module in modules]
    code = {place.with_suffix(".py") for place in places} | {p / "__init__.py" for p in places}
    text = page.read_text("utf-8", "replace")
    judged = JUDGED.search(text)
    reads = "snippets.studies" in {module.rpartition(".")[0] for module in modules}
    if reads or judged or MEASURED.search(text):
        code |= set((snippets / "studies" / "results").rglob("*.json"))
        code.add(root / "docs" / "reference" / "bibliography.md")
    if judged:
        code |= set((root / "docs" / "recorded").rglob("*.out"))
    code |= set((snippets / "lab" / "checkpoints").rglob("*.safetensors"))
    code |= {*(root / "tools").rglob("*.py"), *(root / "docs" / "evidence").glob("*.yml")}
    code |= {page, test_of(page, root), *(root / name for name in EVERYWHERE)}
    return {file for file in own | code if file.is_file()}


def state(page: Path, root: Path) -> str:
    """A digest of all inputs of a page, and of the Python that runs it."""
    lines = [f"{file.relative_to(root)} {digest(file)}" for file in sorted(inputs(page, root))]
    return hashlib.sha256("\n".join([sys.version, *lines]).encode()).hexdigest()


class Failures:
    """A pytest plugin that notes the files in which something failed."""

    def __init__(self):
        self.files: set[str] = set()

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.files.add(report.nodeid.partition("::")[0])

    def pytest_collectreport(self, report):
        if report.failed:
            self.files.add(report.nodeid.partition("::")[0])


def main(arguments: list[str]) -> int:
    root = Path.cwd()
    passed = json.loads(PASSED.read_text("utf-8")) if PASSED.is_file() else {}
    names = {str(page.relative_to(root)): page for page in pages(root)}
    if unknown := [name for name in arguments if name not in names and name != "all"]:
        print(f"no page {unknown[0]}: name one by its path, docs/…/….md", file=sys.stderr)
        return 2
    states = {name: state(page, root) for name, page in names.items()}
    asked = names if "all" in arguments else arguments
    todo = list(asked) or [name for name in names if passed.get(name) != states[name]]
    if not todo:
        print(f"nothing changed since all {len(names)} pages passed (ALL=yes checks them again).")
        return 0
    if not arguments:
        print(f"{len(todo)} of {len(names)} pages changed since they last passed:", *todo)
    tests = [test_of(names[name], root) for name in todo]
    failures = Failures()
    own = [str(relative(test)) for test in tests if test.is_file()]
    code = int(pytest.main(["-q", *todo, *own], plugins=[failures]))
    for name, test in zip(todo, tests, strict=True):
        wrong = {name, str(test.relative_to(root))} & failures.files
        if code in (0, 1) and not wrong:
            passed[name] = states[name]
        else:
            passed.pop(name, None)
    PASSED.parent.mkdir(exist_ok=True)
    write(PASSED, json.dumps(passed, indent=1).encode())
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
