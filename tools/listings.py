"""Fences: what the site's Markdown renders as code, known by listing, and a line under each.

A listing is `snippets/<page>/<concept>.py`; its output is recorded beside it. A fence that embeds
one (`--8<-- "page/concept.py"`) belongs to it; any other Python fence is inline code.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX, AtomicString
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound
from pymdownx.snippets import SnippetMissingError
from pymdownx.superfences import SuperFencesCodeExtension

from tools.errors import site_error

EMBED = re.compile(r"""--8<--\s+["']([\w/.-]+\.\w+)(?::([\w-]+))?["']""")
PLACEHOLDER = re.compile(f"{STX}wzxhzdk:([0-9]+)")


def is_python(language: str) -> bool:
    """Whether Pygments counts `language` to the Python family, whatever its spelling."""
    try:
        name = find_lexer_class_by_name(language.lower()).name.lower()
    except ClassNotFound:
        name = language.lower()
    return "python" in name or name == "numpy"


def normalise(code: str) -> str:
    """Code as compared: no blank first or last lines, no trailing space."""
    return "\n".join(line.rstrip() for line in code.strip("\n").splitlines()).rstrip()


@dataclass
class Fence:
    """One fence that the site renders."""

    language: str
    source: str
    listing: str | None = None  # "page/concept", where the fence embeds a file of snippets/
    section: str | None = None  # the named section of that file, where only one is shown
    title: str = ""

    @property
    def is_python(self) -> bool:
        return is_python(self.language)


class EmbedPreprocessor(Preprocessor):
    """Before `pymdownx.snippets`: note which files the page embeds. Changes nothing."""

    def __init__(self, md, extension):
        super().__init__(md)
        self.extension = extension

    def run(self, lines):
        snippets = self.md.preprocessors["snippet"]
        for match in EMBED.finditer("\n".join(lines)):
            path, section = match.groups()
            file = self.extension.snippets / path
            if file.suffix != ".py" or not file.is_file():
                continue  # a missing file is reported by the snippets extension itself
            code = file.read_text("utf-8").splitlines()
            if section:
                try:
                    code = snippets.extract_section(section, code)
                except SnippetMissingError:
                    continue
            name = path.removesuffix(".py")
            self.extension.embedded[normalise("\n".join(code))] = (name, section)
        return lines


class SpacingPreprocessor(Preprocessor):
    """After SuperFences: each fence is a block of its own, with or without blank lines around."""

    def run(self, lines):
        spaced = []
        for line in lines:
            spaced += ["", line, ""] if PLACEHOLDER.match(line.strip()) else [line]
        return spaced


class RanTreeprocessor(Treeprocessor):
    """Under each listing: its file, its command and the seconds it took."""

    def __init__(self, md, extension):
        super().__init__(md)
        self.extension = extension

    def run(self, root):
        parents = {child: parent for parent in root.iter() for child in parent}
        for element in list(root.iter()):
            match = PLACEHOLDER.match((element.text or "").strip())
            if not match:
                continue
            html = self.md.htmlStash.rawHtmlBlocks[int(match[1])]
            fence = self.extension.rendered.get(html) if isinstance(html, str) else None
            if fence is None or fence.listing is None:
                continue
            line = self.line(fence)
            if element.tag == "p" and element in parents:
                parent = parents[element]
                parent.insert(list(parent).index(element) + 1, line)
            else:
                element.insert(0, line)

    def line(self, fence: Fence) -> ElementTree.Element:
        line = ElementTree.Element("p", {"class": "ran"})
        link = ElementTree.SubElement(line, "a", {"href": f"/snippets/{fence.listing}.py"})
        link.text = AtomicString(f"snippets/{fence.listing}.py")
        if fence.section:
            line.text = AtomicString(f"Section “{fence.section}” of ")
            return line
        link.tail = AtomicString(" · ")
        command = ElementTree.SubElement(line, "code")
        command.text = AtomicString(f"python -m snippets.{fence.listing.replace('/', '.')}")
        folder, concept = fence.listing.rsplit("/", 1)
        seconds = read_seconds(self.extension.snippets / folder).get(concept)
        if seconds is not None:
            command.tail = AtomicString(f" · {seconds:.2g} s")
        return line


def read_seconds(folder: Path) -> dict[str, float]:
    """Seconds that each listing of `folder` took, imports aside, when it was recorded."""
    file = folder / "seconds.json"
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


class ListingsExtension(Extension):
    def __init__(self, **kwargs):
        self.config = {"snippets": ["snippets", "folder of the listings"]}
        super().__init__(**kwargs)
        self.snippets = Path(self.getConfig("snippets"))

    def extendMarkdown(self, md):
        self.md = md
        md.registerExtension(self)
        self.reset()
        (superfences,) = (
            extension
            for extension in md.registeredExtensions
            if isinstance(extension, SuperFencesCodeExtension)
        )
        entry = superfences.superfences[0]
        highlight = entry["formatter"]

        def formatter(src="", language="", **kwargs):
            fence = Fence(language, src, *self.embedded.get(normalise(src), (None, None)))
            fence.title = (kwargs.get("options") or {}).get("title", "")
            html = highlight(src=src, language=language, **kwargs)
            md.fences.append(fence)
            self.rendered[html] = fence
            return html

        entry["formatter"] = formatter
        snippet = md.preprocessors["snippet"]
        include = snippet.run

        def run(lines):
            try:
                return include(lines)
            except SnippetMissingError as error:
                raise self.missing(str(error)) from None

        snippet.run = run
        md.preprocessors.register(EmbedPreprocessor(md, self), "embeds", 33)
        md.preprocessors.register(SpacingPreprocessor(md), "spacing", 24.9)
        md.treeprocessors.register(RanTreeprocessor(md, self), "ran", 11)

    def missing(self, error: str):
        name = re.search(r"'([^']*)'", error)
        name = name[1] if name else ""
        if "section" in error:
            return site_error(
                self.md,
                f':{name}"',
                f"no section '{name}' in the file embedded here: mark it there with "
                f"'# --8<-- [start:{name}]' and '# --8<-- [end:{name}]', or mend the name.",
            )
        return site_error(
            self.md,
            f'--8<-- "{name}',
            f"no file '{name}' under {self.snippets.name}/: mend the name, write the listing, or "
            "run `make record` if it is a recorded output.",
        )

    def reset(self):
        self.md.fences = []
        self.embedded: dict[str, tuple[str, str | None]] = {}
        self.rendered: dict[str, Fence] = {}


def makeExtension(**kwargs):
    return ListingsExtension(**kwargs)
