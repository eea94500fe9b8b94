"""The ledger: docs/evidence/claims.yml, judged and rendered into tables.

A page writes a line `[ledger:T2]` for a comparison table, `[ledger:claims]` for all claims,
`[ledger:counts]` and `[ledger:total]` for the number of claims by verdict, `[ledger:remember]` for
the chosen claims, `[ledger:turns]` for what would turn each verdict, `[cited: arxiv-1810-04805]`
for the claims that a paper of the bibliography bears on, or `[exemptions]` for the Python blocks
that are shown without being run.
"""

import ast
import re
from collections import Counter
from pathlib import Path

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from tools.markdown.claims import MARKS, SOURCES, cell_verdicts, load_claims
from tools.markdown.conditions import margins
from tools.markdown.errors import site_error
from tools.markdown.faults import exemptions
from tools.markdown.verdicts import SCOPES, WORDS, Change, Piece, Verdict, deciding, turns

TAG = re.compile(r"^(?P<indent> *)\[(?P<what>ledger:\w+|exemptions|cited: \S+)\] *$", re.MULTILINE)
FOR = {"supports": "for", "opposes": "against", "no bearing": "no bearing"}


def marked(verdict: Verdict) -> str:
    """A verdict in a mark, a word and its scope: `✗ refuted · cited`."""
    if verdict.word == "open":
        return f"{MARKS['open']} open"
    return f"{MARKS[verdict.word]} {verdict}"


