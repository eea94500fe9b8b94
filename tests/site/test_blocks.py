"""`/// listing | page/concept`: what a block shows, and what is wrong with it, by page and line."""

import pytest
from bs4 import BeautifulSoup
from conftest import FIGURE, PAGE
from small_page import HOSTILE

from tools.engine.inventory import blocks, unaccounted
from tools.markdown.errors import SiteError
from tools.markdown.faults import problems
from tools.markdown.site import convert

TOP = "---\n{title: A page, description: A page of blocks.}\n---\n# A page\n\n"
MASK = "/// listing | page/mask\n///\n"
BARS = "/// listing | page/bars\n    alt: Two bars.\n    attrs: {id: fig-bars}\nTwo *bars*.\n///\n"


@pytest.fixture
def site_of_two(mini):
    """A page with a listing that prints and one that draws, both recorded."""
    mini.write("snippets/page/bars.py", FIGURE)
    mini.write("docs/page.md", TOP + MASK + "\n" + BARS)
    assert mini.record().ret == 0
    return mini


@pytest.fixture
def told(site_of_two):
    """`told(body)`: what is wrong with a page of this text, or else its HTML."""
    page = site_of_two.root / "docs" / "page.md"

    def tell(body):
        page.write_text(TOP + body)
        try:
            md = convert(site_of_two.root, page)
        except SiteError as error:
            return str(error)
        return "\n".join(problems(site_of_two.root, page, md)) or md.html

    return tell


def shape(html):
    """Tags, languages and texts of a page, in their order."""
    soup = BeautifulSoup(html, "html.parser")
    return [(e.name, e.get("src") or e.get("id")) for e in soup.find_all(["pre", "img", "figure"])]


def test_a_block_is_checked_recorded_and_built_as_its_fences_were(site_of_two):
    assert site_of_two.run().ret == 0
    assert site_of_two.build().returncode == 0
    built = site_of_two.root / "site"
    html = (built / "page/index.html").read_text()
    assert [name for *_, name in blocks(html)] == ["page/mask", None, "page/bars"]
    assert unaccounted(built, {"page/mask", "page/bars"}) == []
    (missing,) = unaccounted(built, {"page/mask"})
    assert missing.startswith("page/index.html: this Python block did not run: 'import matplotlib")
    image = BeautifulSoup(html, "html.parser").select_one("figure#fig-bars img.figure")
    assert image["alt"] == "Two bars."
    assert (built / "page" / image["src"]).resolve().is_file()
    assert "Figure 1." in html
    assert "python -m snippets.page.bars" in html


def test_a_block_makes_what_fences_make(told):
    by_block = told(f"{MASK}\n{BARS}")
    by_fences = told(
        PAGE.split("# A page\n")[1].split("The mask")[0]
        + '```python title="snippets/page/bars.py"\n--8<-- "page/bars.py"\n```\n'
        "![Two bars.](recorded/page/bars.svg){.figure}\n"
        "/// figure-caption\n    attrs: {id: fig-bars}\nTwo *bars*.\n///\n"
    )
    texts = [BeautifulSoup(html, "html.parser").get_text(" ", strip=True) for html in
             (by_block, by_fences)]  # fmt: skip
    assert texts[0] == texts[1]
    assert shape(by_block) == shape(by_fences)


def test_a_folded_block_shows_the_picture_first(told):
    html = told(BARS.replace("    alt", "    fold: The program\n    alt") + "\n" + MASK)
    soup = BeautifulSoup(html, "html.parser")
    assert [e.name for e in soup.find_all(["img", "details"])] == ["img", "details"]
    assert soup.details.summary.text == "The program"
    assert soup.details.find(class_="ran") is not None


def test_parts_may_stand_apart(told):
    apart = "/// listing | page/mask\n    show: output\n    output: Its mask\n///\n"
    html = told(f"{apart}\nSome words.\n\n/// listing | page/mask\n    show: code\n///\n\n{BARS}")
    assert [language for language, *_ in blocks(html)] == ["text", "python", "python"]
    assert "Its mask" in html


def test_a_block_may_stand_in_a_list_a_tab_or_a_fold(told):
    def within(opening):
        return opening + "".join(f"    {line}\n".replace("    \n", "\n") for line in
                                 MASK.splitlines()) + "\n"  # fmt: skip

    for opening in ('??? note "A"\n\n', '=== "A"\n\n', "1. A\n\n"):
        html = told(f"{within(opening)}{BARS}")
        assert [name for *_, name in blocks(html)] == ["page/mask", None, "page/bars"], html


@pytest.mark.parametrize("output", HOSTILE)
def test_what_a_block_shows_is_content_as_in_a_fence(told, site_of_two, output):
    listing = (
        'text = """\n```python\n[[page/mask:allowed]]\n   \n\t$a|b$ <!-- -->\n/// listing\n"""\n'
        "# --8<-- [start:use]\nprint(text)\n# --8<-- [end:use]\n"
    )
    site_of_two.write("snippets/page/mask.py", "\ufeff" + listing)
    site_of_two.write("docs/recorded/page/mask.out", output)
    fences = (
        '```python title="snippets/page/mask.py"\n--8<-- "page/mask.py"\n```\n'
        '```text title="Output"\n--8<-- "page/mask.out"\n```\n'
    )
    shown = blocks(told(f"{MASK}\n{BARS}"))
    assert [name for *_, name in shown] == ["page/mask", None, "page/bars"]
    assert shown == blocks(told(f"{fences}\n{BARS}"))


