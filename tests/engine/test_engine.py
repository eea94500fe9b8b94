"""The contract between a page and its code, each promise broken on purpose."""

import ast
import re
import threading

import pytest
from conftest import FIGURE, FIGURE_PAGE, ROOT

from snippets.lab.files import write
from tools.engine.record import record
from tools.engine.run import ListingError, execute
from tools.markdown.site import records_folder


def text(result) -> str:
    return result.stdout.str() + result.stderr.str()


def test_recorded_page_passes(recorded):
    result = recorded.run()
    assert result.ret == 0
    result.assert_outcomes(passed=2)
    assert (recorded.root / "docs/recorded/page/mask.out").read_text() == (
        "[[1, 0, 0], [1, 1, 0], [1, 1, 1]]\nallowed = 6\n"
    )


def test_recording_twice_changes_nothing(recorded):
    before = {file: file.stat().st_mtime_ns for file in recorded.root.glob("docs/recorded/page/*")}
    assert recorded.record().ret == 0
    assert before == {
        file: file.stat().st_mtime_ns for file in recorded.root.glob("docs/recorded/page/*")
    }


def test_flipped_mask_is_caught(recorded):
    recorded.edit("snippets/page/mask.py", "tril", "triu")
    result = recorded.run()
    assert result.ret == 1
    told = "docs/page.md:7: snippets/page/mask.py: docs/recorded/page/mask.out differs"
    assert told in text(result)
    assert "recorded: [[1, 0, 0], [1, 1, 0], [1, 1, 1]]" in text(result)
    assert "now:      [[1, 1, 1], [0, 1, 1], [0, 0, 1]]" in text(result)
    assert "make record" in text(result)


def test_changed_recorded_output_is_caught(recorded):
    recorded.edit("docs/recorded/page/mask.out", "allowed = 6", "allowed = 7")
    result = recorded.run()
    assert result.ret == 1
    assert re.search(r"recorded: allowed = 7\s+now:      allowed = 6", text(result))


def test_changed_figure_is_caught(mini):
    mini.remove("snippets/page/mask.py")
    mini.write("docs/page.md", FIGURE_PAGE)
    mini.write("snippets/page/bars.py", FIGURE)
    assert mini.record().ret == 0
    assert mini.run().ret == 0
    mini.edit("snippets/page/bars.py", "0.905, 0.095", "0.9, 0.1")
    result = mini.run()
    assert result.ret == 1
    assert "docs/recorded/page/bars.fig differs" in text(result)
    assert "0.905" in text(result)


def test_a_figure_may_differ_near_zero_by_what_rounding_leaves_and_no_more(mini):
    """Relative to 0 every difference is large; single precision differs by some 1e-6."""
    mini.remove("snippets/page/mask.py")
    mini.write("docs/page.md", FIGURE_PAGE)
    mini.write("snippets/page/bars.py", FIGURE.replace("0.905, 0.095", "0.905, 0.000001"))
    assert mini.record().ret == 0
    mini.edit("snippets/page/bars.py", "0.000001", "0.000011")
    assert mini.run().ret == 0
    mini.edit("snippets/page/bars.py", "0.000011", "0.0001")
    assert mini.run().ret == 1


def test_figure_text_is_compared_too(mini):
    mini.remove("snippets/page/mask.py")
    mini.write("docs/page.md", FIGURE_PAGE)
    mini.write("snippets/page/bars.py", FIGURE)
    assert mini.record().ret == 0
    mini.edit("snippets/page/bars.py", '"but"', '"yet"')
    assert mini.run().ret == 1


def test_page_that_hides_a_figure_or_output_is_caught(recorded):
    recorded.edit("docs/page.md", '```text title="Output"\n--8<-- "page/mask.out"\n```\n', "")
    result = recorded.run()
    assert result.ret == 1
    assert "docs/page.md:7: the page shows the listing but not its .out" in text(result)


def test_output_typed_by_hand_is_caught(recorded):
    recorded.edit(
        "docs/page.md", "The mask", '```text title="Output"\nallowed = 9\n```\n\nThe mask'
    )
    result = recorded.run()
    assert result.ret == 1
    assert "an output typed by hand" in text(result)


def test_stale_prose_number_is_caught(recorded):
    recorded.edit("snippets/page/mask.py", "allowed =", "pairs =")
    assert recorded.record().ret == 1  # the page still asks for the old name
    result = recorded.run()
    assert result.ret != 0
    assert "docs/page.md:13: snippets/page/mask.py prints no line 'allowed = …'" in text(result)
    build = recorded.build()
    assert build.returncode != 0
    assert "docs/page.md:13: snippets/page/mask.py prints no line 'allowed = …'" in build.stderr
    assert "Traceback" not in build.stderr


