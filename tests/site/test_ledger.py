"""The ledger: 124 claims, 57 cells, each mapped; verdicts follow from evidence; bad files told."""

import json
import os
import re
import subprocess
import sys
import time

import pytest
from conftest import ROOT

from snippets.lab.told import rule_digest
from tools.markdown import conditions
from tools.markdown.claims import MARKS, cell_verdicts, load_claims
from tools.markdown.errors import SiteError
from tools.markdown.ledger import (
    FOR,
    beneath,
    cell_text,
    claims_markdown,
    counts_markdown,
    marked,
    scope_word,
    table_markdown,
)
from tools.markdown.verdicts import SCOPES

EVIDENCE = ROOT / "docs" / "evidence"

GOOD = """\
claims:
  - id: "1"
    source: "000"
    claim: "A claim."
    kind: comparison
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
                    (word,) = {each.word for each in cell_verdicts(cell, ledger["verdicts"])}
                    assert verdict.startswith(f"{MARKS[word]} {word}")
                    for each in cell_verdicts(cell, ledger["verdicts"]):
                        assert word == "open" or SCOPES.get(each.scope, "") in verdict
                for id, text in links.items():
                    assert text == f"{id} {marked(ledger['verdicts'][id])}"


def test_each_claim_has_an_address(ledger, site):
    html = (site / "evidence/ledger/index.html").read_text("utf-8")
    missing = [id for id in ledger["claims"] if f'id="claim-{id}"' not in html]
    assert missing == []


def test_every_claim_has_its_reason_and_its_evidence(ledger):
    for id, claim in ledger["claims"].items():
        assert claim["reason"], id
        if claim["kind"] != "opinion":
            assert claim["evidence"], id
            assert claim["turns"], id


def test_no_verdict_is_stored():
    """Neither a verdict nor what a program says stands in the file: only rules and readings."""
    text = (EVIDENCE / "claims.yml").read_text("utf-8")
    assert re.findall(r"^\s*(?:- )?(?:verdict|says):", text, re.MULTILINE) == []


def test_a_rule_has_two_regions_but_for_counterexamples(ledger):
    """What can only support is a check that cannot fail; a counterexample needs no other side."""
    for id, claim in ledger["claims"].items():
        for item in claim.get("evidence") or []:
            sides = {"supports", "opposes"} & item.keys()
            if sides and len(sides) < 2:
                assert sides == {"opposes"}, (id, item["listing"])
                assert claim["kind"] == "universal" or item["scope"] == "exact", id


def test_ten_claims_are_to_remember(ledger, site):
    """The page says ten, and begins with them."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup((site / "evidence/ledger/index.html").read_text("utf-8"), "html.parser")
    shown = [chip.get_text().split()[0] for chip in soup.select("article li > a.claim")]
    assert shown == ledger["remember"]
    assert len(set(shown)) == 10


