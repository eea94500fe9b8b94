"""`[[cited:entry:figure]]`: a figure of a paper, marked, linked and held to the bibliography."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import small_page
from bs4 import BeautifulSoup

from tools.markdown.cited import ENTRY, LIST, figures
from tools.markdown.errors import masked
from tools.markdown.numbers import NumbersPreprocessor
from tools.markdown.site import without_front_matter

folder, mini, told = small_page.folder, small_page.mini, small_page.told
DOCS = Path("docs").resolve()
BIBLIOGRAPHY = DOCS / "reference" / "bibliography.md"
PAGES = [p for p in sorted(DOCS.rglob("*.md")) if p != BIBLIOGRAPHY and "recorded" not in p.parts]
PAPERS = """\
# Bibliography

### Weller et al. 2025 (Ettin) {#arxiv-2507-11412}

Pairs of models.

Figures: 89.2 (MNLI, an encoder of 150 million; figure 1) ·
88.2 (MNLI, a decoder of 400 million; figure 1) ·
30% (of pronouns, "decoders"; section 5)

[cited: arxiv-2507-11412]

### Samuel 2024 {#arxiv-2406-04823}

No figures.
"""
# a decimal number or a percentage; not a name such as GPT-3.5, an address or a version
TYPED = re.compile(r"(?<![\w.:/-])(?:\d[\d,]*)?(?:\.\d+|\d%|\.\d+%)(?:[\d.]*%)?(?![\w/])")
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\([^()\s]*\)")
# what a study used: "610 million parameters", "38 models"; also 400M
SIZE = re.compile(r"(?<![\w.-])(\d[\d,]*)(?=[MB]\b|[ -]+(?:[mb]illion|trillion|models|tokens)\b)")
SENTENCE = re.compile(r"(?<=[.!?:;|])\s+(?=[A-Z\[(*“|])|\n\s*\n|\n(?=\s*(?:[-|]|\d+\.) )")


@pytest.fixture
def papers(mini):
    """`papers(text)`: the small site's bibliography, of this text."""

    def write(text: str = PAPERS):
        mini.write("docs/reference/bibliography.md", text)

    write(PAPERS.replace('"', ""))
    return write


# ------------------------------------------------------------------------- what a page shows


def test_a_cited_figure_is_a_link_that_says_what_it_is(papers, told):
    html = told("An encoder has [[cited:arxiv-2507-11412:89.2]], so.\n").html
    link = BeautifulSoup(html, "html.parser").find("a", class_="cited")
    assert link.text == "89.2"
    assert link["href"] == "reference/bibliography.md#arxiv-2507-11412"
    assert link["title"] == "Cited: MNLI, an encoder of 150 million; figure 1"
    assert "so." in html


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n| - | - |\n| [[cited:arxiv-2507-11412:30%]] | x |\n",
        "- [[ cited:arxiv-2507-11412:30% ]] in a list\n",
        "About ([[cited:arxiv-2507-11412:30%]]).\n",
        "**[[cited:arxiv-2507-11412:30%]]**\n",
    ],
)
def test_a_cited_figure_stands_anywhere_in_the_prose(papers, told, text):
    page = told(text)
    assert "30%</a>" in page.html, page.said
    assert "{" not in BeautifulSoup(page.html, "html.parser").text


def test_code_shows_the_form_itself(papers, told):
    page = told("Write `[[cited:arxiv-2507-11412:1.0]]`.\n")
    assert "[[cited:arxiv-2507-11412:1.0]]" in page.html, page.said