def test_prose_number_is_the_recorded_one(recorded):
    assert recorded.build().returncode == 0
    html = (recorded.root / "site/page/index.html").read_text()
    assert "The mask allows 6 pairs." in html


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('page/mask.py"\n```', 'page/musk.py"\n```', "7: no file 'page/musk.py' under snippets/"),
        ('page/mask.py"\n```', 'page/mask.py:loop"\n```', "7: no section 'loop'"),
        ("The mask", r"$\nosuchcommand{x}$ The mask", "13: the formula"),
        (
            "The mask",
            "[gone](no-such-page.md)",
            "13: Doc file 'page.md' contains a link 'no-s",
        ),
        ("The mask", "[gone](index.md#nowhere)", "13: Doc file 'page.md' contains a link 'index"),
        (
            "The mask",
            "![x](recorded/page/none.svg)",
            "13: Doc file 'page.md' contains a link 'reco",
        ),
        ("The mask", "[ledger:T9]\n\nThe mask", "13: [ledger:T9] names no table"),
    ],
    ids=["file", "section", "math", "link", "anchor", "image", "table"],
)
def test_bad_page_fails_the_build_with_a_sentence(recorded, old, new, sentence):
    recorded.edit("docs/page.md", old, new)
    build = recorded.build()
    assert build.returncode != 0
    assert f"docs/page.md:{sentence}" in build.stderr
    assert "Traceback" not in build.stderr


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('page/mask.py"\n```', 'page/musk.py"\n```', "docs/page.md:7: no file 'page/musk.py'"),
        ('page/mask.py"\n```', 'page/mask.py:loop"\n```', "docs/page.md:7: no section 'loop'"),
        ("The mask", r"$\nosuchcommand{x}$ The mask", "docs/page.md:13: the formula"),
        ("[[page/mask:", "[[page/musk:", "docs/page.md:13: [[page/musk:allowed]] asks for"),
    ],
    ids=["file", "section", "math", "number"],
)
def test_bad_page_fails_the_check_with_page_and_line(recorded, old, new, sentence):
    recorded.edit("docs/page.md", old, new)
    result = recorded.run()
    assert result.ret != 0
    assert sentence in text(result)
    assert "Traceback" not in text(result)


def test_type_error_is_not_run_twice(mini):
    mini.write(
        "snippets/page/mask.py",
        "import pathlib\n\n"
        'first = not pathlib.Path("ran").exists()\n'
        'pathlib.Path("ran").touch()\n'
        'print("second time" if not first else len(5))\n',
    )
    mini.write("docs/recorded/page/mask.out", "second time\n")
    mini.edit("docs/page.md", "The mask allows [[page/mask:allowed]] pairs.", "")
    result = mini.run()
    assert result.ret == 1
    assert "snippets/page/mask.py:5" in text(result)
    assert "TypeError: object of type 'int' has no len()" in text(result)


def test_type_error_of_an_inline_fence_is_not_run_twice(mini):
    mini.write(
        "docs/page.md",
        "# Page\n\n```python\nimport builtins\n\n"
        'builtins.tries = getattr(builtins, "tries", 0) + 1\n'
        "assert builtins.tries > 1 or len(5)\n```\n",
    )
    result = mini.run()
    assert result.ret == 1
    assert "docs/page.md:7" in text(result)


BLOCK = "\n{before}{indent}```python\n{indent}x = 1 / 0\n{indent}```\n"


@pytest.mark.parametrize(
    ("before", "indent"),
    [
        ('=== "Tab"\n\n', "    "),
        ("!!! note\n\n", "    "),
        ("??? note\n\n", "    "),
        ("- an item\n\n", "    "),
        ('=== "Tab"\n\n    !!! note\n\n', "        "),
        ("", ""),
    ],
    ids=["tab", "admonition", "details", "list", "tab in tab", "plain"],
)
def test_hidden_block_runs(recorded, before, indent):
    """CommonMark does not see these fences; the site's own Markdown does."""
    page = recorded.root / "docs/page.md"
    page.write_text(page.read_text() + BLOCK.format(before=before, indent=indent))
    result = recorded.run()
    assert result.ret == 1
    assert "ZeroDivisionError" in text(result)
    line = next(n for n, text in enumerate(page.read_text().splitlines(), 1) if "1 / 0" in text)
    assert f"docs/page.md:{line}" in text(result)


@pytest.mark.parametrize("info", ["Python", "py", "{.python .notest}", 'python title="notest"'])
def test_no_spelling_escapes_the_run(recorded, info):
    page = recorded.root / "docs/page.md"
    page.write_text(page.read_text() + f"\n```{info}\nx = 1 / 0\n```\n")
    result = recorded.run()
    assert result.ret == 1
    assert "ZeroDivisionError" in text(result)


