"""The notebook is made from the listings; nbval, in the same test run, verifies its outputs."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

from tools.commands.notebook import EMBEDDED, joined, notebook, sources
from tools.markdown.errors import SiteError

TOUR = ROOT / "docs/notebooks/tour-of-masks.ipynb"


def code(book) -> list[str]:
    return [cell.source.strip() for cell in book.cells if cell.cell_type == "code"]


def test_cells_are_the_listings_of_the_pages():
    """Word for word, in the order of the notebook's text, and all that it embeds."""
    for source in sources(ROOT / "snippets"):
        book = nbformat.read(ROOT / f"docs/notebooks/{source.stem}.ipynb", 4)
        fresh = notebook(source, ROOT / "snippets")
        assert [c.source for c in book.cells] == [c.source for c in fresh.cells]
        listings = {file.read_text("utf-8").strip() for file in source.parent.glob("*.py")}
        assert set(code(book)) <= listings
        assert len(code(book)) == len(EMBEDDED.findall(source.read_text("utf-8"))) > 0


def test_every_notebook_has_its_text():
    stems = {source.stem for source in sources(ROOT / "snippets")}
    assert {file.stem for file in (ROOT / "docs/notebooks").glob("*.ipynb")} == stems


def test_outputs_are_recorded_without_errors_or_warnings():
    book = nbformat.read(TOUR, 4)
    for cell in book.cells:
        if cell.cell_type == "code":
            kinds = [(output.output_type, output.get("name")) for output in cell.outputs]
            assert kinds
            assert set(kinds) <= {("stream", "stdout"), ("display_data", None)}


def test_printed_output_is_that_of_the_listing(listing):
    """The notebook and the page show the same text for the same program."""
    book = nbformat.read(TOUR, 4)
    printed = {
        cell.source.strip(): cell.outputs[0].text
        for cell in book.cells
        if cell.cell_type == "code" and cell.outputs[0].output_type == "stream"
    }
    run = listing("attention_masks/causal")
    assert [line.rstrip() for line in printed[run.source.strip()].splitlines()] == (
        run.output.splitlines()
    )


def test_notebook_can_be_downloaded(site):
    html = (site / "notebooks/tour-of-masks/index.html").read_text("utf-8")
    links = [a["href"] for a in BeautifulSoup(html, "html.parser").find_all("a", href=True)]
    (link,) = {link for link in links if link.endswith(".ipynb")}
    published = (site / "notebooks/tour-of-masks" / link).resolve()
    assert published.read_bytes() == TOUR.read_bytes()


def test_missing_listing_is_told(tmp_path):
    (tmp_path / "page").mkdir()
    text = tmp_path / "page" / "tour.md"
    text.write_text('# Tour\n\n```python\n--8<-- "page/gone.py"\n```\n')
    with pytest.raises(SiteError, match=r"tour\.md: no listing .*page/gone\.py"):
        notebook(text, tmp_path)


def test_a_cell_that_warns_is_refused(tmp_path):
    warning = nbformat.v4.new_output("stream", name="stderr", text="UserWarning: no")
    with pytest.raises(SystemExit, match="a cell warns"):
        joined([warning], tmp_path / "tour.md")
