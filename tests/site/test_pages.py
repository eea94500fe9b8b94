"""What a page may write, what is refused and where; every link of every built page leads somewhere.

Most of it is told without running anything: `told` is what `make check` says of the page before its
listings run. What is the page's own fault stops the build as well.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, Mini

from tools.markdown.errors import SiteError
from tools.engine.inventory import blocks, unaccounted
from tools.markdown.fences import normalise
from tools.markdown.faults import looks_like_python, problems
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


# ---------------------------------------------------------------- fences

FORMS = {
    "plain": LISTING,
    "numbered lines": LISTING.replace("python", 'python linenums="1" hl_lines="2-3"', 1),
    "title": LISTING.replace("python", 'python title="a.py" linenums="5"', 1),
    "annotated": LISTING.replace("python", " { .python .annotate }", 1),
    "class": LISTING.replace("python", "{.python}", 1),
    "class and options": LISTING.replace("python", '{.python title="a" hl_lines="1" #code}', 1),
    "tildes": LISTING.replace("```", "~~~"),
    "more backticks": LISTING.replace("```", "`````"),
    "py": LISTING.replace("python", "py", 1),
    "single quotes": LISTING.replace('"', "'"),
    "short scissors": LISTING.replace("--8<--", "-8<-"),
    "block": '```python\n--8<--\npage/mask.py\n--8<--\n```\n',
    "block with more lines": "```python\n--8<--\n; x\n\npage/mask.py\n--8<--\n```\n",
    "block in a tab": '=== "A"\n\n    ```python\n    --8<--\n    page/mask.py\n    --8<--\n'
    "    ```\n",
    "another path": LISTING.replace("page/mask", "./page/../page/mask"),
    "in a tab": '=== "A"\n\n    ' + LISTING.replace("\n", "\n    ") + "\n",
    "in an admonition": "!!! note\n\n    " + LISTING.replace("\n", "\n    ") + "\n",
    "in details in a tab": '=== "A"\n\n    ???+ note "B"\n\n        '
    + LISTING.replace("\n", "\n        ") + "\n",
    "in a list": "- an item\n\n    " + LISTING.replace("\n", "\n    ") + "\n",
    "in a list by tabs": "- an item\n\n\t- another\n\n\t\t"
    + LISTING.replace("\n", "\n\t\t") + "\n",
    "in a division": '<div markdown>\n\n' + LISTING + "\n</div>\n",
    "in a footnote": "Words.[^1]\n\n[^1]:\n    Note\n\n    "
    + LISTING.replace("\n", "\n    ") + "\n",
    "in a definition": "Term\n:   Meaning\n\n    " + LISTING.replace("\n", "\n    ") + "\n",
    "directly below words": "Words:\n" + LISTING,
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_fence_of_any_form_is_known_by_its_listing(told, form):
    page = told(f"{form}\n{OUTPUT}")
    assert page.said == ""
    assert page.listings == ["page/mask"]
    lines = page.page.read_text().split("\n")
    shown = [line for line in lines if "8<-" in line or "page/mask.py" in line]
    assert page.fences[0].line == lines.index(shown[0]) + 1


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        (LISTING.replace('"\n', '" \n'), 8, "not understood: '--8<-- \"page/mask.py\"'"),
        (LISTING.replace('"', ""), 8, "not understood: '--8<-- page/mask.py'"),
        (LISTING.replace('"', "”"), 8, "this form of embedding is not understood"),
        ("> " + LISTING.replace("\n", "\n> "), 8, "not understood: '> --8<--"),
        (LISTING.replace("mask.py", "mask.py:1:2"), 8, "lines of page/mask.py by their numbers"),
        (LISTING.replace("mask.py", "mask.py:2"), 8, "lines of page/mask.py by their numbers"),
        (LISTING.replace("mask.py", "mask.py:loop"), 8, "no section 'loop'"),
        (LISTING.replace("mask.py", "musk.py"), 8, "no file 'page/musk.py'"),
        ("```python\n--8<--\npage/mask.py\n```\n", 8, "is never closed"),
        ("```python\n--8<--\npage/mask.py\npage/musk.py\n--8<--\n```\n", 10, "no file"),
        (LISTING.replace("\n```\n", "\nx = 1\n```\n"), 8, "and more besides: one listing a fence"),
        ('--8<-- "page/mask.py"\n', 7, "'page/mask.py' is embedded outside a fence"),
        (LISTING.replace("python", "python hl_lines=2", 1), 7, "its options are not understood"),
        (LISTING.replace("python", 'python colour="red"', 1), 7, "its options are not understood"),
        (LISTING + "\n```python\nx = 1\n", 11, "it is not closed by the same marks"),
        ("- ```python\n  x = 1\n  ```\n", 7, "it begins in the line of a list's bullet"),
        ('???+ note\n  === "A"\n    ```python\n    x = 1\n    ```\n', 9, "as literal backticks"),
        ('???+ note\n    === "A"\n      ```python\n      x = 1\n      ```\n', 8, "tab 'A'"),
        ("Words.\n\n    ```python\n    x = 1\n    ```\n", 9, "as literal backticks"),
        ("```\nx\n```\n", 8, "a fence without a language"),
        ("```{.annotate=1}\nx\n```\n", 8, "a fence without a language"),
        ("```snakelang\nx = 1\n```\n", 8, "'snakelang', a language that Pygments does not know"),
        ("```pycon\n>>> 1\n1\n```\n", 8, "a fence in 'pycon' (python console session) is not run"),
        ("Words:\n\n    x = 1\n", 9, "code that is in no fence ('x = 1')"),
        ('<pre><code class="language-python">x &lt; 1</code></pre>\n', 7, "in no fence ('x < 1')"),
        (LISTING.replace("python", "text", 1), 8, "a 'text' fence that embeds page/mask.py"),
        (LISTING.replace("python", "bash", 1), 8, "a 'bash' fence that embeds page/mask.py"),
        (LISTING.replace("python", "", 1), 8, "a fence without a language"),
        ("```text\nimport torch\nx = torch.ones(3)\n```\n", 8, "Python in a 'text' fence"),
        ("```yaml\nfor x in y:\n    f(x)\n```\n", 8, "Python in a 'yaml' fence"),
        ('```text title="Output"\nallowed = 6\n```\n', 8, "an output typed by hand"),
        ('```text title="output "\nallowed = 6\n```\n', 8, "an output typed by hand"),
        (OUTPUT.replace("\n```\n", "\nmore\n```\n"), 8, "an output typed by hand"),
        (OUTPUT.replace(".out", ".py"), 8, "an output typed by hand"),
        (OUTPUT.replace("Output", "Output of it").replace("--8", ";--8"), 8, "typed by hand"),
        (f"{OUTPUT}\n{LISTING}", 8, "page/mask.out is not of the listing above"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_fence_is_told_with_its_line(told, body, line, words):
    page = told(body)
    first = page.said.split("\n")[0]
    assert first.startswith(f"docs/page.md:{line}: ")
    assert words in first


def test_each_of_two_equal_fences_has_its_own_line(told):
    """The words stand in the prose and in a code span as well."""
    fence = "```foo\nx = f(y)\n```\n"
    page = told(f"Here x = f(y) and `x = f(y)`.\n\n{fence}\nx = f(y)\n\n{fence}{LISTING}{OUTPUT}")
    assert re.findall(r"page.md:(\d+): a fence in 'foo'", page.said) == ["10", "16"]


def test_lines_hold_behind_blocks_comments_and_a_byte_order_mark(told):
    body = f"<!--\n{LISTING}-->\n\n{FORMS['block']}\n{OUTPUT}\n[[nothing]] and $\\nosuch$\n"
    page = told(body, top=BOM + TOP)
    line = 1 + (TOP + body).split("\n").index("[[nothing]] and $\\nosuch$")
    assert re.findall(r"docs/page.md:(\d+): ", page.said) == [str(line)] * 2


# ---------------------------------------------------------------- what escapes


def test_a_fence_in_a_comment_is_not_run_and_not_counted(told):
    gone = LISTING.replace("mask", "gone")
    page = told(f"<!--\n{gone}\n```python\nx = 1 / 0\n```\n-->\n\n{LISTING}\n{OUTPUT}")
    assert page.said == ""
    assert page.listings == ["page/mask"]


def test_what_only_looks_like_a_comment_hides_nothing(told):
    page = told(f"`<!--`\n\n```python\nx = 1\n```\n\n`-->`\n\n{LISTING}{OUTPUT}")
    assert page.fences[0].source.strip() == "x = 1"


@pytest.mark.parametrize(
    "escaped",
    [
        f"<!--\n{LISTING}-->\n",
        LISTING.replace("python", "text", 1),
        LISTING.replace("python", "", 1),
        "Words about `page/mask.py`.\n",
    ],
    ids=["comment", "text", "no language", "deleted"],
)
def test_a_listing_that_no_page_shows_is_an_error(told, escaped):
    page = told(f"{escaped}\n{OUTPUT}")
    assert "docs/page.md: snippets/page/mask.py: no page shows this listing" in page.said


def test_an_output_in_a_comment_is_not_shown(told):
    page = told(f"{LISTING}\n<!--\n{OUTPUT}-->\n")
    assert page.said.startswith("docs/page.md:8: the page shows the listing but not its .out")


def test_a_module_may_be_imported_but_what_has_a_record_is_shown(told, mini):
    mini.write("snippets/page/parts.py", "def half(x):\n    return x / 2\n")
    body = f"{LISTING}{OUTPUT}"
    assert "snippets/page/parts.py: no page shows this listing" in told(body).said
    mini.write("snippets/other/use.py", "from snippets.page import (\n    parts,\n)\n")
    assert told(body).said == ""
    mini.write("docs/recorded/page/parts.out", "1\n")
    assert "snippets/page/parts.py: no page shows this listing" in told(body).said
    (mini.root / "snippets/page/parts.py").unlink()
    assert "docs/recorded/page/parts.out: the record of no listing: delete it" in told(body).said


def test_a_fence_that_is_no_python_may_have_a_reason(told, mini):
    body = f"{LISTING}{OUTPUT}\n```text\nimport torch\nx = torch.ones(3)\n```\n"
    assert "Python in a 'text' fence" in told(body).said
    entry = "- page: docs/page.md\n  begins: import torch\n"
    mini.write("docs/evidence/exemptions.yml", f"{entry}  reason: It shows what fails.\n")
    assert told(body).said == ""
    mini.write("docs/evidence/exemptions.yml", "reason: none\n")
    with pytest.raises(SiteError, match=r"exemptions\.yml:1: this is no list"):
        told(body)
    mini.write("docs/evidence/exemptions.yml", entry)
    with pytest.raises(SiteError, match=r"exemptions\.yml: an exemption lacks reason"):
        told(body)


@pytest.mark.parametrize(
    "text",
    [
        "make serve", "ls -l | wc", "python -m snippets.page.mask", "$ python -m x", "the cat sat",
        "bits = 1.12\nloss = nan", "tensor([1, 2, 3])", "title: A page\ntags: [a, b]", "[1, 2, 3]",
        '{"a": 1, "b": [2]}', "cat", "BERT, GPT", "docs/   pages\ntests/  tests", "x = [1, 2]",
        "p(x) > p(y)", "a -> b", "loss: 0.5", "x, y = 1, 2", "", "# a comment", "P(y | x)",
        "+1 -1", "return x", "GPT2Model(\n  (wte): Embedding(4, 4)\n)", "s = 'import torch'",
    ],
)  # fmt: skip
def test_words_values_and_commands_are_no_python(text):
    assert not looks_like_python(text)


@pytest.mark.parametrize(
    "text",
    [
        "import torch", "from a import b\nb()", "def f(x):\n    return x", "class A:\n    pass",
        "for x in y:\n    x", "x = f(y)", "x = y[0]", "print(x)", "  x = 1\n  print(x)",
        "with open(x) as y:\n    z", "x = [a for a in b]", "while True:\n    x", "assert x == 1",
        ">>> x = 1\n>>> x\n1", "x = 1  # one\nif x:\n    y = 2", "x += f(1)", "p = '\\d' + f(x)",
    ],
)  # fmt: skip
def test_statements_are_python(text):
    assert looks_like_python(text)


# ---------------------------------------------------------------- what files hold is content

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


@pytest.mark.parametrize("content", HOSTILE)
@pytest.mark.parametrize("indent", ["", "    "], ids=["plain", "tab"])
def test_what_an_output_holds_is_shown_literally(told, mini, content, indent):
    mini.write("docs/recorded/page/mask.out", content)
    before = '=== "A"\n\n' if indent else ""
    body = before + "".join(f"{indent}{line}\n" for line in f"{LISTING}{OUTPUT}".splitlines())
    page = told(f"{body}\nThe end.\n")
    assert page.said == ""
    (_, python, _), (language, shown, _) = blocks(page.html)
    assert python == normalise(mini.root.joinpath("snippets/page/mask.py").read_text())
    assert language == "text"
    wanted = content.removeprefix(BOM).strip("\n").split("\n")
    wanted = [line.rstrip() for line in wanted]
    assert shown == normalise("\n".join(wanted))
    assert page.prose() == "The end."


def test_what_a_listing_holds_is_shown_literally(told, mini):
    listing = (
        'text = """\n```python\n~~~\n[[page/mask:allowed]] [[x]]\n=== "A"\n\t$a|b$\n<!-- -->\n"""\n'
        "# --8<-- [start:use]\nprint(text)\n# --8<-- [end:use]\n"
    )
    mini.write("snippets/page/mask.py", BOM + listing)
    page = told(f"{LISTING}{OUTPUT}\nThe end.\n")
    assert page.said == ""
    assert blocks(page.html)[0] == ("python", normalise(listing), "page/mask")
    assert "start:use" not in page.html
    assert page.prose() == "The end."


def test_a_section_is_shown_without_the_marks_of_others(told, mini):
    mini.write(
        "snippets/page/parts.py",
        "# --8<-- [start:all]\ndef half(x):\n    # --8<-- [start:one]\n    return x / 2\n"
        "    # --8<-- [end:one]\n# --8<-- [end:all]\n",
    )
    one, everything = (LISTING.replace("mask.py", f"parts.py:{name}") for name in ("one", "all"))
    page = told(f"{one}\n{everything}\n{LISTING}{OUTPUT}")
    assert page.said == ""
    assert [fence.section for fence in page.fences[:3]] == ["one", "all", None]
    assert page.fences[0].source.strip() == "return x / 2"
    assert page.fences[1].source.strip() == "def half(x):\n    return x / 2"


def test_numbered_lines_are_no_block_of_their_own(told, tmp_path):
    page = told(f"{FORMS['numbered lines']}\n{OUTPUT}")
    assert [language for language, *_ in blocks(page.html)] == ["python", "text"]
    assert page.html.count('class="hll"') == 2, "two lines of the file are highlighted"
    (tmp_path / "page.html").write_text(page.html)
    assert unaccounted(tmp_path, {"page/mask"}) == []


# ---------------------------------------------------------------- numbers and formulas


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[[page/mask:allowed]]", "6"),
        ("[[page/mask: allowed ]] and [[ page/mask:allowed]]", "6 and 6"),
        ("[[page/mask:\nallowed]]", "6"),
        ("[[page/GPT2:bits]]", "1.12"),
        ("[[page/GPT2:Bits_2]]", "a*b*c `d` [e](f) <pad> & $x$ a_b_c"),
        ("`[[x]]` and ``[[y` z]]``", "[[x]] and [[y` z]]"),
        ("\\[[x]]", "[[x]]"),
        ("[[1]](https://x.y)", "[1]"),
        ("see [[1](https://x.y), [2](https://x.y)]", "see [1, 2]"),
        ("[[[page/mask:allowed]]](https://x.y)", "6"),
        ("**[[page/mask:allowed]]**[[page/mask:allowed]]", "66"),
        ("<!-- [[x]] -->The end", "The end"),
    ],
)
def test_a_number_is_what_its_listing_printed(told, mini, written, shown):
    mini.write("snippets/page/GPT2.py", "print('bits = 1.12')\n")
    mini.write(
        "docs/recorded/page/GPT2.out", "bits = 1.12\nBits_2 = a*b*c `d` [e](f) <pad> & $x$ a_b_c\n"
    )
    both = (
        LISTING + OUTPUT + "\n" + LISTING.replace("mask", "GPT2") + OUTPUT.replace("mask", "GPT2")
    )
    page = told(f"{both}\n{written}\n")
    assert page.said == ""
    assert page.prose() == shown


@pytest.mark.parametrize(
    "written",
    [
        "[[x]]", "[[page/mask]]", "[[mask:allowed]]", "[[page.mask:allowed]]", "[[page/mask:]]",
        "[[page/mask:allowed", "[[1, 2], [3, 4]]", "[[]]", "[[page/mask:allowed pairs]]",
        "[[page/mask:Allowed]]", "[[page/Mask:allowed]]", "[[../mask:allowed]]",
        "[page/mask:allowed]", "[page/mask:allowed]]",
    ],
)  # fmt: skip
def test_brackets_that_are_no_number_are_told_with_their_line(told, written):
    """And not where the same words stand as code."""
    page = told(f"`{written}`\n\n```text\n{written}\n```\n\n| a |\n| --- |\n| {written} |\n")
    first = page.said.split("\n")[0]
    assert first.startswith("docs/page.md:15: ")
    assert "is no number" in first or "prints no line" in first or "asks for a number" in first
    assert written[:6] in first or "'Allowed = …'" in first


MONEY = [
    "US$5/US$10, and 35$", "$5 and $10", "costs $3", "$5 and 10$", "from 5$ to 10$", "A$5, B$6",
    "$5/month, $10/year and 15$", "$5-$10", "$5–$10", "5$/kg, 7$/kg", '"$" and "$"',
    "35$, 40$ or $50", "$5/$10 and $6/$12", "€5/$6 or 7$", "US $5 and 5 US$", "USD$5-USD$6",
    "in 1990 $1 was 2$", "(5 $, 7 $)", "$1,000 or 900$",
]  # fmt: skip
FORMULAS = [
    "$5x = y$", "$2^n$", "$10$", "$i$th", "non-$x$", "2$x$", "3$\\times$3", "$x$5", "($x$)",
    "$4 dx$", "$P(y \\mid x)$", "$\\text{a and b}$", "$2 \\text{ and more}$", "$3 \\sin x$",
    "$0.5 < p$", "\\(x\\)", "$P(y|x)$", "$1 - p$", "$5,000$", "$2ab$",
]  # fmt: skip


@pytest.mark.parametrize("text", MONEY)
def test_money_is_no_formula(told, text):
    page = told(f"{LISTING}{OUTPUT}\n{text}\n")
    assert page.said == ""
    assert page.prose() == text


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_one_beside_money_too(told, text):
    page = told(f"{LISTING}{OUTPUT}\n{text}, for $5 or 10$ a piece.\n")
    assert page.said == ""
    assert page.html.count("<math>") == 1
    assert page.prose().endswith(", for $5 or 10$ a piece.")


TABLE = "| `$P(y|x)$` | Formula |\n| --- | :---: |\n| first | {} |\n"


@pytest.mark.parametrize("cell", ["$P(y|x)$", "of $P(y|x)$ or", "\\(a|b\\)", "$x$ and $|x|$"])
def test_a_formula_that_its_cell_would_cut_is_told(told, cell):
    page = told(f"{LISTING}{OUTPUT}\nOutside, $P(y|x)$ is whole.\n\n{TABLE.format(cell)}")
    assert page.said.startswith("docs/page.md:18: the table would cut the formula $")
    assert "write \\mid" in page.said


@pytest.mark.parametrize(
    "cell", ["$P(y \\mid x)$", "`$P(y|x)$`", "$5 | and 6$", "5$ | 6$", "US$5 | US$6", "$x$ | $y$"]
)
def test_other_bars_of_a_table_cut_nothing(told, cell):
    assert told(f"{LISTING}{OUTPUT}\n{TABLE.format(cell)}").said == ""


def test_a_formula_that_is_not_understood_has_its_own_line(told):
    page = told(
        "In code, `$\\nosuch$`.\n\n```text\n$\\nosuch$\n```\n\nHere $\\nosuch$.\n\n"
        "$$\na +\n\\other{b}\n$$\n\n> $$\n> \\third\n> $$\n"
    )
    assert [re.match(r"docs/page.md:(\d+): ", line)[1] for line in page.said.split("\n")] == [
        "13", "17", "21",
    ]  # fmt: skip
    assert 'the formula $\\nosuch$ is not understood (Unknown command "\\nosuch")' in page.said


# ---------------------------------------------------------------- the page itself


@pytest.mark.parametrize(
    ("top", "line", "words"),
    [
        ("# T\n", 1, "no front matter"),
        ("---\ntitle: A\n# T\n", 1, "no front matter"),
        ("---\ntitle: A: b\ndescription: c\n---\n# T\n", 2, "front matter is no YAML (mapping"),
        ("---\ntitle: A\ndescription: 'b\n---\n# T\n", 3, "is no YAML"),
        ("---\ntitle: A\n\tdescription: b\n---\n# T\n", 3, "put the value in quotes"),
        ("---\ntitle: [a\n---\n# T\n", 2, "is no YAML"),
        ("---\njust words\n---\n# T\n", 2, "is no list of 'name: value'"),
        ("---\ntitle: A\n---\n# T\n", 2, "without a description"),
        ("---\ndescription: A\n---\n# T\n", 2, "without a title"),
        ("---\ntitle: 12\ndescription: b\n---\n# T\n", 2, "without a title in words"),
        ("---\ntitle: A\ndescription:\n---\n# T\n", 2, "without a description"),
        (TOP.replace("# A page\n", ""), 1, "no heading"),
        (TOP + "# Another\n", 7, "a second heading of the first level"),
        (TOP + "![](recorded/page/mask.out)\n", 7, "has no words in place of it"),
        (TOP + "![x](recorded/page/mask.out){.figure}\n", 7, "has no caption"),
        (TOP + "[x](#a-page) `(/no.md)`\n\n[x](/no.md)\n", 9, "the link '/no.md' is dead"),
        (TOP + "[x](no.md#a)\n", 7, "the link 'no.md#a' is dead, there is no such file"),
        (TOP + "[x][y]\n\n[y]: #nowhere\n", 9, "there is no such anchor on this page"),
        (TOP + "![x](/recorded/page/no.svg)\n", 7, "the link '/recorded/page/no.svg' is dead"),
    ],
)
def test_what_is_wrong_with_a_page_is_told_with_its_line(told, top, line, words):
    page = told(f"\n{LISTING}{OUTPUT}", top=top)
    assert page.said.startswith(f"docs/page.md:{line}: ")
    assert words in page.said.split("\n")[0]
    assert len(page.said.split("\n")) == 1


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x = 1\n" * 40 + "print(x)\n", "41 lines of code, and a listing has at most 40"),
        ("x = 1\nx\n", "ends in 'x': end it in print(…) or plt.show()"),
        ("def f():\n    return 1\n\n\nf()\n", "ends in 'f()'"),
    ],
)
def test_a_listing_is_short_and_ends_in_what_it_shows(told, mini, source, words):
    mini.write("snippets/page/mask.py", source)
    (line,) = told(f"{LISTING}{OUTPUT}").said.split("\n")
    assert line.startswith("docs/page.md:8: snippets/page/mask.py: ")
    assert words in line


def test_a_listing_may_end_in_a_function_of_its_own_that_prints(told, mini):
    mini.write("snippets/page/mask.py", "def f():\n    print(1)\n\n\nf()\n")
    assert told(f"{LISTING}{OUTPUT}").said == ""


def test_a_heavy_picture_is_told(told, mini):
    mini.write("docs/recorded/page/mask.svg", " " * 500_001)
    page = told(
        f"{LISTING}{OUTPUT}\n![A mask](/recorded/page/mask.svg){{.figure}}\n"
        "/// figure-caption\nA mask.\n///\n"
    )
    assert page.said.startswith("docs/page.md:8: docs/recorded/page/mask.svg: 500 kB")
    assert "rasterized=True" in page.said


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("description", "abstract", 2, "front matter without a description"),
        ("{title: A page,", "title: A: page\nx: {", 2, "front matter is no YAML"),
        ("```python", "```text", 7, "a 'text' fence that embeds page/mask.py"),
        ("The mask", "[[page/mask: allowed pairs]] the", 13, "is no number"),
        ("The mask", "| a |\n| --- |\n| $P(y|x)$ |\n\nThe mask", 15, "the table would cut"),
        ("The mask", "Words:\n\n    x = 1\n\nThe mask", 15, "code that is in no fence"),
    ],
)
def test_the_build_refuses_what_is_the_pages_own_fault(mini, old, new, line, words):
    mini.edit("docs/page.md", old, new)
    build = mini.build()
    assert build.returncode != 0
    assert "Traceback" not in build.stderr
    (told,) = [text for text in build.stderr.split("\n") if words in text]
    assert f"docs/page.md:{line}: " in told


def test_each_dead_link_is_told_with_its_own_line(mini):
    mini.edit("docs/page.md", "The mask", "`(/no.md)`\n\n[a](/no.md)\n\n[b](/no.md)\n\nThe mask")
    errors = mini.build().stderr
    assert re.findall(r"docs/page.md:(\d+): Doc file", errors) == ["15", "17"]


# ---------------------------------------------------------------- the built site

PAGES = [page for page in (ROOT / "docs").rglob("*.md")]


def targets(soup: BeautifulSoup) -> list[str]:
    """All that the elements of a page lead to or load."""
    found = [
        element[name]
        for element in soup.find_all(True)
        for name in ("href", "src", "poster", "data", "action", "xlink:href")
        if element.get(name) is not None
    ]
    for element in soup.find_all(srcset=True):
        found += [source.split()[0] for source in element["srcset"].split(",")]
    return found


def dead(site: Path, address: str) -> tuple[int, list[str]]:
    """How many targets the pages and stylesheets of a built site have on it, and the dead ones."""
    files = {
        file: file.relative_to(site).as_posix() for file in site.rglob("*.*") if file.is_file()
    }
    pages = {
        file: BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for file in files
        if file.suffix == ".html"
    }
    anchors = {
        file: {element.get("id") or element["name"] for element in soup.select("[id], a[name]")}
        for file, soup in pages.items()
    }
    wanted = [(file, target) for file, soup in pages.items() for target in targets(soup)]
    for file in files:
        if file.suffix == ".css":
            urls = re.findall(r"url\((?!['\"]?data:)['\"]?([^'\")]+)", file.read_text("utf-8"))
            wanted += [(file, url) for url in urls]
    home, count, found = urlsplit(address), 0, []
    for file, target in wanted:
        url, anchor = urldefrag(urljoin(urljoin(address, files[file]), target.strip()))
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.netloc != home.netloc:
            continue
        count += 1
        path = unquote(parts.path)
        there = site / path.removeprefix(home.path)
        there = there / "index.html" if path.endswith("/") else there
        if not path.startswith(home.path) or not there.is_file():
            found.append(f"{files[file]}: {target}")
        elif anchor and there in pages and unquote(anchor) not in anchors[there]:
            found.append(f"{files[file]}: {target} (no such anchor)")
    return count, found


@pytest.fixture(scope="module")
def below(tmp_path_factory) -> Path:
    """The real site, built for a path below its host's root."""
    folder = tmp_path_factory.mktemp("below") / "site"
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "--site-dir", str(folder)],
        cwd=ROOT, check=True, timeout=600,
        env=os.environ | {"SITE_URL": "https://example.org/repo/"},
    )  # fmt: skip
    return folder


@pytest.mark.parametrize(
    ("built", "address"),
    [
        ("site", os.environ.get("SITE_URL", "http://127.0.0.1:8000/")),
        ("below", "https://example.org/repo/"),
    ],
    ids=["root", "below"],
)
def test_every_link_of_every_built_page_answers(request, built, address):
    """Pages, the blog's index, categories, archives and excerpts, tags, and the page for errors."""
    site = request.getfixturevalue(built)
    names = {file.relative_to(site).as_posix() for file in site.rglob("*.html")}
    assert {"404.html", "blog/index.html", "reference/tags/index.html"} <= names
    assert any(name.startswith("blog/category/") for name in names)
    assert any(name.startswith("blog/archive/") for name in names)
    count, found = dead(site, address)
    assert found == []
    assert count > 100 * len(PAGES)


def test_excerpts_of_the_blog_lead_into_the_site(site):
    soup = BeautifulSoup((site / "blog/index.html").read_text("utf-8"), "html.parser")
    links = [link["href"] for link in soup.select(".md-post__content a[href]")]
    assert any("reference/glossary/#" in link for link in links)
    assert not any(".md" in link or link.startswith("/") for link in links)


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<a href="no/">x</a>', "page/index.html: no/"),
        ('<a href="../#no">x</a>', "page/index.html: ../#no (no such anchor)"),
        ('<a href="/page/">x</a>', "page/index.html: /page/"),
        ('<img src="no.png">', "page/index.html: no.png"),
        ('<img srcset="../a.css 1x, no.png 2x">', "page/index.html: no.png"),
        ('<script src="../no.js"></script>', "page/index.html: ../no.js"),
        ('<link rel="stylesheet" href="../no.css">', "page/index.html: ../no.css"),
        ("<p>x</p>", None),
        ('<a href="/repo/page/#here"></a> <a id="here" href="https://other.org/no/">x</a>', None),
        ('<a href="..">x</a> <a href="?a=1#home">x</a>', "page/index.html: ?a=1#home (no such"),
    ],
)
def test_each_kind_of_dead_target_is_found(tmp_path, html, told):
    (tmp_path / "page").mkdir()
    (tmp_path / "index.html").write_text('<h1 id="home">Home</h1>')
    (tmp_path / "a.css").write_text("a { background: url(data:image/png;base64,xx) }")
    (tmp_path / "page" / "index.html").write_text(html)
    _, found = dead(tmp_path, "https://example.org/repo/")
    assert [line[: len(told or "")] for line in found] == ([told] if told else [])


def test_a_picture_that_a_stylesheet_lacks_is_found(tmp_path):
    (tmp_path / "a.css").write_text('a { background: url("no.png") }')
    assert dead(tmp_path, "https://example.org/")[1] == ["a.css: no.png"]
