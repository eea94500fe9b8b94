"""What a page may write and must have beside its fences: numbers, formulas, front matter, links.

Most of it is told without running anything: `told` is what `make check` says of the page before its
listings run. What is the page's own fault stops the build as well.
"""

import re

import pytest
import small_page
from small_page import LISTING, OUTPUT, TOP

# the fixtures that are asked for here
folder, mini, told = small_page.folder, small_page.mini, small_page.told


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