def test_the_build_needs_neither_torch_nor_a_study():
    """Judging all claims loads no torch, no transformers and no study's own module."""
    program = (
        "import sys; from pathlib import Path; from tools.markdown.claims import load_claims\n"
        "load_claims(Path('docs/evidence').resolve())\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('torch', 'transformers', 'sklearn')"
        " or m.startswith('snippets.studies.') and m.split('.')[-1] not in ('results', 'records')])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def test_counts_are_those_of_the_verdicts(ledger):
    rows = {
        line.split("|")[1].split()[1]: line for line in counts_markdown(ledger)[2:] if "|" in line
    }
    words = [verdict.word for verdict in ledger["verdicts"].values()]
    for word in set(words):
        cells = [int(cell or 0) for cell in map(str.strip, rows[word].split("|")[2:-1])]
        assert cells[-1] == sum(cells[:-1]) == words.count(word)


def test_a_comparison_is_never_decided_by_a_toy(ledger):
    for id, claim in ledger["claims"].items():
        verdict = ledger["verdicts"][id]
        if claim["kind"] == "comparison" and verdict.word != "open":
            assert verdict.scope in ("cited", "real, pretrained"), id
        if claim["kind"] == "comparison" and verdict.word == "open" and verdict.scope:
            assert beneath(id, ledger), id


def test_every_contested_claim_names_its_condition_and_both_sides(ledger):
    for id, verdict in ledger["verdicts"].items():
        if verdict.word == "contested":
            assert ledger["claims"][id]["turns"], id
            assert {"supports", "opposes"} <= {piece.bearing for piece in ledger["pieces"][id]}, id


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


RUN = "evidence:\n      - listing: page/mask\n        scope: exact\n"
PAPER = (
    "evidence:\n      - paper: elman-1990\n        reading: supports\n        read: 2026-11-28\n"
    "        place: abstract\n        covers: small networks\n"
)
KIND = "kind: comparison"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        # claims
        (KIND, "kind: hunch", r"claims.yml:2: claim 1: unknown kind 'hunch' \(one of definition"),
        (KIND, "corrects: true", r"claims.yml:2: claim 1 has no kind"),
        (
            KIND,
            f"{KIND}\n    verdict: supported",
            r"claims.yml:2: claim 1: 'verdict' is computed from the evidence, never typed",
        ),
        (KIND, f"{KIND}\n    virdict: x", r"claim 1: unknown key 'virdict'"),
        ('source: "000"', 'source: "002"', r"claims.yml:2: claim 1: unknown source '002'"),
        ('claim: "A claim."', 'claim: ""', r"claims.yml:2: claim 1 has no claim"),
        ('id: "1"', "id: 1", r"claims.yml:2: a claim needs an id in quotes, got 1"),
        (KIND, f"{KIND}\n    {PAPER}", r"claims.yml:2: claim 1 comes out as supported and has no"),
        (
            KIND,
            f"{KIND}\n    reason: so\n    {PAPER}"
            + PAPER.replace("evidence:\n", "").replace("supports", "opposes"),
            r"claims.yml:2: claim 1 comes out as contested and names no condition that turns it",
        ),
        # evidence
        (KIND, f"{KIND}\n    {RUN}", r":7: claim 1: a listing without conditions bears nothing"),
        (
            KIND,
            f"{KIND}\n    {RUN}        says: supported",
            r":7: claim 1: evidence has the key 'says'",
        ),
        (KIND, f"{KIND}\n    {RUN}        tells: x", r":7: claim 1: evidence has an unknown key"),
        (
            KIND,
            f"{KIND}\n    {RUN}".replace("exact", "felt"),
            r":7: claim 1: unknown scope 'felt' \(one of exact; toy; real, from scratch",
        ),
        (
            KIND,
            f"{KIND}\n    {RUN}".replace("exact", "cited"),
            r":7: claim 1: a paper is cited, and nothing else is",
        ),
        (
            KIND,
            f"{KIND}\n    {RUN}".replace("page/mask", "no/such"),
            r":7: claim 1: no listing snippets/no/such.py",
        ),
        (
            KIND,
            f"{KIND}\n    {PAPER}        scope: toy",
            r":7: claim 1: a paper is cited, and nothing else is",
        ),
        (
            KIND,
            f"{KIND}\n    {PAPER}".replace("elman-1990", "arxiv-0000-00000"),
            r":7: claim 1: 'arxiv-0000-00000' is not in the bibliography",
        ),
        (
            KIND,
            f"{KIND}\n    {PAPER}".replace("supports", "likes"),
            r":7: claim 1: our reading of a paper is one of supports, opposes, no bearing, ",
        ),
        (
            KIND,
            f"{KIND}\n    {PAPER}".replace("supports", "no bearing"),
            r":7: claim 1: a paper without bearing stays listed with a 'why'",
        ),
        (
            KIND,
            f"{KIND}\n    {PAPER}".replace("        place: abstract\n", ""),
            r":7: claim 1: our reading of a paper needs its 'place'",
        ),
        (
            KIND,
            f"{KIND}\n    {PAPER}".replace("covers: small networks", "about: x"),
            r":7: claim 1: our reading of a paper needs its 'covers'",
        ),
        (
            KIND,
            f"{KIND}\n    {PAPER}".replace("2026-11-28", "lately"),
            r":7: claim 1: our reading of a paper needs its date",
        ),
        (
            KIND,
            f"{KIND}\n    {PAPER}        figure: 'on trees 89.2'",
            r":7: claim 1: the figure 89.2 is not marked as cited: write \[\[cited:elman-1990:89.2",
        ),
        (
            KIND,
            f"{KIND}\n    {PAPER}        figure: 'on trees [[cited:elman-1990:89.2]]'",
            r":12: claim 1: .* has no figure '89.2'",
        ),
        (
            KIND,
            f"{KIND}\n    evidence:\n      - scope: toy",
            r":7: claim 1: a piece of evidence is a listing or a paper",
        ),
        # rules
        (
            KIND,
            f'{KIND}\n    {RUN}        supports: "pairs > 1"',
            r":9: claim 1: snippets/page/mask.py prints no number 'pairs = …' \(it prints: allowed",
        ),
        (
            KIND,
            f'{KIND}\n    {RUN}        supports: "allowed > 1"\n        opposes: "allowed >"',
            r":10: claim 1: 'allowed >' is no condition",
        ),
        (
            KIND,
            f'{KIND}\n    {RUN}        opposes: "mean(two_masks.gpt.f1) > 1"',
            r":9: claim 1: there is no study 'two_masks'",
        ),
        (
            KIND,
            f'{KIND}\n    {RUN}        supports: "allowed > 1"\n        opposes: "allowed > 2"',
            r":9: claim 1: both conditions hold \(allowed = 6\), so the regions overlap",
        ),
        (  # of two pieces with one listing, and after a reason that speaks of a paper
            KIND,
            f'{KIND}\n    reason: "so the paper: said"\n    {RUN}        supports: "allowed > 1"\n'
            + RUN.replace("evidence:\n", "")
            + '        supports: "allowed >"',
            r":13: claim 1: 'allowed >' is no condition",
        ),
        (
            KIND,
            f'{KIND}\n    {RUN}        supports: "allowed > 1"\n'
            + RUN.replace("evidence:\n", "").replace("exact", "felt"),
            r":10: claim 1: unknown scope 'felt'",
        ),
        # the file, its tables and their cells
        (
            'claims: ["1"]',
            'depends: "the day"\n            claims: ["1"]',
            r"claims.yml:\d+: table T1, cell 'left' depends on nothing",
        ),
        ('    caption: "A table"\n', "", r"claims.yml:\d+: table T1 needs a caption, columns and"),
        ("    rows:", "    lines:", r"claims.yml:\d+: table T1 needs a caption, columns and rows"),
        ("cells:", "fields:", r"claims.yml:\d+: table T1: a row needs an aspect and cells"),
        ('claims: ["1"]', "claims: []", r"claims.yml:\d+: table T1, cell 'left' has no claim"),
        ('claims: ["1"]', 'claims: ["7"]', r"claims.yml:\d+: table T1: no claim '7'"),
        ('"Two"]', '"Two", "Three"]', r"claims.yml:7: table T1, row 'First': 2 cells for 3"),
        ('"Aspect"', '"Aspect', r"claims.yml:\d+: this is not YAML"),
        ("tables:", "panels:", r"claims.yml:1: the file needs the keys 'claims' and 'tables'"),
        ("tables:", 'remember: ["7"]\ntables:', r"claims.yml:6: remember: no claim '7'"),
        ("tables:", "verdicts: {}\ntables:", r"claims.yml:6: unknown key 'verdicts'"),
    ],
)
def test_bad_file_is_told_with_file_and_line(tmp_path, old, new, sentence):
    assert old in GOOD
    with pytest.raises(SiteError, match=sentence):
        load_claims(evidence_of(tmp_path, GOOD.replace(old, new)))


