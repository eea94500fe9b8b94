"""A verdict follows from a claim's kind and from the widest scope of what bears on it.

Nothing here is typed by hand but our readings of papers: what a program says is the value of its
rule's two conditions, evaluated each time the site is built.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from snippets.lab.told import rule_digest
from tools.markdown.conditions import (
    ConditionError,
    Records,
    holds,
    margins,
    with_margin,
)

KINDS = {
    "definition": "what words mean, or what follows by construction",
    "possibility": "that something can be",
    "universal": "that something is always so, never so, or so for one kind alone",
    "comparison": "that one kind does something better, more or more often",
    "history": "what was done or published when",
    "opinion": "advice, taste, or what nobody can measure",
}
SCOPES = {  # from the narrowest to the widest; the words that stand beside a verdict
    "exact": "exact",
    "toy": "in the toy",
    "real, from scratch": "from scratch",
    "real, pretrained": "pretrained",
    "cited": "cited",
}
JUDGES = {"comparison": ("cited", "real, pretrained"), "history": ("cited", "exact")}  # who votes
BEARINGS = ("supports", "opposes", "no bearing")
WORDS = {"supports": "supported", "opposes": "refuted"}


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: its scope, what it comes to, and the values that decided that."""

    scope: str
    bearing: str
    values: dict[str, float] = field(default_factory=dict)
    made: str = ""  # the last day on which a record that it reads was made
    younger: bool = False  # whether its rule is not the one that stood before those runs


@dataclass(frozen=True)
class Verdict:
    """`word`, and the `scope` that decided it (for what is open: the widest that explains)."""

    word: str
    scope: str = ""

    def __str__(self) -> str:
        return f"{self.word} · {SCOPES[self.scope]}" if self.scope else self.word


def decide(kind: str, pieces: list[tuple[str, str]]) -> Verdict:
    """The verdict on a claim of this kind, from (scope, bearing) of its evidence."""
    votes: dict[str, set[str]] = {}
    for scope, bearing in pieces:
        if bearing != "no bearing":
            votes.setdefault(scope, set()).add(bearing)
    wide = [scope for scope in reversed(SCOPES) if scope in votes]  # the widest first
    if kind == "opinion":
        return Verdict("untestable")
    if not wide:
        return Verdict("open")
    if kind == "definition":
        scope = "exact" if "exact" in votes else wide[0]
        word = _agree(votes[scope])
        return Verdict("definition" if (word, scope) == ("supported", "exact") else word, scope)
    if kind == "universal":  # one counterexample is enough, and what is exact is heard first
        order = ["exact"] if "exact" in votes else wide
        against = [scope for scope in order if "opposes" in votes[scope]]
        return Verdict("refuted", against[0]) if against else Verdict("supported", order[0])
    if kind == "possibility":  # one instance is enough
        for_it = [scope for scope in wide if "supports" in votes[scope]]
        return Verdict("supported", for_it[0]) if for_it else Verdict("refuted", wide[0])
    judges = JUDGES[kind]
    heard = [scope for scope in judges if scope in votes]
    if not heard:  # what is narrower explains, without a vote
        return Verdict("open", wide[0])
    return Verdict(_agree(set().union(*(votes[scope] for scope in heard))), heard[0])


def deciding(kind: str, verdict: Verdict) -> tuple[str, ...]:
    """The scopes whose pieces have a vote in such a verdict."""
    if verdict.word in ("open", "untestable"):
        return ()
    return JUDGES.get(kind, (verdict.scope,))


def _agree(bearings: set[str]) -> str:
    return "contested" if len(bearings) > 1 else WORDS[next(iter(bearings))]


def weigh(item: dict, root: Path) -> Piece:
    """What one piece of evidence comes to; raises `ConditionError`."""
    if "paper" in item:
        return Piece("cited", item["reading"])
    if "supports" not in item and "opposes" not in item:
        return Piece(item["scope"], "no bearing")
    records = Records(root, item.get("listing"))
    said = []
    for side in WORDS:
        try:
            said += [side] if side in item and holds(str(item[side]), records) else []
        except ConditionError as error:
            error.side = side
            raise
    if len(said) > 1:
        raise ConditionError(
            f"both conditions hold ({_shown(records.names)}), so the regions overlap: part them, "
            "or make two pieces of evidence of it, each with what it is about"
        )
    bearing = said[0] if said else "no bearing"
    younger = any(rule_digest(item) not in known for known in records.rules)
    return Piece(item["scope"], bearing, records.names, max(records.times, default=""), younger)


