"""The ledger: 124 claims, 57 cells, each mapped; verdicts follow from evidence; bad files told."""

import re

import pytest
from conftest import ROOT

from snippets.studies.experiments import EXPERIMENTS
from snippets.studies.rules import listings_say
from snippets.studies.verdicts import Printed, definition, experiments_say, judge
from tools.markdown.claims import MARKS, SAYS, add_up, check_claim, load_claims
from tools.markdown.errors import SiteError
from tools.markdown.ledger import cell_text, claims_markdown, table_markdown

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
                verdict = td.find("strong").get_text()
                if cell.get("depends"):
                    assert verdict == "◐ it depends"
                    assert f"it depends on {cell['depends']}" in " ".join(td.get_text().split())
                else:
                    assert verdict in {f"{MARKS[word]} {word}" for word in MARKS}
                    assert verdict.split()[1] in {ledger["claims"][id]["verdict"] for id in links}
                for id, text in links.items():
                    verdict = ledger["claims"][id]["verdict"]
                    assert text == f"{id} {MARKS[verdict]} {verdict}"


def test_each_claim_has_an_address(ledger, site):
    html = (site / "evidence/ledger/index.html").read_text("utf-8")
    missing = [id for id in ledger["claims"] if f'id="claim-{id}"' not in html]
    assert missing == []


def test_every_claim_is_judged_with_reason_conditions_and_evidence(ledger):
    for id, claim in ledger["claims"].items():
        assert claim["verdict"] != "open", id
        assert claim["reason"], id
        if claim["verdict"] != "untestable":
            assert claim["evidence"], id
            assert claim["conditions"], id


# ---------------------------------------------------------------- verdicts follow from evidence


def shown(claim):
    """The evidence of a claim that a program here gives."""
    return [item for item in claim.get("evidence") or [] if item["kind"] != "cited"]


def computed(item, id, said):
    """What is computed of a listing's evidence, by its own rule or by its experiment; or None."""
    listing = item.get("listing", "")
    return said.get((id, listing)) or said.get((id, listing.split("/")[0]))


def disagreements(claims, said):
    """The listings that say something else than the ledger has them say."""
    return [
        f"claim {id}: {item['listing']} says {computed(item, id, said)}, not {item['says']}"
        for id, claim in claims.items()
        for item in shown(claim)
        if "listing" in item and computed(item, id, said) != item["says"]
    ]


@pytest.fixture(scope="module")
def said():
    """What listings and experiments say, computed from their recorded numbers."""
    return listings_say() | experiments_say()


def test_what_a_listing_says_is_computed_from_its_record(ledger, said):
    assert disagreements(ledger["claims"], said) == []


def test_whatever_is_computed_stands_in_the_ledger(ledger, said):
    stands = {
        (id, place)
        for id, claim in ledger["claims"].items()
        for item in shown(claim)
        if "listing" in item
        for place in (item["listing"], item["listing"].split("/")[0])
    }
    assert set(said) - stands == set()


def test_most_claims_are_shown_by_a_program(ledger):
    claims = ledger["claims"].values()
    assert sum(bool(shown(claim)) for claim in claims) > len(claims) / 2


EVIDENCED = [
    (id, verdict)
    for id, claim in load_claims(EVIDENCE)["claims"].items()
    if shown(claim)
    for verdict in MARKS.keys() - {"open", "untestable", claim["verdict"]}
]


@pytest.mark.parametrize(("id", "verdict"), EVIDENCED)
def test_a_flipped_verdict_fails_at_once(ledger, said, id, verdict):
    """Flipped alone it contradicts its evidence; flipped with it, what the programs say."""
    claim = ledger["claims"][id]
    flipped = claim | {"verdict": verdict}
    with pytest.raises(ValueError, match="adds up to"):
        check_claim(flipped, ROOT)
    flipped["evidence"] = [
        item | ({} if item["kind"] == "cited" else {"says": verdict}) for item in claim["evidence"]
    ]
    papers_disagree = add_up([item["says"] for item in flipped["evidence"]]) != verdict
    assert papers_disagree or disagreements({id: flipped}, said)


def test_every_experiment_computes_verdicts(said):
    for experiment in EXPERIMENTS:
        if experiment != "timeline":
            folder = experiment.replace("-", "_")
            assert any(place == folder for _, place in said), experiment


def test_evidence_adds_up():
    assert add_up(["supported", "supported"]) == "supported"
    assert add_up(["definition"]) == "definition"
    assert add_up(["definition", "supported"]) == "supported"
    assert add_up(["supported", "refuted"]) == "contested"
    assert add_up(["refuted", "refuted", "contested"]) == "contested"
    assert judge(True) == "supported"
    assert judge(True, True) == "contested"
    assert judge(False, True) == "refuted"
    assert judge(False) == "open"
    assert definition(True) == "definition"
    assert definition(False) == "refuted"