def evidence_of(folder, text):
    """A project with this ledger, a bibliography of one paper, and a listing that has run."""
    evidence = folder / "docs" / "evidence"
    evidence.mkdir(parents=True, exist_ok=True)
    (evidence / "claims.yml").write_text(text)
    (folder / "docs" / "reference").mkdir(exist_ok=True)
    (folder / "docs" / "reference" / "bibliography.md").write_text("### Elman {#elman-1990}")
    for file, printed in (
        ("snippets/page/mask.py", ""),
        ("docs/recorded/page/mask.out", "allowed = 6"),
    ):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(printed)
    return evidence


JUDGED = """\
  - id: "{id}"
    source: "000"
    claim: "Another claim."
    kind: {kind}
    reason: because
    evidence:
      - {{listing: page/mask, scope: exact, supports: "allowed {sign} 6", opposes: "allowed > 6"}}
"""


def test_a_cell_whose_claims_differ_must_say_on_what_it_depends(tmp_path):
    for kinds, sign, differ in (
        (("universal", "universal"), "==", False),
        (("universal", "definition"), "==", False),  # what is so by definition holds as well
        (("universal", "opinion"), "==", True),
        (("universal", "comparison"), "==", True),
    ):
        claims = "".join(
            JUDGED.format(id=id, kind=kind, sign=sign) for id, kind in zip("23", kinds, strict=True)
        )
        text = GOOD.replace("tables:", claims + "tables:").replace('["1"]', '["2", "3"]', 1)
        said = text.replace('["2", "3"]', '["2", "3"]\n            depends: "the size"')
        good, bad = (said, text) if differ else (text, said)
        data = load_claims(evidence_of(tmp_path, good))
        assert ("**◐ it depends** on the size<br>" in table_markdown("T1", data)[2]) is differ
        assert ("**✓ supported · exact**" in table_markdown("T1", data)[2]) is not differ
        with pytest.raises(SiteError, match=r"on what it depends|depends on nothing"):
            load_claims(evidence_of(tmp_path, bad))