def _shown(values: dict[str, float]) -> str:
    return ", ".join(f"{name} = {value:.4g}" for name, value in values.items())


def judge(claim: dict, root: Path) -> tuple[Verdict, list[Piece]]:
    """A claim's verdict, and what each piece of its evidence comes to; raises `ConditionError`."""
    pieces: list[Piece] = []
    for item in claim.get("evidence") or []:
        try:
            pieces.append(weigh(item, root))
        except ConditionError as error:
            error.piece = len(pieces)
            raise
    return decide(claim["kind"], [(piece.scope, piece.bearing) for piece in pieces]), pieces


# ---------------------------------------------------------------- what would turn a verdict


@dataclass(frozen=True)
class Change:
    """A single change of one piece of evidence, and the verdict that it would give."""

    piece: int
    what: str  # "without", "scope", "bearing" or the side whose margin changes
    value: str | float = ""
    which: int = 0  # of a margin: the how many-th number of the condition
    verdict: Verdict = Verdict("open")


def changed(claim: dict, change: Change) -> dict:
    """The claim with this one change made."""
    claim = copy.deepcopy(claim)
    item = claim["evidence"][change.piece]
    if change.what == "without":
        del claim["evidence"][change.piece]
    elif change.what == "scope":
        item["scope"] = change.value
        if "paper" in item:  # as a run of our own that says what the paper says
            item = {"scope": change.value} | _fixed(item["reading"])
            claim["evidence"][change.piece] = item
    elif change.what == "bearing":
        if "paper" in item:
            item["reading"] = change.value
        else:
            kept = {key: value for key, value in item.items() if key not in WORDS}
            claim["evidence"][change.piece] = kept | _fixed(change.value)
    else:
        item[change.what] = with_margin(item[change.what], change.which, change.value)
    return claim


def _fixed(bearing: str) -> dict[str, str]:
    """The rule of evidence that comes to this whatever is recorded."""
    return {bearing: "1 > 0"} if bearing in WORDS else {"supports": "0 > 1"}


def turns(claim: dict, root: Path) -> Iterator[Change]:
    """Every single change of a piece, a region, a scope or a margin that turns the verdict."""
    verdict, pieces = judge(claim, root)
    pairs = [(piece.scope, piece.bearing) for piece in pieces]
    for i, item in enumerate(claim.get("evidence") or []):
        for change in _changes(i, item, pieces[i], root):
            if change.what == "without":
                made = []
            else:
                try:
                    piece = weigh(changed(claim, change)["evidence"][i], root)
                except ConditionError:
                    continue  # the two regions would overlap: no rule
                made = [(piece.scope, piece.bearing)]
            new = decide(claim["kind"], [*pairs[:i], *made, *pairs[i + 1 :]])
            if new.word != verdict.word:
                yield Change(i, change.what, change.value, change.which, new)


def _changes(i: int, item: dict, piece: Piece, root: Path) -> Iterator[Change]:
    """What can be changed of one piece of evidence, one thing at a time."""
    yield Change(i, "without")
    yield from (Change(i, "bearing", each) for each in BEARINGS if each != piece.bearing)
    if piece.bearing != "no bearing":
        yield from (Change(i, "scope", each) for each in SCOPES if each != piece.scope)
    for side in WORDS:
        if side in item:
            condition = " ".join(str(item[side]).split())
            for which, node in enumerate(margins(condition)):
                for value in _turning(condition, which, float(node.value), item, root):
                    yield Change(i, side, value, which)


def _turning(condition: str, which: int, value: float, item: dict, root: Path) -> Iterator[float]:
    """Where a number of a condition, between its half and its double, changes what it says.

    Just beyond that place, with as few digits as will do; nothing if it says the same at both ends.
    """
    records = Records(root, item.get("listing"))
    now = holds(condition, records)

    def turned(other: float) -> bool:
        return holds(with_margin(condition, which, other), records) != now

    for far in (0.5, 2.0):
        near = 1.0
        if not turned(value * far):
            continue
        for _ in range(20):
            middle = (near + far) / 2
            near, far = (near, middle) if turned(value * middle) else (middle, far)
        rounded = (float(f"{value * far:.{digits}g}") for digits in (2, 3, 4))
        yield next((other for other in rounded if turned(other)), value * far)
