"""Listings that need the public models: left out and counted without them, dated with them."""

import json
from datetime import date

import pytest

from tools.engine import plugin, runs
from tools.engine.needs import needs_models
from tools.markdown.site import convert

LISTING = """from snippets.page import reader

print(reader.read())
"""
READER = """from snippets.lab.public import fetched


# --8<-- [start:read]
def read():
    return f"read from {fetched('tiny')}"


# --8<-- [end:read]
"""
BLOCKS = """
/// listing | page/real
///

/// listing | page/reader:read
///
"""


@pytest.fixture
def page(mini):
    """A page with a listing that runs anywhere, one that needs the models, and a section of it."""
    mini.write("snippets/lab/public.py", "def fetched(name):\n    return f'.models/{name}'\n")
    mini.write("snippets/page/reader.py", READER)
    mini.write("snippets/page/real.py", LISTING)
    mini.write("docs/page.md", (mini.root / "docs/page.md").read_text() + BLOCKS)
    return mini


def test_what_needs_them_is_seen_through_the_modules(page):
    assert needs_models("page/real", page.root)
    assert not needs_models("page/mask", page.root)


def test_with_the_models_it_runs_and_its_page_names_the_day(page, monkeypatch):
    monkeypatch.setattr(runs, "are_here", lambda: True)
    assert page.record().ret == 0
    dates = json.loads((page.root / "docs/recorded/page/dates.json").read_text())
    assert dates == {"real": f"{date.today()}"}
    html = convert(page.root, page.root / "docs" / "page.md").html
    assert html.count(f"with the public models, last on {date.today()}") == 1
    result = page.run()
    assert result.ret == 0
    assert "left out" not in str(result.stdout)
    page.edit("snippets/page/reader.py", "read from", "taken from")
    assert page.run().ret == 1, "its output is another one"


def test_without_them_it_is_left_out_and_counted_and_never_passed(page, monkeypatch):
    monkeypatch.setattr(runs, "are_here", lambda: True)
    assert page.record().ret == 0
    monkeypatch.setattr(runs, "are_here", lambda: False)
    page.edit("snippets/page/reader.py", "read from", "taken from")
    kept = Kept()
    monkeypatch.setattr(plugin, "SESSIONS", kept)
    result = page.run("docs/page.md", "-rs")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*page/real needs the public models: make models*"])
    told = "1 listing was left out: it needs the public models, which `make models` brings."
    assert told in str(result.stdout)
    (session,) = kept.all
    assert session.ran == {"page/mask"}
    assert session.left_out == {"page/real", "page/reader:read"}


class Kept(list):
    """The sessions of a nested run, also those that have ended."""

    def __init__(self):
        super().__init__()
        self.all = []

    def append(self, runs):
        self.all.append(runs)
        super().append(runs)