def test_a_rule_reads_what_was_printed():
    printed = Printed("attention_masks/causal")
    assert printed["pairs_allowed"] == 15
    assert printed["same_as_transformers"] == 1
    assert printed.has("cat ✓ ✓ ✗ ✗ ✗")
    assert not printed.has("cat ✓ ✓ ✓ ✗ ✗")


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
    assert lines[2].startswith(
        "| **First** | left<br>**○ open**<br>[1 ○ open](/evidence/ledger.md#claim-1)"
    )
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
            "verdict: open\n    evidence:\n"
            "      - {kind: exact, says: supported, listing: no/such}",
            r"claims.yml:2: claim 1: no listing snippets/no/such.py",
        ),
        (
            "verdict: open",
            "verdict: open\n    evidence:\n      - {kind: felt, listing: no/such}",
            r"claims.yml:2: claim 1: evidence of unknown kind 'felt'",
        ),
        (
            "verdict: open",
            "verdict: open\n    evidence:\n"
            "      - {kind: exact, says: refuted, test: 'tests/no.py::test_x'}",
            r"claims.yml:2: claim 1: no test tests/no.py::test_x",
        ),
        (
            "verdict: open",
            "verdict: open\n    evidence:\n      - {kind: exact, listing: no/such}",
            r"claims.yml:2: claim 1: evidence says None",
        ),
        (
            "verdict: open",
            "verdict: open\n    evidence:\n"
            "      - {kind: cited, says: refuted, paper: arxiv-0000-00000}",
            r"claims.yml:2: claim 1: 'arxiv-0000-00000' is not in the bibliography",
        ),
        (
            "verdict: open",
            "verdict: open\n    evidence:\n      - {kind: exact, says: refuted, paper: elman-1990}",
            r"claims.yml:2: claim 1: a paper is cited; a listing or a test is exact or measured",
        ),
        (
            "verdict: open",
            "verdict: supported\n    reason: because\n    evidence:\n"
            "      - {kind: cited, says: supported, paper: elman-1990}",
            r"claims.yml:2: claim 1 has a verdict but no conditions",
        ),
        (
            "verdict: open",
            "verdict: supported\n    reason: because\n    conditions: now\n    evidence:\n"
            "      - {kind: cited, says: refuted, paper: elman-1990}",
            r"claims.yml:2: claim 1 is 'supported', but its evidence adds up to 'refuted'",
        ),
        ("verdict: open", "verdict: open\n    virdict: x", r"claim 1: unknown key 'virdict'"),
        (
            "verdict: open",
            "verdict: open\n    evidence:\n      - {kind: cited, tells: x}",
            r"claims.yml:2: claim 1: evidence has an unknown key 'tells'",
        ),
        (
            'claims: ["1"]',
            'depends: "the day"\n            claims: ["1"]',
            r"claims.yml:\d+: table T1, cell 'left' depends on nothing",
        ),
        ('    caption: "A table"\n', "", r"claims.yml:\d+: table T1 needs a caption, columns and"),
        ("    rows:", "    lines:", r"claims.yml:\d+: table T1 needs a caption, columns and rows"),
        ("cells:", "fields:", r"claims.yml:\d+: table T1: a row needs an aspect and cells"),
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
    assert old in GOOD
    with pytest.raises(SiteError, match=sentence):
        load_claims(evidence_of(tmp_path, GOOD.replace(old, new)))


def evidence_of(folder, text):
    """A project's folder docs/evidence with this ledger, and a bibliography of one paper."""
    evidence = folder / "docs" / "evidence"
    evidence.mkdir(parents=True, exist_ok=True)
    (evidence / "claims.yml").write_text(text)
    (folder / "docs" / "reference").mkdir(exist_ok=True)
    (folder / "docs" / "reference" / "bibliography.md").write_text("### Elman {#elman-1990}")
    return evidence


JUDGED = """\
  - id: "2"
    source: "000"
    claim: "Another claim."
    verdict: {verdict}
    reason: because
    conditions: now
    evidence:
      - {{kind: cited, says: {verdict}, paper: elman-1990}}
"""


def test_a_cell_whose_claims_differ_must_say_on_what_it_depends(tmp_path):
    other = JUDGED.replace('"2"', '"3"')
    for verdicts, differ in (
        (("supported", "supported"), False),
        (("supported", "definition"), False),  # what is so by definition holds as well
        (("supported", "refuted"), True),
        (("contested", "refuted"), True),
    ):
        claims = "".join(map(str.format_map, (JUDGED, other), [{"verdict": v} for v in verdicts]))
        text = GOOD.replace("tables:", claims + "tables:").replace('["1"]', '["1", "2", "3"]', 1)
        said = text.replace('["1", "2", "3"]', '["1", "2", "3"]\n            depends: "the size"')
        good, bad = (said, text) if differ else (text, said)
        data = load_claims(evidence_of(tmp_path, good))
        assert ("**◐ it depends** on the size<br>" in table_markdown("T1", data)[2]) is differ
        with pytest.raises(SiteError, match=r"on what it depends|depends on nothing"):
            load_claims(evidence_of(tmp_path, bad))


def test_the_ledger_says_for_each_row_what_the_filter_needs(ledger, site):
    from bs4 import BeautifulSoup

    soup = BeautifulSoup((site / "evidence/ledger/index.html").read_text("utf-8"), "html.parser")
    rows = soup.select(".ledger tbody tr")
    assert len(rows) == len(ledger["claims"])
    for row, claim in zip(rows, ledger["claims"].values(), strict=True):
        facts = row.find_all("td")[-1]
        assert facts["data-verdict"] == claim["verdict"]
        kinds = {item["kind"] for item in claim.get("evidence") or []} or {"none"}
        assert set(facts["data-evidence"].split()) == kinds
        assert f"{MARKS[claim['verdict']]} {claim['verdict']}" in facts.get_text()
        if claim.get("conditions"):
            assert "When:" in facts.get_text()
        for item in claim.get("evidence") or []:
            assert f"({SAYS[item['says']]})" in facts.get_text()
    assert len([line for line in claims_markdown(ledger) if line.startswith("| [")]) == len(rows)


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
