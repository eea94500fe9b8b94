"""The ledger: docs/evidence/claims.yml, checked and rendered into tables.

A page writes a line `[ledger:T2]` for a comparison table, `[ledger:claims]` for all claims,
`[ledger:counts]` for the number of claims by verdict, `[cited: arxiv-1810-04805]` for the claims
that a paper of the bibliography bears on, or `[exemptions]` for the Python blocks that are shown
without being run.
"""

import functools
import re
from collections import Counter
from pathlib import Path

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from tools.markdown.errors import SiteError, line_of, read_yaml, relative, site_error
from tools.markdown.faults import exemptions

MARKS = {  # a verdict is told by its word, and by a mark that needs no colour
    "open": "○",
    "supported": "✓",
    "contested": "◐",
    "refuted": "✗",
    "definition": "≡",
    "untestable": "–",
}
KINDS = ("exact", "measured", "cited")
SAYS = {  # what a piece of evidence says by itself
    "supported": "for",
    "refuted": "against",
    "contested": "for and against",
    "definition": "by construction",
}
SOURCES = {"000": "blog post", "001": "interview notes"}
CLAIM_KEYS = {
    "id", "source", "place", "claim", "corrects", "verdict", "reason", "conditions", "evidence",
}  # fmt: skip
EVIDENCE_KEYS = {"kind", "says", "listing", "test", "paper", "place", "figure"}
TAG = re.compile(r"^(?P<indent> *)\[(?P<what>ledger:\w+|exemptions|cited: \S+)\] *$", re.MULTILINE)


def load_claims(evidence: Path) -> dict:
    """`{"claims": {id: claim}, "tables": {name: table}, "papers": {id: name}}`.

    Raises `SiteError` with file and line.
    """
    file = evidence / "claims.yml"
    if not file.is_file():
        raise SiteError(f"{relative(file)}: the ledger's file is missing.")
    return _load(file, file.stat().st_mtime_ns)


@functools.lru_cache(maxsize=4)
def _load(file: Path, _changed: int) -> dict:
    text = file.read_text("utf-8")

    def wrong(needle: str, message: str):
        return SiteError(f"{relative(file)}:{line_of(text, needle)}: {message}")

    data = read_yaml(file)
    if not isinstance(data, dict) or not {"claims", "tables"} <= data.keys():
        raise wrong("", "the file needs the keys 'claims' and 'tables'.")
    if not isinstance(data["claims"], list) or not isinstance(data["tables"], dict):
        raise wrong("", "'claims' is a list of claims, and 'tables' maps names to tables.")
    claims = {}
    for claim in data["claims"]:
        id = claim.get("id") if isinstance(claim, dict) else None
        if not isinstance(id, str):
            raise wrong("- id", f"a claim needs an id in quotes, got {id!r}.")
        here = f'- id: "{id}"'
        if id in claims:
            raise wrong(here, f"claim {id} is there twice.")
        try:
            check_claim(claim, file.parent.parent.parent)
        except ValueError as error:
            raise wrong(here, f"claim {id}{error}") from None
        claims[id] = claim
    for name, table in data["tables"].items():
        if not isinstance(table, dict) or not {"caption", "columns", "rows"} <= table.keys():
            raise wrong(f"{name}:", f"table {name} needs a caption, columns and rows.")
        for row in table["rows"]:
            if not isinstance(row, dict) or not {"aspect", "cells"} <= row.keys():
                raise wrong(f"{name}:", f"table {name}: a row needs an aspect and cells.")
            if len(row["cells"]) != len(table["columns"]) - 1:
                raise wrong(
                    f"{name}:",
                    f"table {name}, row {row['aspect']!r}: "
                    f"{len(row['cells'])} cells for {len(table['columns']) - 1} columns.",
                )
            for cell in row["cells"]:
                try:
                    check_cell(cell, claims)
                except ValueError as error:
                    raise wrong(str(cell.get("text", name)), f"table {name}{error}") from None
    papers = paper_names(file.parent.parent / "reference" / "bibliography.md")
    return {"claims": claims, "tables": data["tables"], "papers": papers}


