"""Fences and what they embed: every form that is known, what is refused and where, what escapes.

All of it is told without running anything: `told` is what `make check` says of the page before its
listings run.
"""

import re

import pytest
import small_page
from small_page import BOM, HOSTILE, LISTING, OUTPUT, TOP

from tools.engine.inventory import blocks, unaccounted
from tools.markdown.errors import SiteError
from tools.markdown.faults import looks_like_python
from tools.markdown.fences import normalise

# the fixtures that are asked for here
folder, mini, told = small_page.folder, small_page.mini, small_page.told


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