def test_a_verdict_follows_from_what_was_printed(tmp_path):
    """Another output, another verdict, without a word changed in the ledger."""
    text = GOOD.replace("tables:", JUDGED.format(id="2", kind="universal", sign="==") + "tables:")
    evidence = evidence_of(tmp_path, text)
    out = tmp_path / "docs/recorded/page/mask.out"
    for printed, verdict in ((6, "supported"), (7, "refuted"), (5, "open")):
        out.write_text(f"allowed = {printed}")
        os.utime(out, ns=(printed, printed))  # a file system's clock may be coarse
        assert load_claims(evidence)["verdicts"]["2"].word == verdict


def test_a_rule_that_did_not_stand_before_the_runs_is_named(tmp_path):
    """Whether a record's values are read by name, or a listing of its page prints them."""
    text = GOOD.replace("tables:", JUDGED.format(id="2", kind="universal", sign="==") + "tables:")
    by_name = {"supports": "mean(two_masks.gpt.f1) > .5", "opposes": "allowed > 6"}
    printed = {"supports": "allowed == 6", "opposes": "allowed > 6"}
    record = tmp_path / "snippets/studies/results/two-masks/gpt.json"
    record.parent.mkdir(parents=True)
    own = tmp_path / "snippets/studies/results/page.json"
    (tmp_path / "snippets/page").mkdir(parents=True)
    for number, (rule, file) in enumerate(((by_name, record), (printed, own))):
        evidence = evidence_of(tmp_path, text.replace("allowed == 6", rule["supports"]))
        listing = tmp_path / "snippets/page/mask.py"
        listing.write_text("import snippets.studies.results\n" if file == own else "")
        conditions._records_of.cache_clear()
        before = rule_digest(rule | {"supports": rule["supports"].replace(" ", "\n  ")})
        for turn, (known, late) in enumerate((([], True), ([before], False), (["0"], True))):
            runs = [{"seed": 0, "f1": 0.9}, {"seed": 1, "f1": 0.8}]
            data = {"time": "2026-11-20T10:00+00:00", "rules": known, "runs": runs}
            file.write_text(json.dumps(data))
            later = time.time_ns() + 10**9 * (10 * number + turn)
            os.utime(file, ns=(later, later))
            shown = "\n".join(claims_markdown(load_claims(evidence))).partition("{#claim-2}")[2]
            assert ("written or changed after the runs of 2026-11-20" in shown) is late, known


def test_the_ledger_says_for_each_row_what_the_filter_needs(ledger, site):
    from bs4 import BeautifulSoup

    soup = BeautifulSoup((site / "evidence/ledger/index.html").read_text("utf-8"), "html.parser")
    rows = soup.select(".ledger tbody tr")
    assert len(rows) == len(ledger["claims"])
    for row, (id, claim) in zip(rows, ledger["claims"].items(), strict=True):
        facts, verdict = row.find_all("td")[-1], ledger["verdicts"][id]
        assert facts["data-verdict"] == verdict.word
        assert facts["data-scope"] == scope_word(verdict)
        assert facts["data-kind"] == claim["kind"]
        shown = " ".join(facts.get_text().split())
        assert marked(verdict) in shown
        if claim.get("turns"):
            assert "What turns it:" in shown
        for item, piece in zip(claim.get("evidence") or [], ledger["pieces"][id], strict=True):
            assert f"{FOR[piece.bearing]}:" in shown
            if "paper" in item:
                assert f"Our reading ({item['place']}; {item['read']})" in shown
            if piece.bearing == "no bearing":
                assert "Bears nothing (" in shown
                assert " ".join(item.get("why", "between the two conditions").split())[:20] in shown
    assert len([line for line in claims_markdown(ledger) if line.startswith("| [")]) == len(rows)


def test_bad_ledger_stops_the_build_with_one_sentence(recorded):
    recorded.write("docs/evidence/claims.yml", GOOD.replace("kind: comparison", "kind: hunch"))
    recorded.edit("docs/page.md", "The mask", "[ledger:T1]\n\nThe mask")
    build = recorded.build()
    assert build.returncode != 0
    assert "docs/evidence/claims.yml:2: claim 1: unknown kind 'hunch'" in build.stderr
    assert "Traceback" not in build.stderr


def test_cell_text_keeps_bars():
    assert cell_text("P(y|x)\n and P(x)") == r"P(y\|x) and P(x)"
    assert cell_text(r"P(y\|x)") == r"P(y\|x)"
