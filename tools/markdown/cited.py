"""Figures that papers report, taken from the bibliography when the page is built.

An entry of docs/reference/bibliography.md lists the figures that pages may quote, each with what it
is and where in the paper it stands, in a paragraph of its own:

    Figures: 80.5 (GLUE; abstract) · 83.9 (MNLI, masked; table 5)

`[[cited:arxiv-1810-04805:80.5]]` is such a figure, and a link to its entry.
"""

import difflib
import functools
import re
from pathlib import Path

from tools.markdown.errors import SiteError, relative

CITED = re.compile(r"\s*cited:\s*(?P<paper>[\w-]*)\s*:\s*(?P<figure>[^:\[\]]*?)\s*")
ENTRY = re.compile(r"^### .+ \{#(?P<paper>[\w-]+)\}$", re.MULTILINE)
LIST = re.compile(r"^Figures:(?P<items>(?:.*\n?)+?)(?=\n|\Z)", re.MULTILINE)
ITEM = re.compile(r"(?P<figure>\S+) \((?P<what>[^;]+); (?P<place>[^;]+)\)")
PLAIN = re.compile(r'[^`|$"\\\[\]<>*_]+')  # what may stand in the title of a link, in a table too


def figures(bibliography: Path) -> dict[str, dict[str, str]]:
    """`{"arxiv-2507-11412": {"89.2": "MNLI, an encoder of 150 million; figure 1"}}`."""
    if not bibliography.is_file():
        return {}
    return _figures(bibliography, bibliography.stat().st_mtime_ns)


@functools.lru_cache(maxsize=4)
def _figures(bibliography: Path, _changed: int) -> dict[str, dict[str, str]]:
    text, found = bibliography.read_text("utf-8"), {}
    entries = list(ENTRY.finditer(text))
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        end = following.start() if following else len(text)
        known = found.setdefault(entry["paper"], {})
        for listed in LIST.finditer(text, entry.end(), end):
            try:
                known |= items(" ".join(listed["items"].split()))
            except ValueError as error:
                line = text.count("\n", 0, listed.start()) + 1
                raise SiteError(f"{relative(bibliography)}:{line}: {error}") from None
    return found


def items(listed: str) -> dict[str, str]:
    """The figures of one list, each with what it is and its place; else `ValueError`."""
    found = {}
    for item in listed.split(" · "):
        match = ITEM.fullmatch(item)
        if not match or not PLAIN.fullmatch(item):
            raise ValueError(
                f"{item!r} is no figure of a paper: write '89.2 (MNLI, an encoder; table 2)', in "
                "plain words, with ' · ' between two of them."
            )
        if match["figure"] in found:
            raise ValueError(
                f"{match['figure']} is listed twice in one entry: say in one place what both are."
            )
        found[match["figure"]] = f"{match['what']}; {match['place']}"
    return found


def cited(here: str, bibliography: Path, paper: str, figure: str) -> tuple[str | None, str | None]:
    """The figure that `here` asks for, as a link in Markdown, or what is wrong with it."""
    known = figures(bibliography)
    name = relative(bibliography)
    if paper not in known:
        close = difflib.get_close_matches(paper, known, 3, 0.5)
        near = f" (near it: {', '.join(close)})" if close else ""
        return None, (
            f"{here} cites '{paper}', which is no entry of {name}{near}: mend the name, or add the "
            "entry with a line 'Figures: …'."
        )
    if figure not in known[paper]:
        near = sorted(known[paper], key=lambda other: -likeness(figure, other))[:5]
        return None, (
            f"{here}: the entry '{paper}' of {name} has no figure '{figure}' "
            f"(it has {', '.join(near) or 'none'}): mend it, or list it there under 'Figures:' "
            "with its place in the paper."
        )
    link = f'/reference/{bibliography.name}#{paper} "Cited: {known[paper][figure]}"'
    return f"[{figure}]({link}){{.cited}}", None


def likeness(figure: str, other: str) -> float:
    """How alike two figures are as text, for a hint."""
    return difflib.SequenceMatcher(None, figure, other).ratio()