def chip(id: str, data: dict) -> str:
    """A link to a claim with its verdict, in Markdown."""
    verdict = data["verdicts"][id]
    return (
        f"[{id} {marked(verdict)}](/evidence/ledger.md#claim-{id}){{.claim .claim-{verdict.word}}}"
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
        cells += [cell_markdown(cell, data) for cell in row["cells"]]
        lines.append("| " + " | ".join(cells) + " |")
    return [
        *lines,
        "",
        "/// table-caption",
        f"    attrs: {{id: table-{name.lower()}}}",
        cell_text(table["caption"]),
        "///",
    ]


def cell_markdown(cell: dict, data: dict) -> str:
    """A cell's text, its verdict with the scope that decided it, and the claims it stands on."""
    found = cell_verdicts(cell, data["verdicts"])
    if depends := cell.get("depends"):
        verdict = f"**{MARKS['contested']} it depends** on {cell_text(depends)}"
    else:
        scopes = dict.fromkeys(SCOPES[each.scope] for each in found if each.scope)
        word = found[0].word
        told = f" · {', '.join(scopes)}" if scopes and word != "open" else ""
        verdict = f"**{MARKS[word]} {word}{told}**"
    chips = " ".join(chip(id, data) for id in cell["claims"])
    return f"{cell_text(cell['text'])}<br>{verdict}<br>{chips}"


# ---------------------------------------------------------------- evidence


def evidence_markdown(item: dict, piece: Piece, data: dict) -> str:
    """One piece of evidence: what it comes to, what it is, and by which rule or reading."""
    about = f", {cell_text(item['about'])}" if item.get("about") else ""
    between = "Its values lie between the two conditions." if piece.bearing == "no bearing" else ""
    why = f" {cell_text(item.get('why') or between)}".rstrip()
    if paper := item.get("paper"):
        what = f"[{data['papers'][paper]}](/reference/bibliography.md#{paper})"
        figure = f": {cell_text(item['figure'])}" if item.get("figure") else ""
        place, covers = cell_text(item["place"]), cell_text(item["covers"])
        reading = f"*Our reading ({place}; {item['read']}). It covers {covers}.*"
        return f"**{FOR[piece.bearing]}:** {what}{about}{figure}. {reading}{why}"
    what = f"[`{item['listing']}`](snippets:{item['listing']}.py)"
    late = f" *The rule was written or changed after the runs of {piece.made}.*"
    late = late if piece.younger else ""
    return f"**{FOR[piece.bearing]}:** {what}{about}.{late}{why}{rule_markdown(item, piece)}"


def rule_markdown(item: dict, piece: Piece) -> str:
    """The two conditions of a piece and the values that they read, folded."""
    sides = [side for side in WORDS if side in item]
    if not sides:
        return ""
    said = "; ".join(f"{FOR[side]} if `{' '.join(str(item[side]).split())}`" for side in sides)
    values = ", ".join(f"`{name}` = {value:.4g}" for name, value in piece.values.items())
    return f" <details><summary>Rule and values</summary>{said}. {values}</details>"


def listed(pieces: list[tuple[dict, Piece]], data: dict) -> str:
    """Pieces of evidence as a list inside of a table's cell."""
    said = (f"<li>{evidence_markdown(item, piece, data)}</li>" for item, piece in pieces)
    return f"<ul>{''.join(said)}</ul>"


def evidence_groups(id: str, data: dict) -> dict[str, list[tuple[dict, Piece]]]:
    """A claim's evidence: what decides, what explains in a scope without a vote, what is silent."""
    claim, verdict = data["claims"][id], data["verdicts"][id]
    groups: dict[str, list[tuple[dict, Piece]]] = {}
    decides = deciding(claim["kind"], verdict)
    for item, piece in zip(claim.get("evidence") or [], data["pieces"][id], strict=True):
        if piece.bearing == "no bearing":
            name = "Bears nothing"
        elif piece.scope in decides:
            name = "Decides"
        else:
            name = f"Explains, {SCOPES[piece.scope]}"
        groups.setdefault(name, []).append((item, piece))
    order = ["Decides", *(f"Explains, {word}" for word in SCOPES.values()), "Bears nothing"]
    return {name: groups[name] for name in order if name in groups}


def beneath(id: str, data: dict) -> str:
    """What narrower scopes show of a claim that they do not decide: `in the toy: for`."""
    decides = deciding(data["claims"][id]["kind"], data["verdicts"][id])
    said: dict[str, list[str]] = {}
    for piece in data["pieces"][id]:
        if piece.bearing != "no bearing" and piece.scope not in decides:
            said.setdefault(SCOPES[piece.scope], []).append(FOR[piece.bearing])
    return "; ".join(
        f"{scope}: {' and '.join(dict.fromkeys(sides))}" for scope, sides in said.items()
    )


def claims_markdown(data: dict) -> list[str]:
    """The ledger as a table with an address for each claim; the filter reads its last cells."""
    lines = [
        "| Claim | What is claimed | Source | Verdict, reason and evidence |",
        "| --- | --- | --- | --- |",
    ]
    for id, claim in data["claims"].items():
        verdict = data["verdicts"][id]
        parts = [f"**{marked(verdict)}**{{.verdict}}"]
        if told := beneath(id, data):
            parts.append(f"*{told}*")
        if claim.get("reason"):
            parts.append(cell_text(claim["reason"]))
        if claim.get("turns"):
            parts.append(f"*What turns it:* {cell_text(claim['turns'])}")
        lists = ""
        for name, pieces in evidence_groups(id, data).items():
            if name == "Bears nothing":
                summary = f"<summary>Bears nothing ({len(pieces)})</summary>"
                lists += f"<details>{summary}{listed(pieces, data)}</details>"
            else:
                lists += f"<p>{name}:</p>{listed(pieces, data)}"
        source = SOURCES[claim["source"]]
        if claim.get("place"):
            source += f", {cell_text(claim['place'])}"
        source += f"<br>a {claim['kind']}" if claim["kind"] != "opinion" else "<br>an opinion"
        if claim.get("corrects"):
            source += "<br>*corrected here*"
        attributes = (
            f'data-verdict="{verdict.word}" data-source="{SOURCES[claim["source"]]}" '
            f'data-scope="{scope_word(verdict)}" data-kind="{claim["kind"]}"'
        )
        lines.append(
            f"| [{id}](#claim-{id}){{#claim-{id}}} | {cell_text(claim['claim'])} "
            f"| {source} | {'<br>'.join(parts)}{lists} {{: {attributes} }} |"
        )
    return lines


def scope_word(verdict: Verdict) -> str:
    """The scope that decided, in a word; `none` where nothing did."""
    return SCOPES[verdict.scope] if verdict.scope and verdict.word != "open" else "none"


def counts_markdown(data: dict) -> list[str]:
    """How many claims have each verdict, and which scope decided them."""
    verdicts = data["verdicts"].values()
    counts = Counter((verdict.word, scope_word(verdict)) for verdict in verdicts)
    words = [word for word in MARKS if any(word == each for each, _ in counts)]
    scopes = [scope for scope in (*SCOPES.values(), "none") if any(scope == s for _, s in counts)]
    lines = [
        f"| Verdict | {' | '.join(scopes)} | all |",
        "| --- |" + " --: |" * (len(scopes) + 1),
    ]
    for word in words:
        row = [counts[word, scope] for scope in scopes]
        cells = " | ".join(str(n or "") for n in row)
        lines.append(f"| {MARKS[word]} {word} | {cells} | {sum(row)} |")
    caption = f"The {len(data['verdicts'])} claims by verdict, and by what decided it"
    return [*lines, "", "/// table-caption", caption, "///"]


def total_markdown(data: dict) -> list[str]:
    """How many claims have each verdict, in one sentence."""
    counts = Counter(verdict.word for verdict in data["verdicts"].values())
    said = ", ".join(
        f"{counts[word]} {mark} {word}" for word, mark in MARKS.items() if counts[word]
    )
    return [f"[{len(data['claims'])} claims in the ledger](/evidence/ledger.md): {said}."]


def remember_markdown(data: dict) -> list[str]:
    """The claims that are worth remembering, each with its verdict."""
    return [
        f"- {chip(id, data)} {cell_text(data['claims'][id]['claim'])}" for id in data["remember"]
    ]


# ---------------------------------------------------------------- what would turn a verdict


def change_markdown(change: Change, claim: dict) -> str:
    """One single change of the evidence, in words."""
    item = claim["evidence"][change.piece]
    match change.what:
        case "without":
            return "left out"
        case "bearing":
            return f"read as *{FOR[change.value]}*"
        case "scope":
            return f"as *{SCOPES[change.value]}*"
    condition = " ".join(str(item[change.what]).split())
    number = ast.unparse(margins(condition)[change.which])
    return f"{number} as {change.value:.4g} in `{condition}`"


def turns_markdown(data: dict, root: Path) -> list[str]:
    """For each claim, every single change of a piece of evidence that turns its verdict."""
    lines = ["| Claim | Verdict | One change that turns it | Then |", "| --- | --- | --- | --- |"]
    for id, claim in data["claims"].items():
        changes: dict[tuple[int, str], list[str]] = {}
        for change in turns(claim, root):
            said = change_markdown(change, claim)
            changes.setdefault((change.piece, change.verdict.word), []).append(said)
        for (place, word), said in changes.items():
            item = claim["evidence"][place]
            what = data["papers"][item["paper"]] if "paper" in item else f"`{item['listing']}`"
            about = f", {cell_text(item['about'])}" if item.get("about") else ""
            lines.append(
                f"| [{id}](/evidence/ledger.md#claim-{id}) | {marked(data['verdicts'][id])} "
                f"| {what}{about}: {'; '.join(said)} | {MARKS[word]} {word} |"
            )
        if not changes:
            lines.append(
                f"| [{id}](/evidence/ledger.md#claim-{id}) | {marked(data['verdicts'][id])} "
                "| no single one | |"
            )
    return lines


def cited_markdown(paper: str, data: dict) -> list[str]:
    """A sentence with the claims whose evidence or reason cites a paper of the bibliography."""
    link = f"bibliography.md#{paper})"
    ids = [
        id
        for id, claim in data["claims"].items()
        if link in f"{claim.get('reason')} {claim.get('turns')}"
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
            data, root = load_claims(self.evidence), self.evidence.parent.parent
            drawn = {
                "claims": lambda: claims_markdown(data),
                "counts": lambda: counts_markdown(data),
                "total": lambda: total_markdown(data),
                "remember": lambda: remember_markdown(data),
                "turns": lambda: turns_markdown(data, root),
            }
            if what in drawn:
                rendered = drawn[what]()
            elif what in data["tables"]:
                rendered = table_markdown(what, data)
            else:
                raise site_error(
                    self.md,
                    match[0].strip(),
                    f"{match[0].strip()} names no table: use one of "
                    f"{', '.join([*data['tables'], *drawn])}.",
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
