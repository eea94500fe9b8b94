"""The ledger: docs/evidence/claims.yml, checked and rendered into tables.

A page writes a line `[ledger:T2]` for a comparison table, `[ledger:claims]` for all claims,
`[ledger:counts]` for the number of claims by verdict, `[cited: arxiv-1810-04805]` for the claims
that a paper of the bibliography bears on, or `[exemptions]` for the Python blocks that are shown
without being run.
"""

import re
from collections import Counter
from pathlib import Path

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from tools.markdown.claims import KINDS, MARKS, SAYS, SOURCES, cell_verdicts, load_claims
from tools.markdown.errors import site_error
from tools.markdown.faults import exemptions

TAG = re.compile(r"^(?P<indent> *)\[(?P<what>ledger:\w+|exemptions|cited: \S+)\] *$", re.MULTILINE)


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