def test_inline_block_may_not_print(recorded):
    page = recorded.root / "docs/page.md"
    page.write_text(page.read_text() + "\n```python\nprint(1)\n```\n")
    result = recorded.run()
    assert result.ret == 1
    assert "an inline block has no output" in text(result)


def test_warning_is_a_failure(recorded):
    recorded.edit(
        "snippets/page/mask.py", "import numpy as np\n",
        'import warnings\n\nimport numpy as np\n\nwarnings.warn("old", DeprecationWarning)\n',
    )  # fmt: skip
    result = recorded.run()
    assert result.ret == 1
    assert "DeprecationWarning: old" in text(result)


def test_logged_warning_is_a_failure(recorded):
    recorded.edit(
        "snippets/page/mask.py", "import numpy as np\n",
        'import logging\n\nimport numpy as np\n\nlogging.getLogger("page.x").warning("hm")\n',
    )  # fmt: skip
    assert "it warns, and a listing must not:\n  hm" in text(recorded.run())


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("x = 1\n", "it neither prints nor shows"),
        ("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint(1)\n", "never shows"),
        ("raise SystemExit(3)\n", "SystemExit: 3"),
        ("def broken(:\n", "SyntaxError"),
        ('# tolerance: wide\nprint("x")\n', "is not a positive number"),
    ],
    ids=["silent", "unshown", "exit", "syntax", "tolerance"],
)
def test_bad_listing_is_told_in_a_sentence(recorded, body, sentence):
    recorded.write("snippets/page/mask.py", body)
    result = recorded.run()
    assert result.ret == 1
    assert "docs/page.md:7: snippets/page/mask.py: " in text(result)
    assert sentence in text(result)


def test_unexecuted_line_of_a_section_is_caught(recorded):
    recorded.write(
        "snippets/page/model.py",
        "# --8<-- [start:half]\ndef half(x):\n    if x > 10:\n        return 0\n"
        "    return x / 2\n# --8<-- [end:half]\n",
    )
    recorded.write(
        "snippets/page/use.py", "from snippets.page.model import half\n\nprint(half(4))\n"
    )
    recorded.write("docs/recorded/page/use.out", "2.0\n")
    page = recorded.root / "docs/page.md"
    page.write_text(
        page.read_text()
        + '\n```python\n--8<-- "page/model.py:half"\n```\n'
        + '\n```python\n--8<-- "page/use.py"\n```\n```text\n--8<-- "page/use.out"\n```\n'
    )
    result = recorded.run()
    assert result.ret == 1
    assert "snippets/page/model.py:4: this line is shown, but no listing executes it" in text(
        result
    )
    recorded.edit("snippets/page/use.py", "half(4)", "half(4) + half(20)")
    assert recorded.run().ret == 0


def test_interrupted_record_leaves_old_files_whole(recorded, monkeypatch):
    files = {f: f.read_bytes() for f in recorded.root.glob("docs/recorded/page/*") if f.is_file()}

    def full(*_):
        raise OSError("no room on the device")

    monkeypatch.setattr("snippets.lab.files.os.replace", full)
    source = 'print("something else")\n'
    run = execute("page/mask", source, recorded.root / "snippets/page/mask.py")
    with pytest.raises(OSError, match="no room"):
        record(run, records_folder(recorded.root))
    assert files == {
        f: f.read_bytes() for f in recorded.root.glob("docs/recorded/page/*") if f.is_file()
    }
    assert not list(recorded.root.glob("docs/recorded/page/*.partial"))


def test_failed_listing_is_not_recorded(recorded):
    before = (recorded.root / "docs/recorded/page/mask.out").read_bytes()
    recorded.write("snippets/page/mask.py", 'print("half")\nraise ValueError("stop")\n')
    assert recorded.record().ret == 1
    assert (recorded.root / "docs/recorded/page/mask.out").read_bytes() == before


def test_write_replaces_as_a_whole(tmp_path):
    file = tmp_path / "a.out"
    write(file, b"old")
    write(file, b"new")
    assert file.read_bytes() == b"new"
    assert [f.name for f in tmp_path.iterdir()] == ["a.out"]


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\n\nprint(np.random.rand(4).round(6).tolist())\n",
        "print(set('a good film is a film that a good friend likes'.split()))\n",
        "print([hash('a') % 1000])\n",
        "import time\n\nprint(time.perf_counter())\n",
        "print(id(object()), object())\n",
    ],
    ids=["no seed", "set", "hash", "clock", "address"],
)
def test_what_prints_something_else_each_time_is_not_recorded(recorded, source):
    before = (recorded.root / "docs/recorded/page/mask.out").read_bytes()
    recorded.write("snippets/page/mask.py", source)
    result = recorded.record()
    assert result.ret == 1
    assert "two runs of it differ" in text(result)
    assert (recorded.root / "docs/recorded/page/mask.out").read_bytes() == before


