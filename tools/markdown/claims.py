"""The claims of docs/evidence/claims.yml: checked, and judged anew whenever the site is built.

A verdict is never in the file: it follows from the claim's kind, from what the conditions of its
evidence come to, and from our readings of papers (`tools.markdown.verdicts`).
"""

import datetime
import functools
import re
from pathlib import Path

from tools.markdown.cited import cited
from tools.markdown.errors import SiteError, line_of, read_yaml, relative
from tools.markdown.verdicts import (
    BEARINGS,
    KINDS,
    SCOPES,
    WORDS,
    ConditionError,
    Verdict,
    judge,
)

MARKS = {  # a verdict is told by its word, and by a mark that needs no colour
    "open": "○",
    "supported": "✓",
    "contested": "◐",
    "refuted": "✗",
    "definition": "≡",
    "untestable": "–",
}
SOURCES = {"000": "blog post", "001": "interview notes"}
CLAIM_KEYS = {
    "id", "source", "place", "claim", "corrects", "kind", "reason", "turns", "evidence",
}  # fmt: skip
RUN_KEYS = {"listing", "scope", "supports", "opposes", "about", "why"}
PAPER_KEYS = {"paper", "scope", "reading", "read", "place", "covers", "figure", "about", "why"}
MARKED = re.compile(r"\[\[cited:(?P<paper>[\w-]+):(?P<figure>[^\]]+)\]\]")
FILE_KEYS = {"claims", "tables", "remember"}


def load_claims(evidence: Path) -> dict:
    """The file's claims, tables and choices, and for each claim its verdict and what decided it.

    Keys: claims, tables, remember, papers, verdicts and pieces (each by a claim's id).
    Raises `SiteError` with file and line.
    """
    file = evidence / "claims.yml"
    if not file.is_file():
        raise SiteError(f"{relative(file)}: the ledger's file is missing.")
    root = evidence.parent.parent
    return _load(file, file.stat().st_mtime_ns, _records(root))


def _records(root: Path) -> int:
    """The last change of what conditions read; a build in the same process judges anew after it."""
    folders = (root / "docs" / "recorded", root / "snippets" / "studies" / "results")
    files = [file for folder in folders for file in folder.rglob("*.*") if file.suffix != ".svg"]
    return max((file.stat().st_mtime_ns for file in files), default=0)


@functools.lru_cache(maxsize=4)
def _load(file: Path, _changed: int, _records_changed: int) -> dict:
    text = file.read_text("utf-8")

    def wrong(needle: str, message: str, start: int = 0):
        return SiteError(f"{relative(file)}:{line_of(text, needle, start)}: {message}")

    data = read_yaml(file)
    if not isinstance(data, dict) or not {"claims", "tables"} <= data.keys():
        raise wrong("", "the file needs the keys 'claims' and 'tables'.")
    if unknown := data.keys() - FILE_KEYS:
        raise wrong(f"{min(unknown)}:", f"unknown key {min(unknown)!r}.")
    if not isinstance(data["claims"], list) or not isinstance(data["tables"], dict):
        raise wrong("", "'claims' is a list of claims, and 'tables' maps names to tables.")
    root = file.parent.parent.parent
    papers = paper_names(root / "docs" / "reference" / "bibliography.md")
    claims, verdicts, pieces = {}, {}, {}
    for claim in data["claims"]:
        id = claim.get("id") if isinstance(claim, dict) else None
        if not isinstance(id, str):
            raise wrong("- id", f"a claim needs an id in quotes, got {id!r}.")
        here = f'- id: "{id}"'
        if id in claims:
            raise wrong(here, f"claim {id} is there twice.")
        try:
            check_claim(claim, root)
            verdicts[id], pieces[id] = judge(claim, root)
            check_verdict(claim, verdicts[id])
        except Misplaced as error:
            start = _piece_line(text, here, error.piece)
            raise wrong(error.needle, f"claim {id}{error}", start - 1) from None
        except ConditionError as error:
            start = _piece_line(text, here, error.piece)
            raise wrong(f"{error.side}:", f"claim {id}: {error}.", start - 1) from None
        except ValueError as error:
            raise wrong(here, f"claim {id}{error}") from None
        claims[id] = claim
    for name, table in data["tables"].items():
        check_table(name, table, verdicts, wrong)
    for id in data.get("remember") or []:
        if id not in claims:
            raise wrong("remember:", f"remember: no claim {id!r} in the ledger.")
    return {
        "claims": claims,
        "tables": data["tables"],
        "remember": data.get("remember") or [],
        "papers": papers,
        "verdicts": verdicts,
        "pieces": pieces,
    }