@pytest.mark.parametrize("before", ["> ", "- ", "1. "])
def test_a_block_in_a_quotation_or_a_bullets_line_leaves_others_their_lines(told, before):
    rest = before if before == "> " else " " * len(before)
    quoted = f"{before}/// listing | page/mask\n{rest}///\n"
    said = told(f"{quoted}\n/// listing | page/musk\n///\n\n{BARS}")
    assert "docs/page.md:9: no listing snippets/page/musk.py" in said


def test_a_listing_that_is_no_utf_8_is_told(told, site_of_two):
    (site_of_two.root / "snippets/page/mask.py").write_bytes(b"print('\xe9')\n")
    assert "docs/page.md:6: snippets/page/mask.py is no UTF-8" in told(f"{MASK}\n{BARS}")


LINE = 6  # of the first line below TOP
WRONG = {
    "listing": ("/// listing | page/musk\n///\n", "no listing snippets/page/musk.py"),
    "no name": ("/// listing\n///\n", "this block names no listing"),
    "a path": ("/// listing | page/mask.py\n///\n", "'page/mask.py' is no listing"),
    "section": ("/// listing | page/mask:loop\n///\n", "no section 'loop' in snippets/"),
    "part": ("/// listing | page/mask\n    show: text\n///\n", "no part 'text' to show"),
    "no record": ("/// listing | page/mask\n    show: picture\n///\n", "no mask.svg is recorded"),
    "option": ("/// listing | page/mask\n    hide: code\n///\n", "a listing has no option 'hide'"),
    "yaml": ("/// listing | page/mask\n    alt: a: b\n///\n", "the options of this block are not"),
    "caption": ("/// listing | page/mask\nA mask.\n///\n", "it has caption, but shows no picture"),
    "alt": ("/// listing | page/mask\n    alt: A mask.\n///\n", "it has alt, but shows no picture"),
    "no alt": ("/// listing | page/bars\nBars.\n///\n", "has no words in place of it: add 'alt"),
    "no caption": ("/// listing | page/bars\n    alt: B.\n///\n", "of page/bars has no caption"),
    "twice": (f"{MASK}\n{MASK}", "the code of page/mask is shown already on line 6"),
    "apart": (f"{MASK}\n/// listing | page/mask\n    show: output\n    output: X\n///\n",
              "the output of page/mask is shown already on line 6"),
    "title": ("/// listing | page/mask\n    show: code\n    output: X\n///\n", "a title for an"),
    "no output": ("/// listing | page/mask\n    show: code\n///\n", "not its .out: show it in a"),
    "of a section": ("/// listing | page/mask:all\n    show: output\n///\n", "a section has no"),
    "open": ("/// listing | page/mask\n\nSome words.\n", "this block is never closed"),
    "text above": ("Words.\n/// listing | page/none\n///\n", "no listing snippets/page/none.py"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_with_a_block_is_told_with_its_line(told, kind):
    body, words = WRONG[kind]
    said = told(body)
    line = next(line for line in said.split("\n") if words in line)
    above = body[: body.rindex("/// listing") if "already" in words else body.index("/// listing")]
    assert line.startswith(f"docs/page.md:{LINE + above.count(chr(10))}: ")


def test_a_listing_without_its_record_and_a_record_without_its_listing(site_of_two):
    site_of_two.remove("docs/recorded/page/mask.out")
    result = site_of_two.run()
    assert result.ret == 1
    assert "docs/recorded/page/mask.out is not recorded yet: run `make record`" in str(
        result.stdout
    )
    site_of_two.write("docs/recorded/page/gone.out", "1\n")
    assert "docs/recorded/page/gone.out: the record of no listing" in str(site_of_two.run().stdout)


@pytest.mark.parametrize("title", ["", "    output: Output of two models\n"])
def test_an_output_of_the_full_size_is_shown_where_it_is_recorded(told, site_of_two, title):
    """And nothing in its place where it is not: no page shows a run that nobody made."""
    body = f"{MASK}\n{BARS}\n/// listing | page/mask\n    show: full\n{title}///\n"
    usual = [language for language, *_ in blocks(told(f"{MASK}\n{BARS}"))]
    assert [language for language, *_ in blocks(told(body))] == usual
    site_of_two.write("docs/recorded/page/mask.full.out", "of the full size: 7\n")
    assert [language for language, *_ in blocks(told(body))] == [*usual, "text"]
    assert "of the full size: 7" in told(body)


def test_a_listing_that_no_page_shows(told):
    assert "snippets/page/bars.py: no page shows this listing: write '/// listing" in told(MASK)