def check_claim(claim: dict, root: Path) -> None:
    """A claim is whole, and its verdict is what its evidence adds up to; else `ValueError`."""
    if unknown := claim.keys() - CLAIM_KEYS:
        raise ValueError(
            f": unknown key {min(unknown)!r} (one of {', '.join(sorted(CLAIM_KEYS))})."
        )
    for key in ("source", "claim", "verdict"):
        if not claim.get(key):
            raise ValueError(f" has no {key}.")
    verdict, evidence = claim["verdict"], claim.get("evidence") or []
    if claim["source"] not in SOURCES:
        raise ValueError(f": unknown source {claim['source']!r}.")
    if verdict not in MARKS:
        raise ValueError(f": unknown verdict {verdict!r} (one of {', '.join(MARKS)}).")
    for item in evidence:
        check_evidence(item, root)
    if verdict == "open":
        return
    if not claim.get("reason"):
        raise ValueError(" has a verdict but no reason.")
    if verdict == "untestable":
        return
    if not evidence:
        raise ValueError(" has a verdict but no evidence.")
    if not claim.get("conditions"):
        raise ValueError(" has a verdict but no conditions: say when it holds.")
    if verdict != (sum := add_up([item["says"] for item in evidence])):
        raise ValueError(
            f" is {verdict!r}, but its evidence adds up to {sum!r}: mend the verdict, or what a "
            "piece of evidence says."
        )


def add_up(says: list[str]) -> str:
    """The verdict of all the evidence: what it agrees on, or `contested` where it does not."""
    distinct = set(says) - {"definition"} or {"definition"}
    return distinct.pop() if len(distinct) == 1 else "contested"


@functools.cache
def paper_names(bibliography: Path) -> dict[str, str]:
    """What the bibliography holds: `{"arxiv-1810-04805": "Devlin et al. 2018"}`."""
    if not bibliography.is_file():
        return {}
    headings = re.findall(r"^### (.+) \{#([\w-]+)\}$", bibliography.read_text("utf-8"), re.M)
    return {anchor: name for name, anchor in headings}


def check_evidence(item: dict, root: Path) -> None:
    """Evidence has a kind, what it says, and a listing, a test or a paper of the bibliography."""
    if unknown := item.keys() - EVIDENCE_KEYS:
        raise ValueError(f": evidence has an unknown key {min(unknown)!r}.")
    if item.get("kind") not in KINDS:
        raise ValueError(
            f": evidence of unknown kind {item.get('kind')!r} (one of {', '.join(KINDS)})."
        )
    if item.get("says") not in SAYS:
        raise ValueError(f": evidence says {item.get('says')!r} (one of {', '.join(SAYS)}).")
    if listing := item.get("listing"):
        if not (root / "snippets" / f"{listing}.py").is_file():
            raise ValueError(f": no listing snippets/{listing}.py.")
    elif test := item.get("test"):
        name, _, function = test.partition("::")
        path = root / name
        if not path.is_file() or f"def {function}(" not in path.read_text("utf-8"):
            raise ValueError(f": no test {test}.")
    elif paper := item.get("paper"):
        if paper not in paper_names(root / "docs" / "reference" / "bibliography.md"):
            raise ValueError(f": {paper!r} is not in the bibliography.")
    else:
        raise ValueError(": evidence needs a listing, a test or a paper.")
    if ("paper" in item) != (item["kind"] == "cited"):
        raise ValueError(": a paper is cited; a listing or a test is exact or measured.")


def cell_verdicts(cell: dict, claims: dict) -> set[str]:
    """What the claims of a cell come to; what is so by definition counts as supported."""
    verdicts = {claims[id]["verdict"] for id in cell["claims"]} - {"open"}
    return verdicts - {"definition"} if "supported" in verdicts else verdicts