def test_an_order_that_the_hash_seed_decides_is_found(recorded, monkeypatch):
    """What one seed recorded fails under others, and the seed is printed."""
    recorded.write("snippets/page/mask.py", "print(set('abcdefgh'))\nprint('allowed = 6')\n")
    recorded.write("docs/recorded/page/mask.out", f"{set('abcdefgh')}\nallowed = 6\n")
    monkeypatch.setenv("LISTINGS_SEED", "7")
    result = recorded.run()
    assert result.ret == 1
    assert "listings: seed 7" in text(result)
    assert "mask.out differs" in text(result)


def test_listings_run_in_an_order_of_the_seed(mini, monkeypatch):
    """Two seeds, two orders; one seed, one order."""
    names = [f"x{i}" for i in range(8)]
    page = "---\n{title: Page, description: Eight listings.}\n---\n# Page\n"
    for name in names:
        mini.write(
            f"snippets/page/{name}.py",
            f"with open('log', 'a') as log:\n    log.write('{name} ')\nprint('{name}')\n",
        )
        mini.write(f"docs/recorded/page/{name}.out", f"{name}\n")
        page += f'\n```python\n--8<-- "page/{name}.py"\n```\n'
        page += f'```text title="Output"\n--8<-- "page/{name}.out"\n```\n'
    mini.write("docs/page.md", page)
    mini.remove("snippets/page/mask.py")
    orders = []
    for seed in ("1", "2", "1"):
        monkeypatch.setenv("LISTINGS_SEED", seed)
        mini.run("docs/page.md").assert_outcomes(passed=9)
        orders.append((mini.root / "log").read_text().split())
        (mini.root / "log").unlink()
    assert sorted(orders[0]) == names
    assert orders[0] != orders[1]


def test_listing_of_another_name_is_an_error(runs):
    with pytest.raises(ListingError, match=r"no listing snippets/no/such\.py"):
        runs.listing("no/such")


def test_each_listing_runs_once(mini):
    """The page shows it twice and a test asks for it: still one run."""
    mini.write(
        "snippets/page/mask.py",
        'import pathlib\n\nlog = pathlib.Path("log")\n'
        'log.write_text((log.read_text() if log.exists() else "") + "x")\nprint("allowed = 6")\n',
    )
    mini.write("docs/recorded/page/mask.out", "allowed = 6\n")
    page = mini.root / "docs/page.md"
    page.write_text(page.read_text() + '\n```python\n--8<-- "page/mask.py"\n```\n')
    mini.write("test_it.py", "def test_it(listing):\n    assert listing('page/mask').output\n")
    result = mini.run("docs/page.md", "test_it.py")
    assert result.ret == 0
    assert (mini.root / "log").read_text() == "x"
    assert "1 listings, each run once" in text(result)


def test_tools_know_no_page_by_name():
    pages = {p.stem for p in (ROOT / "docs").rglob("*.md")}
    listings = {p.stem for p in (ROOT / "snippets").glob("*/*.py")}
    # words of other uses
    common = {"index", "notation", "tags", "ledger", "bibliography", "next_token", "excess_bits"}
    for file in (ROOT / "tools").rglob("*.py"):
        words = set(re.findall(r"[a-z]+(?:[-_][a-z]+)+", file.read_text()))
        assert not words & (pages - common), file.name
        assert not {w for w in words if "_" in w} & (listings - common), file.name


def test_a_page_outside_of_the_navigation_is_told(recorded):
    recorded.write("docs/other.md", "---\ntitle: Other\ndescription: Another.\n---\n# Other\n")
    result = recorded.run("docs/other.md")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["docs/other.md:1: the page is not in the navigation: *"])


def test_a_page_that_is_not_utf_8_is_told_in_a_sentence(recorded):
    page = recorded.write("docs/page.md", "")
    page.write_bytes("---\ntitle: Größe\n".encode("latin-1"))
    result = recorded.run("docs/page.md")
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*docs/page.md:2: not UTF-8 (*): save it as UTF-8."])
    assert "Traceback" not in result.stdout.str()


def test_python_is_parsed_in_one_thread_alone(recorded, monkeypatch):
    """Python 3.11's parser fails at random where two threads use it at once."""
    parse, elsewhere = ast.parse, []

    def watched(*arguments, **options):
        if threading.current_thread() is not threading.main_thread():
            elsewhere.append(arguments)
        return parse(*arguments, **options)

    recorded.edit("snippets/page/mask.py", "\nprint", "\n# nobody has parsed this yet\nprint")
    monkeypatch.setattr(ast, "parse", watched)
    assert recorded.run().ret == 0
    assert elsewhere == []
