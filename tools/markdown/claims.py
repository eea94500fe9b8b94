"""The claims of docs/evidence/claims.yml, checked: keys, evidence, verdicts and tables' cells."""

import functools
import re
from pathlib import Path

from tools.markdown.errors import SiteError, line_of, read_yaml, relative

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
