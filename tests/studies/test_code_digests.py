"""What of the code behind a recorded result counts: what it says, and not how it is written."""

import pytest
import small_clone
from small_clone import HELPER, study

from snippets.studies import records
from snippets.studies.results import System

# the fixture that is asked for here
project = small_clone.project


@pytest.fixture
def code(tmp_path, monkeypatch):
    """`code(listing, **modules)`: the digest of a listing with modules beside it."""
    monkeypatch.setattr(records, "ROOT", tmp_path)
    folder = tmp_path / "snippets" / "page"
    folder.mkdir(parents=True)
    calls = iter(range(1000))

    def digest(listing: str, **modules: str) -> str:
        for name, text in modules.items():
            (folder / f"{name}.py").write_text(text)
        file = folder / f"listing{next(calls)}.py"
        file.write_text(listing)
        return records.digest(file)

    return digest


BARE = "import math\nimport os\ndef f(x):\n    return '# no comment' * x\n"


@pytest.mark.parametrize(
    "dressed",
    [
        '"""About."""\nimport math  # why\n\n\nimport os\ndef f(x):\n    """What."""\n'
        "    return '# no comment' * x\n",
        "import os\nimport math\ndef f(x):\n    return '# no comment' * x\n",
        'import os, math\ndef f(\n    x,\n):\n    return ("# no " "comment" * x)\n'.replace(
            '("# no " "comment" * x)', '(("# no " "comment") * x)'
        ),
        "# first\n" + BARE.replace("    ", "        "),
    ],
)
def test_comments_docstrings_formatting_and_the_order_of_imports_are_not_code(code, dressed):
    assert code(dressed) == code(BARE)


@pytest.mark.parametrize(
    "other",
    [
        BARE.replace("no", "a"),
        BARE.replace("* x", "+ x"),
        BARE.replace("import os", "import sys as os"),
        BARE.replace("def f(x):", "def f(x, y=1):"),
        BARE + "f(1)\n",
        BARE.replace("'# no comment'", "b'# no comment'"),
        BARE.replace("x)", "x, /)"),
    ],
)
def test_what_says_something_else_is_other_code(code, other):
    assert code(other) != code(BARE)


def test_names_and_places_of_files_are_not_code(code):
    one = code(
        "from snippets.page import helper\nfrom snippets.page.other import g\n"
        "print(helper.scale(g(2)), open('snippets/page/data.txt'))\n",
        helper=HELPER,
        other="def g(x):\n    return x\n",
    )
    two = code(
        "from snippets.page import aid\nfrom snippets.page.zother import g\n"
        "print(aid.scale(g(2)), open('snippets/lab/data.txt'))\n",
        aid=HELPER,
        zother="def g(x):\n    return x\n",
    )
    assert one == two
    three = code(
        "from snippets.page import aid\nfrom snippets.page.zother import g\n"
        "print(aid.scale(g(2)), open('snippets/lab/data.txt'))\n",
        aid=HELPER.replace("2 *", "3 *"),
    )
    assert three != two, "what an imported module says is code"


def test_two_modules_that_are_exchanged_are_other_code(code):
    both = {"a": "def f():\n    return 1\n", "b": "def f():\n    return 2\n"}
    text = "from snippets.page import a, b\nprint(a.f() - b.f())\n"
    assert code(text, **both) != code(text, a=both["b"], b=both["a"])


def test_modules_that_import_each_other_are_told_in_a_sentence(project):
    helper, other = project / "snippets/page/helper.py", project / "snippets/page/around.py"
    helper.write_text("from snippets.page import around\n" + HELPER)
    other.write_text("def late():\n    from snippets.page.helper import scale\n")
    done = study(project, "run", "timeline", "other")
    assert done.returncode == 1
    told = "snippets/page/around.py and snippets/page/helper.py import each other: move what both"
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_change_is_told_where_it_was_made(project, monkeypatch):
    inner = project / "snippets/page/inner.py"
    inner.write_text("TWO = 2\n")
    helper = project / "snippets/page/helper.py"
    helper.write_text("from snippets.page.inner import TWO\ndef scale(x):\n    return TWO * x\n")
    assert study(project, "run", "timeline", "other").returncode == 0
    inner.write_text("TWO = 3\n")
    told = study(project, "check", "timeline", "other").stderr
    assert "other.json is stale, for snippets/page/inner.py changed since" in told


def test_a_moved_module_and_a_renamed_listing_leave_records_as_they_are(project):
    assert study(project, "run", "timeline").returncode == 0
    page, room = project / "snippets/page", project / "snippets/room"
    room.mkdir()
    (page / "helper.py").rename(room / "aids.py")
    for name in ("tiny", "other"):
        text = (page / f"{name}.py").read_text().replace("page.helper", "room.aids")
        (page / f"{name}.py").unlink()
        (room / f"{name}_form.py").write_text(text)
    registry = project / "snippets/studies/timeline.py"
    registry.write_text(
        registry.read_text()
        .replace("page/tiny", "room/tiny_form")
        .replace("page/other", "room/other_form")
    )
    assert study(project, "check", "timeline").returncode == 0


def test_a_listing_uses_the_modules_that_it_imports():
    files = {records.shown(f) for f in records.uses([System("x", "run_bert/excess_bits").file])}
    assert "snippets/lab/world/grammar.py" in files, "through snippets.lab.world.corpus"
    assert "snippets/run_bert/excess_bits.py" in files


def test_every_form_of_an_import_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "ROOT", tmp_path)
    folder = tmp_path / "snippets" / "page"
    folder.mkdir(parents=True)
    for name in ("one", "two", "three", "four"):
        (folder / f"{name}.py").write_text("")
    listing = folder / "listing.py"
    listing.write_text(
        "import snippets.page.one\nfrom snippets.page.two import x\n"
        "from snippets.page import (\n    three,\n    four,\n)\nimport math\n"
    )
    names = {file.stem for file in records.uses([listing])}
    assert names == {"listing", "one", "two", "three", "four"}
