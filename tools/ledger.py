"""The ledger: docs/evidence/claims.yml, checked and rendered into tables.

A page writes a line `[ledger:T2]` for a comparison table, `[ledger:claims]` for all claims,
`[ledger:counts]` for the number of claims by verdict, or `[exemptions]` for the Python blocks
that are shown without being run.
"""

import functools
import re
from collections import Counter
from pathlib import Path

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from tools.errors import SiteError, line_of, read_yaml, relative, site_error

MARKS = {  # a verdict is told by its word, and by a mark that needs no colour
    "open": "○",
    "supported": "✓",
    "contested": "◐",
    "refuted": "✗",
    "definition": "≡",
    "untestable": "–",
}
KINDS = {"exact", "measured", "cited"}
SOURCES = {"000", "001"}
TAG = re.compile(r"^(?P<indent> *)\[(?P<what>ledger:\w+|exemptions)\] *$", re.MULTILINE)


def load_claims(evidence: Path) -> dict:
    """`{"claims": {id: claim}, "tables": {name: table}}`; `SiteError` with file and line if bad."""
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
    claims = {}
    for claim in data["claims"]:
        id = claim.get("id") if isinstance(claim, dict) else None
        if not isinstance(id, str):
            raise wrong("- id", f"a claim needs an id in quotes, got {id!r}.")
        here = f'- id: "{id}"'
        if id in claims:
            raise wrong(here, f"claim {id} is there twice.")
        for key in ("source", "claim", "verdict"):
            if not claim.get(key):
                raise wrong(here, f"claim {id} has no {key}.")
        if claim["source"] not in SOURCES:
            raise wrong(here, f"claim {id}: unknown source {claim['source']!r}.")
        if claim["verdict"] not in MARKS:
            raise wrong(
                here,
                f"claim {id}: unknown verdict {claim['verdict']!r} (one of {', '.join(MARKS)}).",
            )
        evidence = claim.get("evidence") or []
        if claim["verdict"] != "open":
            if not claim.get("reason"):
                raise wrong(here, f"claim {id} has a verdict but no reason.")
            if not evidence and claim["verdict"] != "untestable":
                raise wrong(here, f"claim {id} has a verdict but no evidence.")
        for item in evidence:
            check_evidence(item, id, file, lambda message, here=here: wrong(here, message))
        claims[id] = claim
    for name, table in data["tables"].items():
        for row in table["rows"]:
            if len(row["cells"]) != len(table["columns"]) - 1:
                raise wrong(
                    f"{name}:",
                    f"table {name}, row {row['aspect']!r}: "
                    f"{len(row['cells'])} cells for {len(table['columns']) - 1} columns.",
                )
            for cell in row["cells"]:
                if not cell.get("claims"):
                    raise wrong(cell["text"], f"table {name}, cell {cell['text']!r} has no claim.")
                for id in cell["claims"]:
                    if id not in claims:
                        raise wrong(cell["text"], f"table {name}: no claim {id!r} in the ledger.")
    return {"claims": claims, "tables": data["tables"]}


def check_evidence(item: dict, id: str, file: Path, wrong) -> None:
    """Evidence names its kind and a listing, a test or a paper of the bibliography."""
    root = file.parent.parent.parent
    if item.get("kind") not in KINDS:
        raise wrong(
            f"claim {id}: evidence of unknown kind {item.get('kind')!r} "
            f"(one of {', '.join(sorted(KINDS))})."
        )
    if listing := item.get("listing"):
        if not (root / "snippets" / f"{listing}.py").is_file():
            raise wrong(f"claim {id}: no listing snippets/{listing}.py.")
    elif test := item.get("test"):
        name, _, function = test.partition("::")
        path = root / name
        if not path.is_file() or f"def {function}(" not in path.read_text("utf-8"):
            raise wrong(f"claim {id}: no test {test}.")
    elif paper := item.get("paper"):
        page = root / "docs" / "reference" / "bibliography.md"
        if f"#{paper}" not in page.read_text("utf-8"):
            raise wrong(f"claim {id}: {paper!r} is not in the bibliography.")
    else:
        raise wrong(f"claim {id}: evidence needs a listing, a test or a paper.")


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
        for cell in row["cells"]:
            chips = " ".join(chip(data["claims"][id]) for id in cell["claims"])
            cells.append(f"{cell_text(cell['text'])}<br>{chips}")
        lines.append("| " + " | ".join(cells) + " |")
    return [
        *lines,
        "",
        "/// table-caption",
        f"    attrs: {{id: table-{name.lower()}}}",
        cell_text(table["caption"]),
        "///",
    ]


def evidence_markdown(item: dict) -> str:
    if listing := item.get("listing"):
        return f"{item['kind']}: [`{listing}`](/snippets/{listing}.py)"
    if test := item.get("test"):
        return f"{item['kind']}: `{test}`"
    where = f", {cell_text(item['place'])}" if item.get("place") else ""
    return f"{item['kind']}: [{item['paper']}](/reference/bibliography.md#{item['paper']}){where}"


def claims_markdown(data: dict) -> list[str]:
    """The whole ledger: a table with an address (`#claim-36`) for each claim."""
    lines = [
        "| Claim | What is claimed | Source | Verdict, reason and evidence |",
        "| --- | --- | --- | --- |",
    ]
    for id, claim in data["claims"].items():
        verdict = f"**{MARKS[claim['verdict']]} {claim['verdict']}**"
        if claim.get("reason"):
            verdict += f"<br>{cell_text(claim['reason'])}"
        for item in claim.get("evidence") or []:
            verdict += f"<br>{evidence_markdown(item)}"
        source = {"000": "blog post", "001": "interview notes"}[claim["source"]]
        if claim.get("place"):
            source += f", {cell_text(claim['place'])}"
        if claim.get("corrects"):
            source += "<br>*corrected here*"
        lines.append(
            f"| [{id}](#claim-{id}){{#claim-{id}}} | {cell_text(claim['claim'])} "
            f"| {source} | {verdict} |"
        )
    return lines


def counts_markdown(data: dict) -> list[str]:
    """How many claims have each verdict."""
    counts = Counter(claim["verdict"] for claim in data["claims"].values())
    verdicts = ", ".join(f"{counts[verdict]} {mark} {verdict}" for verdict, mark in MARKS.items())
    return [f"[{len(data['claims'])} claims in the ledger](/evidence/ledger.md): {verdicts}."]


def exemptions_markdown(root: Path) -> list[str]:
    """The Python blocks that are shown without being run, each with its reason."""
    from tools.site import exemptions  # it reads this extension's own configuration

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