class Misplaced(ValueError):
    """What is wrong with one piece of evidence, which one, and words of it that tell its line."""

    piece = 0

    def __init__(self, message: str, needle: str):
        super().__init__(message)
        self.needle = needle


def _piece_line(text: str, here: str, which: int) -> int:
    """The line on which piece `which` begins, of the claim that begins with `here`."""
    lines = text.splitlines()
    begins = line_of(text, "evidence:", line_of(text, here))
    items = [n for n, line in enumerate(lines, 1) if n > begins and re.match(r" *- ", line)]
    return items[which]


def check_claim(claim: dict, root: Path) -> None:
    """A claim has all that it needs, and its evidence too; else `ValueError`."""
    if typed := claim.keys() & {"verdict", "says"}:
        raise ValueError(
            f": {min(typed)!r} is computed from the evidence, never typed: delete the key."
        )
    if unknown := claim.keys() - CLAIM_KEYS:
        raise ValueError(
            f": unknown key {min(unknown)!r} (one of {', '.join(sorted(CLAIM_KEYS))})."
        )
    for key in ("source", "claim", "kind"):
        if not claim.get(key):
            raise ValueError(f" has no {key}.")
    if claim["source"] not in SOURCES:
        raise ValueError(f": unknown source {claim['source']!r}.")
    if claim["kind"] not in KINDS:
        raise ValueError(f": unknown kind {claim['kind']!r} (one of {', '.join(KINDS)}).")
    for i, item in enumerate(claim.get("evidence") or []):
        try:
            check_evidence(item, root)
        except Misplaced as error:
            error.piece = i
            raise


def check_verdict(claim: dict, verdict: Verdict) -> None:
    """A verdict has its reason, and what is contested the condition that turns it."""
    if verdict.word != "open" and not claim.get("reason"):
        raise ValueError(f" comes out as {verdict.word} and has no reason: say why.")
    if verdict.word == "contested" and not claim.get("turns"):
        raise ValueError(
            " comes out as contested and names no condition that turns it: say under 'turns' when "
            "it holds and when it does not."
        )


@functools.cache
def paper_names(bibliography: Path) -> dict[str, str]:
    """What the bibliography holds: `{"arxiv-1810-04805": "Devlin et al. 2018"}`."""
    if not bibliography.is_file():
        return {}
    headings = re.findall(r"^### (.+) \{#([\w-]+)\}$", bibliography.read_text("utf-8"), re.M)
    return {anchor: name for name, anchor in headings}