def check_cell(cell: dict, claims: dict) -> None:
    """A cell stands on claims; where their verdicts differ, it says on what it depends."""
    text = cell.get("text")
    if not cell.get("claims"):
        raise ValueError(f", cell {text!r} has no claim.")
    if unknown := [id for id in cell["claims"] if id not in claims]:
        raise ValueError(f": no claim {unknown[0]!r} in the ledger.")
    verdicts = cell_verdicts(cell, claims)
    if len(verdicts) > 1 and not cell.get("depends"):
        raise ValueError(
            f", cell {text!r}: its claims have the verdicts {', '.join(sorted(verdicts))}; say "
            "under 'depends' on what it depends."
        )
    if len(verdicts) <= 1 and cell.get("depends"):
        raise ValueError(f", cell {text!r} depends on nothing: its claims have one verdict.")


def chip(claim: dict) -> str:
    """A link to a claim with its verdict, in Markdown."""
    id, verdict = claim["id"], claim["verdict"]
    return (
        f"[{id} {MARKS[verdict]} {verdict}](/evidence/ledger.md#claim-{id})"
        f"{{.claim .claim-{verdict}}}"
    )


def cell_text(text: str) -> str:
    """Text that fits a cell of a Markdown table; a bar inside stays a bar."""
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(str(text).split()))


def table_markdown(name: str, data: dict) -> list[str]:
    """One comparison table: every content cell with the claims it stands on."""
    table = data["tables"][name]
    lines = ["| " + " | ".join(map(cell_text, table["columns"])) + " |"]
    lines.append("|" + " --- |" * len(table["columns"]))
    for row in table["rows"]:
        cells = [f"**{cell_text(row['aspect'])}**"]
        cells += [cell_markdown(cell, data["claims"]) for cell in row["cells"]]
        lines.append("| " + " | ".join(cells) + " |")
    return [
        *lines,
        "",
        "/// table-caption",
        f"    attrs: {{id: table-{name.lower()}}}",
        cell_text(table["caption"]),
        "///",
    ]


def cell_markdown(cell: dict, claims: dict) -> str:
    """A cell's text, its verdict in a word and a mark, and the claims that it stands on."""
    if depends := cell.get("depends"):
        verdict = f"**{MARKS['contested']} it depends** on {cell_text(depends)}"
    else:
        verdict = min(cell_verdicts(cell, claims) or {"open"})
        verdict = f"**{MARKS[verdict]} {verdict}**"
    chips = " ".join(chip(claims[id]) for id in cell["claims"])
    return f"{cell_text(cell['text'])}<br>{verdict}<br>{chips}"


def evidence_markdown(item: dict, papers: dict[str, str]) -> str:
    """One piece of evidence: what it is, and what it says by itself."""
    if listing := item.get("listing"):
        what = f"[`{listing}`](snippets:{listing}.py)"
    elif test := item.get("test"):
        what = f"`{test}`"
    else:
        what = f"[{papers[item['paper']]}](/reference/bibliography.md#{item['paper']})"
    more = [cell_text(item[key]) for key in ("place", "figure") if item.get(key)]
    return f"{what} ({SAYS[item['says']]}){': ' if more else ''}{': '.join(more)}"


def evidence_by_kind(claim: dict) -> dict[str, list[dict]]:
    items = claim.get("evidence") or []
    found = {kind: [item for item in items if item["kind"] == kind] for kind in KINDS}
    return {kind: some for kind, some in found.items() if some}


def claims_markdown(data: dict) -> list[str]:
    """The whole ledger: a table with an address (`#claim-36`) for each claim.

    The attributes of the last cell are what the page's filter reads.
    """
    lines = [
        "| Claim | What is claimed | Source | Verdict, reason and evidence |",
        "| --- | --- | --- | --- |",
    ]
    for id, claim in data["claims"].items():
        kinds = evidence_by_kind(claim)
        parts = [f"**{MARKS[claim['verdict']]} {claim['verdict']}**"]
        if claim.get("reason"):
            parts.append(cell_text(claim["reason"]))
        if claim.get("conditions"):
            parts.append(f"*When:* {cell_text(claim['conditions'])}")
        for kind, items in kinds.items():
            said = "; ".join(evidence_markdown(item, data["papers"]) for item in items)
            parts.append(f"*{kind.capitalize()}:* {said}")
        source = SOURCES[claim["source"]]
        if claim.get("place"):
            source += f", {cell_text(claim['place'])}"
        if claim.get("corrects"):
            source += "<br>*corrected here*"
        attributes = (
            f'data-verdict="{claim["verdict"]}" data-source="{SOURCES[claim["source"]]}" '
            f'data-evidence="{" ".join(kinds) or "none"}"'
        )
        lines.append(
            f"| [{id}](#claim-{id}){{#claim-{id}}} | {cell_text(claim['claim'])} "
            f"| {source} | {'<br>'.join(parts)} {{: {attributes} }} |"
        )
    return lines


