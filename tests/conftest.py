"""The built site, a real browser, and a site of a single page to break on purpose."""

import subprocess
import sys
from pathlib import Path

import numpy  # noqa: F401
import pytest

from tools.commands.publish import publish
from tools.commands.screenshot import browser_path
from tools.engine.plugin import RUNS
from tools.markdown.site import settings

ROOT = Path(__file__).parent.parent
# numpy and MkDocs' plugins are imported here: pytester forgets what a nested session imports
settings(ROOT)

PAGE = """---
{title: A page, description: A page to break on purpose.}
---
# A page

```python title="snippets/page/mask.py"
--8<-- "page/mask.py"
```
```text title="Output"
--8<-- "page/mask.out"
```

The mask allows [[page/mask:allowed]] pairs.
"""

MASK = """import numpy as np

mask = np.tril(np.ones((3, 3), int))
print(mask.tolist())
print(f"allowed = {int(mask.sum())}")
"""

FIGURE = """import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.bar(["and", "but"], [0.905, 0.095], label="exact")
ax.set_ylabel("probability")
plt.show()
"""

FIGURE_PAGE = """---
{title: A figure, description: A page with a figure.}
---
# A figure

```python title="snippets/page/bars.py"
--8<-- "page/bars.py"
```
![Two bars](/recorded/page/bars.svg){.figure}
/// figure-caption
Two bars.
///
"""


class Mini:
    """A site of one page in a temporary folder, with the real site's Markdown settings."""

    def __init__(self, pytester):
        self.pytester, self.root = pytester, pytester.path
        (self.root / "tools" / "theme").mkdir(parents=True)
        (self.root / "mkdocs.yml").write_text(
            f"INHERIT: {ROOT / 'mkdocs.yml'}\nnav:\n  - index.md\n  - page.md\nplugins: []\n"
            "exclude_docs: ''\nextra_css: []\nwatch: []\n"
        )
        (self.root / "pytest.ini").write_text("[pytest]\n")
        self.write("docs/index.md", "---\ntitle: Home\ndescription: A home.\n---\n# Home\n")
        self.write("docs/page.md", PAGE)
        self.write("docs/evidence/claims.yml", "claims: []\ntables: {}\n")
        self.write("snippets/page/mask.py", MASK)

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        text = file.read_text("utf-8")
        assert old in text, f"{old!r} is not in {path}"
        file.write_text(text.replace(old, new), "utf-8")

    def run(self, *arguments: str):
        """Check the page with the real plugin, in this process; the result with its output."""
        return self.pytester.runpytest_inprocess(
            "-p", "tools.engine.plugin", "-p", "no:cacheprovider", "-p", "no:nbval",
            "-p", "no:hypothesispytest", "--markdown-docs",
            *(arguments or ("docs/page.md",)),
        )  # fmt: skip

    def record(self):
        return self.run("--record", "docs/page.md")

    def build(self) -> subprocess.CompletedProcess:
        """Build the site as `make site` does."""
        return subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", "site"],
            cwd=self.root, capture_output=True, text=True, timeout=120,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"},
        )  # fmt: skip


@pytest.fixture
def mini(pytester):
    return Mini(pytester)


@pytest.fixture
def recorded(mini):
    """The site of one page, its listing recorded."""
    assert mini.record().ret == 0
    return mini


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The real site, built strictly, once."""
    folder = tmp_path_factory.mktemp("built") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    if done.returncode:
        pytest.fail(f"the site does not build:\n{done.stderr[-3000:]}", pytrace=False)
    publish(folder, ROOT)
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of an installed Chromium or Chrome."""
    found = browser_path()
    if found is None:
        pytest.fail("no Chromium or Chrome is installed: install one, or run "
                    "BROWSER=no make test", pytrace=False)  # fmt: skip
    return found


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    """What takes long and is marked so begins behind the listings, beside other tests."""
    runs = session.config.stash[RUNS]
    for item in session.items:
        if mark := item.get_closest_marker("ahead"):
            item.future = runs.pool.submit(mark.args[0], runs, item.callspec.params["name"])


@pytest.fixture
def ahead(request):
    """What the function of the test's mark `ahead` returned."""
    return request.node.future.result()


def pytest_collection_modifyitems(items):
    """What needs listings comes when other tests have run beside them; the inventory comes last."""
    waits = {
        item.path
        for item in items
        if not isinstance(item, pytest.Function) or {"listing", "ahead"} & {*item.fixturenames}
    }
    items.sort(key=lambda item: (item.get_closest_marker("last") is not None, item.path in waits))
