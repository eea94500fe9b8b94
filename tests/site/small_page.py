"""The page of a small site, and what is said of it without running anything."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from conftest import Mini

from tools.markdown.errors import SiteError
from tools.markdown.faults import problems
from tools.markdown.site import convert

OUTPUT = '```text title="Output"\n--8<-- "page/mask.out"\n```\n'
LISTING = '```python\n--8<-- "page/mask.py"\n```\n'
TOP = "---\ntitle: A page\ndescription: A page to break.\n---\n# A page\n\n"
BOM = "\ufeff"


class Told:
    """The page of a small site: what it renders, and what is said of it."""

    def __init__(self, mini, text: str):
        self.page = mini.write("docs/page.md", text)
        self.html, self.fences = "", []
        try:
            md = convert(mini.root, self.page)
        except SiteError as error:
            self.said = str(error)
        else:
            self.html, self.fences = md.html, md.fences
            self.said = "\n".join(problems(mini.root, self.page, md))

    @property
    def listings(self) -> list[str]:
        return [fence.listing for fence in self.fences if fence.listing]

    def prose(self) -> str:
        """The text of the page's last element."""
        return BeautifulSoup(self.html, "html.parser").find_all(True, recursive=False)[-1].text


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("small")


@pytest.fixture
def mini(folder, monkeypatch) -> Mini:
    """The small site, always in one place, whose settings are read once; it runs no pytest."""
    shutil.rmtree(folder)
    monkeypatch.chdir(folder.parent)
    mini = Mini(SimpleNamespace(path=folder))
    monkeypatch.chdir(folder)
    mini.write("docs/recorded/page/mask.out", "[[1, 0, 0], [1, 1, 0], [1, 1, 1]]\nallowed = 6\n")
    return mini


@pytest.fixture
def told(mini):
    """`told(body)`: of a page that begins with front matter and a heading, of 6 lines together."""

    def tell(body: str, top: str = TOP) -> Told:
        return Told(mini, top + body)

    return tell


# what outputs and listings may hold, and no page may take for Markdown
HOSTILE = [
    "text\tlabel\nfine film\t1\n",
    "```python\nx = 1\n```\n",
    "~~~\nand more\n`````\n",
    '--8<-- "page/mask.py"\n',
    "--8<--\npage/nowhere.py\n--8<--\n",
    "# --8<-- [start:half]\n;--8<-- [end:half]\n",
    "[[page/mask:allowed]] and [[nothing]] and [[1, 2]]\n",
    "$P(y|x)$ <b>&amp; *stars* # no heading\n=== \"A\"\n!!! note\n",
    "<!-- more -->\n-->\n[ledger:T1]\n[advice]\n",
    f"{BOM}seen\n",
    "    indented\n  less\n\n\nafter blank lines\n",
    "\\n \\$ \\\\ \\[[x]]\n",
]  # fmt: skip
