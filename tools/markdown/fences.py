"""What a page shows as code: languages, listings, and how code is compared."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from markdown.util import AtomicString
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

SOURCES = "snippets:"  # a link to a listing's file, which is no page
SECTION = re.compile(r"^\s*#\s*;*-+8<-+\s*\[\s*(start|end)\s*:\s*[\w-]+\s*\]\s*$", re.IGNORECASE)


def lexer(language: str) -> str | None:
    """Pygments' name of a language, in lower case; None where it knows none."""
    try:
        return find_lexer_class_by_name(language.lower()).name.lower()
    except ClassNotFound:
        return None


def is_python(language: str | None) -> bool:
    """Whether Pygments counts `language` to the Python family, whatever its spelling."""
    name = lexer(language or "") or (language or "").lower()
    return "python" in name or name == "numpy"


def normalise(code: str) -> str:
    """Code as compared: no byte-order mark, no marks of sections, no blank first or last lines, no
    trailing space."""
    lines = code.removeprefix("\ufeff").strip("\n").splitlines()
    return "\n".join(line.rstrip() for line in lines if not SECTION.match(line)).strip("\n")


@dataclass
class Embed:
    """A file of snippets/ (or the named part of it), as one line of the page embeds it."""

    path: str
    part: str | None
    lines: list[str]
    line: int
    error: str | None = None


@dataclass
class Fence:
    """One fence that the site renders."""

    language: str
    source: str
    listing: str | None = None  # "page/concept", where the fence embeds a file of snippets/
    section: str | None = None  # the named section of that file, where only one is shown
    title: str = ""
    line: int = 0  # the page's line on which the code begins
    end: int = 0  # that on which the fence ends
    embeds: list[Embed] = field(default_factory=list)
    typed: bool = True  # whether it holds code of its own, beside what it embeds
    block: bool = False  # whether a block shows it, and no fence of the page
    output_of: str | None = None  # the listing whose recorded output it is, in a block
    index: int = -1  # of its HTML in Markdown's stash

    @property
    def is_python(self) -> bool:
        return is_python(self.language)


def read_seconds(folder: Path) -> dict[str, float]:
    """Seconds that each listing of `folder` took, imports aside, when it was recorded."""
    file = folder / "seconds.json"
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


def read_dates(folder: Path) -> dict[str, str]:
    """The day on which each listing of `folder` that needs public models last ran."""
    file = folder / "dates.json"
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


def named(fence: Fence, rendered: str) -> str:
    """The HTML of a fence that says which listing it shows."""
    if not fence.listing:
        return rendered
    name = fence.listing + (f":{fence.section}" if fence.section else "")
    return rendered.replace("<div", f'<div data-listing="{name}"', 1)


def ran_line(fence: Fence, recorded: Path) -> ElementTree.Element:
    """What stands under code: its file, its command and the seconds that it took."""
    line = ElementTree.Element("p", {"class": "ran"})
    link = ElementTree.SubElement(line, "a", {"href": f"{SOURCES}{fence.listing}.py"})
    link.text = AtomicString(f"snippets/{fence.listing}.py")
    if fence.section:
        line.text = AtomicString(f"Section “{fence.section}” of ")
        return line
    link.tail = AtomicString(" · ")
    command = ElementTree.SubElement(line, "code")
    command.text = AtomicString(f"python -m snippets.{fence.listing.replace('/', '.')}")
    file = recorded / fence.listing
    seconds = read_seconds(file.parent).get(file.name)
    if seconds is not None:
        command.tail = AtomicString(f" · {seconds:.2g} s")
    if day := read_dates(file.parent).get(file.name):
        command.tail = AtomicString(f"{command.tail or ''} · with the public models, last on {day}")
    return line