def counts_markdown(data: dict) -> list[str]:
    """How many claims have each verdict."""
    counts = Counter(claim["verdict"] for claim in data["claims"].values())
    verdicts = ", ".join(
        f"{counts[verdict]} {mark} {verdict}" for verdict, mark in MARKS.items() if counts[verdict]
    )
    return [f"[{len(data['claims'])} claims in the ledger](/evidence/ledger.md): {verdicts}."]


def cited_markdown(paper: str, data: dict) -> list[str]:
    """A sentence with the claims whose evidence or reason cites a paper of the bibliography."""
    link = f"bibliography.md#{paper})"
    ids = [
        id
        for id, claim in data["claims"].items()
        if link in f"{claim.get('reason')} {claim.get('conditions')} {claim.get('corrects')}"
        or any(item.get("paper") == paper for item in claim.get("evidence") or [])
    ]
    if not ids:
        raise ValueError(f"no claim of the ledger cites {paper!r}: delete the line.")
    links = [f"[{id}](/evidence/ledger.md#claim-{id})" for id in ids]
    several = f"{', '.join(links[:-1])} and {links[-1]}"
    return [f"Bears on claims {several}." if len(links) > 1 else f"Bears on claim {links[0]}."]


def exemptions_markdown(root: Path) -> list[str]:
    """The Python blocks that are shown without being run, each with its reason."""
    lines = ["| Page | Block that begins with | Why it does not run |", "| --- | --- | --- |"]
    for entry in exemptions(root):
        page = entry["page"].removeprefix("docs")
        lines.append(
            f"| [{page.lstrip('/')}]({page}) | `{cell_text(entry['begins'])}` "
            f"| {cell_text(entry['reason'])} |"
        )
    return lines if len(lines) > 2 else ["None: every Python block on this site ran."]


class LedgerPreprocessor(Preprocessor):
    """Runs after fences are stashed, so a tag inside a code block stays as it is."""

    def __init__(self, md, evidence: str):
        super().__init__(md)
        self.evidence = Path(evidence)

    def run(self, lines):
        return TAG.sub(self.render, "\n".join(lines)).split("\n")

    def render(self, match: re.Match) -> str:
        what = match["what"].removeprefix("ledger:")
        if what == "exemptions":
            rendered = exemptions_markdown(self.evidence.parent.parent)
        elif what.startswith("cited: "):
            try:
                rendered = cited_markdown(what.split()[1], load_claims(self.evidence))
            except ValueError as error:
                raise site_error(self.md, match[0].strip(), str(error)) from None
        else:
            data = load_claims(self.evidence)
            if what == "claims":
                rendered = claims_markdown(data)
            elif what == "counts":
                rendered = counts_markdown(data)
            elif what in data["tables"]:
                rendered = table_markdown(what, data)
            else:
                raise site_error(
                    self.md,
                    match[0].strip(),
                    f"{match[0].strip()} names no table: use one of "
                    f"{', '.join([*data['tables'], 'claims', 'counts'])}.",
                )
        return "\n".join(["", *(f"{match['indent']}{line}" for line in rendered), ""])


class LedgerExtension(Extension):
    def __init__(self, **kwargs):
        self.config = {"evidence": ["docs/evidence", "folder of claims.yml"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md):
        md.preprocessors.register(
            LedgerPreprocessor(md, self.getConfig("evidence")), "ledger", 24.5
        )


def makeExtension(**kwargs):
    return LedgerExtension(**kwargs)