# ------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[cited:arxiv-2507-11412:89.3]]", ("has no figure '89.3' (it has 89.2", "Figures:")),
        ("[[cited:arxiv-2507-11412:89.20]]", ("has no figure '89.20'",)),
        ("[[cited:arxiv-2507-11412:]]", ("has no figure ''",)),
        ("[[cited:arxiv-2406-04823:1]]", ("has no figure '1' (it has none)",)),
        ("[[cited:arxiv-2507-11421:89.2]]", ("no entry", "near it: arxiv-2507-11412")),
        ("[[cited::89.2]]", ("cites '', which is no entry", "add the entry")),
        ("[[cited:arxiv-2507-11412]]", ("is no number: write", "[[cited:entry:figure]]")),
        ("[[cited:arxiv-2507-11412:89.2:.1f]]", ("is no number: write",)),
        ("[see [[cited:arxiv-2507-11412:89.2]]](x.md)", ("the words of a link",)),
        ("$x = [[cited:arxiv-2507-11412:89.2]]$", ("a formula",)),
    ],
)
def test_what_the_bibliography_lacks_is_told_with_its_line(papers, told, text, words):
    said = told(f"Some words.\n\nNow {text} here.\n").said
    assert said.startswith("docs/page.md:9: "), said
    for some in words:
        assert some in said


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Figures: 89.2", "'89.2' is no figure of a paper: write"),
        ("Figures: 89.2 (MNLI)", "is no figure of a paper"),
        ("Figures: 89.2 (MNLI; table 1), 88.2 (MNLI; table 1)", "is no figure of a paper"),
        ("Figures: 1 (a | b; table 1)", "in plain words"),
        ("Figures: 1 (a; table 1) · 1 (b; table 2)", "1 is listed twice in one entry"),
        ("Figures:", "'' is no figure of a paper"),
    ],
)
def test_a_list_that_cannot_be_read_is_told_with_its_line(papers, told, line, words):
    papers(re.sub(r"Figures: .*?\n\n", f"{line}\n\n", PAPERS, flags=re.DOTALL))
    said = told("Now [[cited:arxiv-2507-11412:89.2]].\n").said
    assert said.startswith("docs/reference/bibliography.md:7: "), said
    assert words in said


def test_without_a_bibliography_nothing_can_be_cited(mini, told):
    assert "no entry of docs/reference/bibliography.md" in told("[[cited:a:1]]\n").said


def inserted(text: str) -> tuple[str, list]:
    """What becomes of text that the ledger has put into a page, and what is said of it."""
    md = SimpleNamespace(prose="", numbers=[1], faults=[], treeprocessors={})
    places = ("docs/recorded", "snippets/studies/results", "docs/reference/bibliography.md")
    return "\n".join(NumbersPreprocessor(md, *places, True).run([text])), md.faults


def test_text_of_the_ledger_cites_in_the_same_way(papers):
    text, faults = inserted("| a | it has [[cited:arxiv-2507-11412:89.2]] |")
    assert "[89.2](/reference/bibliography.md#arxiv-2507-11412" in text
    assert not faults
    _, [(_, message)] = inserted("| a | it has [[cited:arxiv-2507-11412:9]] |")
    assert message.startswith("the ledger's text: [[cited:arxiv-2507-11412:9]]: the entry")


def test_a_new_figure_is_read_anew(papers, told):
    assert "has no figure" in told("Now [[cited:arxiv-2406-04823:7]].\n").said
    papers(PAPERS.replace('"', "").replace("No figures.", "Figures: 7 (points; abstract)"))
    assert "7</a>" in told("Now [[cited:arxiv-2406-04823:7]].\n").html


# ------------------------------------------------------------------------------- the site