def check_evidence(item: dict, root: Path) -> None:
    """A piece is a listing with scope and rule, or our reading of a paper; else `Misplaced`."""
    if not isinstance(item, dict) or ("listing" in item) == ("paper" in item):
        raise Misplaced(": a piece of evidence is a listing or a paper.", "- ")
    what = "paper" if "paper" in item else "listing"
    here = f"{what}: {item[what]}"
    if typed := item.keys() & {"says", "verdict", "kind"}:
        raise Misplaced(
            f": evidence has the key {min(typed)!r}: a listing says what its conditions come to "
            "(supports:, opposes:), a paper has our reading (reading:).",
            here,
        )
    if unknown := item.keys() - (PAPER_KEYS if what == "paper" else RUN_KEYS):
        raise Misplaced(f": evidence has an unknown key {min(unknown)!r}.", here)
    scope = item.get("scope", "cited" if what == "paper" else None)
    if scope not in SCOPES:
        raise Misplaced(f": unknown scope {scope!r} (one of {'; '.join(SCOPES)}).", here)
    if (scope == "cited") != (what == "paper"):
        raise Misplaced(": a paper is cited, and nothing else is.", here)
    if what == "paper":
        return _check_paper(item, root / "docs" / "reference" / "bibliography.md", here)
    if not (root / "snippets" / f"{item['listing']}.py").is_file():
        raise Misplaced(f": no listing snippets/{item['listing']}.py.", here)
    if not item.keys() & WORDS.keys() and not item.get("why"):
        raise Misplaced(
            ": a listing without conditions bears nothing; say why under 'why', or give it its "
            "rule (supports:, opposes:).",
            here,
        )
    return None


def _check_paper(item: dict, bibliography: Path, here: str) -> None:
    if item["paper"] not in paper_names(bibliography):
        raise Misplaced(f": {item['paper']!r} is not in the bibliography.", here)
    if item.get("reading") not in BEARINGS:
        raise Misplaced(
            f": our reading of a paper is one of {', '.join(BEARINGS)}, "
            f"not {item.get('reading')!r}.",
            here,
        )
    if item["reading"] == "no bearing" and not item.get("why"):
        raise Misplaced(": a paper without bearing stays listed with a 'why'.", here)
    for key in ("place", "covers"):
        if not item.get(key):
            raise Misplaced(f": our reading of a paper needs its {key!r}.", here)
    if not isinstance(item.get("read"), datetime.date):
        raise Misplaced(": our reading of a paper needs its date, as read: 2026-11-28.", here)
    figure = str(item.get("figure", ""))
    for mark in MARKED.finditer(figure):
        if wrong := cited(mark[0], bibliography, mark["paper"], mark["figure"])[1]:
            raise Misplaced(f": {wrong}", mark[0])
    if plain := re.search(r"(?<![\w.])\d*\.\d+%?|\b\d+%", MARKED.sub("", figure)):
        raise Misplaced(
            f": the figure {plain[0]} is not marked as cited: write "
            f"[[cited:{item['paper']}:{plain[0]}]].",
            here,
        )


# ---------------------------------------------------------------- the tables' cells


def check_table(name: str, table: dict, verdicts: dict[str, Verdict], wrong) -> None:
    """A table is whole, and each of its cells stands on claims; else raises what `wrong` makes."""
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
                check_cell(cell, verdicts)
            except ValueError as error:
                raise wrong(str(cell.get("text", name)), f"table {name}{error}") from None


def cell_verdicts(cell: dict, verdicts: dict[str, Verdict]) -> list[Verdict]:
    """What the claims of a cell come to, each once; a definition beside what is supported, not."""
    found = list(dict.fromkeys(verdicts[id] for id in cell["claims"]))
    if any(verdict.word == "supported" for verdict in found):
        found = [verdict for verdict in found if verdict.word != "definition"]
    return found


def check_cell(cell: dict, verdicts: dict[str, Verdict]) -> None:
    """A cell stands on claims; where their verdicts differ, it says on what it depends."""
    text = cell.get("text")
    if not cell.get("claims"):
        raise ValueError(f", cell {text!r} has no claim.")
    if unknown := [id for id in cell["claims"] if id not in verdicts]:
        raise ValueError(f": no claim {unknown[0]!r} in the ledger.")
    words = {verdict.word for verdict in cell_verdicts(cell, verdicts)}
    if len(words) > 1 and not cell.get("depends"):
        raise ValueError(
            f", cell {text!r}: its claims have the verdicts {', '.join(sorted(words))}; say "
            "under 'depends' on what it depends."
        )
    if len(words) <= 1 and cell.get("depends"):
        raise ValueError(f", cell {text!r} depends on nothing: its claims have one verdict.")
