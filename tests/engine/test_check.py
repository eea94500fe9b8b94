"""`make check`: which tests and files belong to a page."""

from conftest import ROOT

from tools.commands import check

PAGES = ROOT / "tests" / "pages"


def test_the_tests_of_a_page_are_found_by_its_name():
    """Each file of tests/pages is some page's, so none is passed over by `make check`."""
    found = {check.test_of(page, ROOT) for page in check.pages(ROOT)}
    assert {*PAGES.glob("test_*.py")} <= found


def test_a_page_hangs_on_its_listings_records_and_tests():
    page = ROOT / "docs/ideas/attention-masks.md"
    names = {file.relative_to(ROOT).as_posix() for file in check.inputs(page, ROOT)}
    assert {
        "docs/ideas/attention-masks.md",
        "snippets/attention_masks/causal.py",
        "docs/recorded/attention_masks/causal.out",
        "tests/pages/test_attention_masks.py",
        "tools/markdown/blocks.py",
    } <= names


def test_a_page_hangs_on_the_records_whose_numbers_it_shows(tmp_path):
    """With or without listings of its own that read them."""
    records = {*(ROOT / "snippets/studies/results").rglob("*.json")}
    page = tmp_path / "no-such-page.md"
    page.write_text("As nobody says.\n")
    assert not records & check.inputs(page, ROOT)
    page.write_text("As [[timeline:naive-bayes:accuracy]] says.\n")
    assert records
    assert records <= check.inputs(page, ROOT)


def test_a_page_that_shows_verdicts_hangs_on_all_that_decides_them():
    """Another output of any listing, another record or reading may turn a verdict."""
    for name in ("docs/evidence/ledger.md", "docs/evidence/which-one.md"):
        found = {file.relative_to(ROOT).as_posix() for file in check.inputs(ROOT / name, ROOT)}
        assert "docs/recorded/attention_masks/causal.out" in found, name
        assert "snippets/studies/results/two-regimes/features.json" in found, name
        assert {"docs/evidence/claims.yml", "docs/reference/bibliography.md"} <= found, name