def prose(page: Path) -> str:
    """A page's words: no front matter, fences, code, comments or formulas."""
    text = without_front_matter(page.read_text("utf-8"))
    text = re.sub(r"^([ \t]*)(```+|~~~+).*?^\1\2[ \t]*$", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\$[^$\n]+\$", "", masked(text))


def typed(words: str) -> list[str]:
    """The decimal numbers and percentages of a text that are typed, and not taken from a record."""
    words = re.sub(r"\[\[.*?\]\]", "", words, flags=re.DOTALL)
    words = LINK.sub(lambda link: re.sub(r"\b\d{4}\.\d{5}\b", "", link[1]), words)
    return [number.strip(",") for number in TYPED.findall(words)]


def unmarked(text: str, known: set[str]) -> list[str]:
    """Figures that stand typed in a sentence that cites a paper, or that the bibliography lists."""
    found = []
    for sentence in SENTENCE.split(text):
        numbers = typed(sentence)
        beside = numbers if "bibliography.md#" in sentence else []
        found += beside or [number for number in numbers if number in known]
    return found


def decimals(listed: dict[str, dict[str, str]]) -> set[str]:
    """The listed figures that nobody writes by chance: of three digits, with a point."""
    all_of_them = {figure for known in listed.values() for figure in known}
    return {figure for figure in all_of_them if re.fullmatch(r"\d{2,}\.\d+", figure)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("BERT has 82.2 ([Clark](../bibliography.md#c)).", ["82.2"]),
        ("It has 82.2. See [Clark](../bibliography.md#c) for more.", []),
        ("It has 93% of it ([Clavié](bibliography.md#c)).", ["93%"]),
        ("A model of .4 billion ([Clavié](bibliography.md#c)).", [".4"]),
        ("A model of GPT-3.5 ([2203.07522](bibliography.md#c), 2022).", []),
        ("It has [[cited:c:82.2]] ([Clark](bibliography.md#c)).", []),
        ("It has [[a/b:c]], in version v1.1 ([Clark](bibliography.md#c)).", []),
        ("Far from any link, 89.2 stands.", ["89.2"]),
        ("Far from any link, 89.1 stands.", []),
    ],
)
def test_the_search_for_unmarked_figures_finds_them(text, found):
    assert unmarked(text, {"89.2"}) == found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_page_quotes_a_figure_unmarked(page):
    found = unmarked(prose(page), decimals(figures(BIBLIOGRAPHY)))
    assert not found, f"write [[cited:entry:{found[0]}]], and list it in the bibliography"


def entries() -> dict[str, str]:
    """What the bibliography says of each paper."""
    parts = ENTRY.split(BIBLIOGRAPHY.read_text("utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_an_entry_quotes_only_what_it_lists():
    listed = figures(BIBLIOGRAPHY)
    assert len(listed) > 90
    for paper, words in entries().items():
        words = re.sub(r"\[[^\]]*\]\([^)]*\)", "", LIST.sub("", words))
        assert not set(typed(words)) - listed[paper].keys(), paper


def sizes(text: str, known: dict[str, str]) -> list[str]:
    """Sizes in a sentence that cites papers, which the entries of these papers do not tell."""
    found = []
    for sentence in SENTENCE.split(text):
        papers = re.findall(r"bibliography\.md#([\w-]+)", sentence)
        papers += re.findall(r"\[\[cited:([\w-]+):", sentence)
        told = set(re.findall(r"\d[\d,]*", " ".join(known.get(paper, "") for paper in papers)))
        found += [size for size in SIZE.findall(sentence) if papers and size not in told]
    return found


def test_the_search_for_sizes_finds_them():
    known = {"c": "Trains 38 models of 400 million parameters."}
    assert sizes("Of 38 models, one of 400M ([Clark](bibliography.md#c)).", known) == []
    assert sizes("Of 39 models ([Clark](bibliography.md#c)).", known) == ["39"]
    assert sizes("Of 300 million, [[cited:c:82.2]] right.", known) == ["300"]
    assert sizes("Of 39 models.", known) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_size_of_a_study_is_what_the_bibliography_says(page):
    assert not sizes(prose(page), entries())


def test_no_study_is_called_as_the_form_is():
    assert not Path("snippets/studies/results/cited").exists()


def test_the_ledger_quotes_no_figure_unmarked():
    text = (DOCS / "evidence" / "claims.yml").read_text("utf-8")
    known = decimals(figures(BIBLIOGRAPHY))
    quoted = [line for line in text.splitlines() if re.match(r" *(?:figure|reason|turns):", line)]
    found = [line for line in quoted if set(typed(line)) & known]
    assert not found, found[0]
