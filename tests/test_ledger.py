"""The ledger: 124 claims, 57 cells, each mapped; a bad file is told with file and line."""

import re

import pytest
from conftest import ROOT

from tools.errors import SiteError
from tools.ledger import MARKS, cell_text, load_claims, table_markdown

EVIDENCE = ROOT / "docs" / "evidence"

GOOD = """\
claims:
  - id: "1"
    source: "000"
    claim: "A claim."
    verdict: open
tables:
  T1:
    caption: "A table"
    columns: ["Aspect", "One", "Two"]
    rows:
      - aspect: "First"
        cells:
          - text: "left"
            claims: ["1"]
          - text: "right | bar"
            claims: ["1"]
"""


@pytest.fixture(scope="module")
def ledger():
    return load_claims(EVIDENCE)


def test_every_row_of_the_two_sources_has_its_claim(ledger):
    """Rows 1 to 124, some of them split into 63a, 63b, …"""
    rows = {int(re.match(r"\d+", id)[0]) for id in ledger["claims"]}
    assert rows >= set(range(1, 125))


def test_57_content_cells_are_mapped_to_claims(ledger):
    shapes = {
        name: [len(row["cells"]) for row in table["rows"]]
        for name, table in ledger["tables"].items()
    }
    assert shapes == {"T1": [2] * 3, "T2": [3] * 9, "T3": [2] * 6, "T4": [2] * 6}
    cells = [
        cell
        for table in ledger["tables"].values()
        for row in table["rows"]
        for cell in row["cells"]
    ]
    assert len(cells) == 57
    assert all(set(cell["claims"]) <= ledger["claims"].keys() for cell in cells)
    assert all(cell["claims"] for cell in cells)


def test_each_cell_is_shown_with_its_claims(ledger, site):
    """On the page, every content cell links to the claims it stands on, verdict in words."""
    from bs4 import BeautifulSoup

    for name, page in {
        "T1": "blog/is-a-generative-model-better",
        "T2": "blog/is-a-generative-model-better",
        "T3": "interview/interview-questions",
        "T4": "interview/interview-questions",
    }.items():
        soup = BeautifulSoup((site / page / "index.html").read_text("utf-8"), "html.parser")
        shown = soup.find(id=f"table-{name.lower()}").find("tbody").find_all("tr")
        expected = ledger["tables"][name]["rows"]
        assert len(shown) == len(expected)
        for tr, row in zip(shown, expected, strict=True):
            for td, cell in zip(tr.find_all("td")[1:], row["cells"], strict=True):
                links = {a["href"].split("#claim-")[1]: a.get_text() for a in td.find_all("a")}
                assert list(links) == cell["claims"]
                for id, text in links.items():
                    verdict = ledger["claims"][id]["verdict"]
                    assert text == f"{id} {MARKS[verdict]} {verdict}"


def test_each_claim_has_an_address(ledger, site):
    html = (site / "evidence/ledger/index.html").read_text("utf-8")
    missing = [id for id in ledger["claims"] if f'id="claim-{id}"' not in html]
    assert missing == []


def test_a_verdict_has_reason_and_evidence(ledger):
    judged = [claim for claim in ledger["claims"].values() if claim["verdict"] != "open"]
    assert len(judged) >= 10
    for claim in judged:
        assert claim["reason"]
        assert claim["evidence"] or claim["verdict"] == "untestable"


def test_evidence_listings_are_shown_on_the_site(ledger, site):
    """Evidence can be followed: the listing's file is published."""
    for claim in ledger["claims"].values():
        for item in claim.get("evidence") or []:
            if listing := item.get("listing"):
                assert (site / "snippets" / f"{listing}.py").is_file(), claim["id"]


def test_claims_are_whole_sentences(ledger):
    """They begin with a capital, a quote or a code span, and end in a full stop."""
    for id, claim in ledger["claims"].items():
        assert re.match(r"[A-Z“0-9*$`(\[\"]", claim["claim"]), id
        assert claim["claim"].rstrip().endswith((".", ".”", "?")), id


def test_good_file_loads(tmp_path):
    (tmp_path / "claims.yml").write_text(GOOD)
    data = load_claims(tmp_path)
    lines = table_markdown("T1", data)
    assert lines[2].startswith("| **First** | left<br>[1 ○ open](/evidence/ledger.md#claim-1)")
    assert r"right \| bar" in lines[2]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("verdict: open", "verdict: maybe", r"claims.yml:2: claim 1: unknown verdict 'maybe'"),
        (
            "verdict: open",
            "verdict: supported",
            r"claims.yml:2: claim 1 has a verdict but no reason",
        ),
        (
            "verdict: open",
            "verdict: supported\n    reason: because",
            r"claims.yml:2: claim 1 has a verdict but no evidence",
        ),
        (
            "verdict: open",
            "verdict: open\n    evidence:\n      - {kind: exact, listing: no/such}",
            r"claims.yml:2: claim 1: no listing snippets/no/such.py",
        ),
        (
            "verdict: open",
            "verdict: open\n    evidence:\n      - {kind: felt, listing: no/such}",
            r"claims.yml:2: claim 1: evidence of unknown kind 'felt'",
        ),
        (
            "verdict: open",
            "verdict: open\n    evidence:\n      - {kind: exact, test: 'tests/no.py::test_x'}",
            r"claims.yml:2: claim 1: no test tests/no.py::test_x",
        ),
        ('source: "000"', 'source: "002"', r"claims.yml:2: claim 1: unknown source '002'"),
        ('claim: "A claim."', 'claim: ""', r"claims.yml:2: claim 1 has no claim"),
        ('id: "1"', "id: 1", r"claims.yml:2: a claim needs an id in quotes, got 1"),
        ('claims: ["1"]', "claims: []", r"claims.yml:\d+: table T1, cell 'left' has no claim"),
        ('claims: ["1"]', 'claims: ["7"]', r"claims.yml:\d+: table T1: no claim '7'"),
        ('"Two"]', '"Two", "Three"]', r"claims.yml:7: table T1, row 'First': 2 cells for 3"),
        ('"Aspect"', '"Aspect', r"claims.yml:\d+: this is not YAML"),
        ("tables:", "panels:", r"claims.yml:1: the file needs the keys 'claims' and 'tables'"),
    ],
)
def test_bad_file_is_told_with_file_and_line(tmp_path, old, new, sentence):
    (tmp_path / "claims.yml").write_text(GOOD.replace(old, new))
    with pytest.raises(SiteError, match=sentence):
        load_claims(tmp_path)


def test_bad_ledger_stops_the_build_with_one_sentence(recorded):
    recorded.write("docs/evidence/claims.yml", GOOD.replace("verdict: open", "verdict: maybe"))
    recorded.edit("docs/page.md", "The mask", "[ledger:T1]\n\nThe mask")
    build = recorded.build()
    assert build.returncode != 0
    assert "docs/evidence/claims.yml:2: claim 1: unknown verdict 'maybe'" in build.stderr
    assert "Traceback" not in build.stderr


def test_cell_text_keeps_bars():
    assert cell_text("P(y|x)\n and P(x)") == r"P(y\|x) and P(x)"
    assert cell_text(r"P(y\|x)") == r"P(y\|x)"
