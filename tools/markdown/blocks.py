"""`/// listing | page/concept`: a listing named once, with all that it printed and drew.

The block shows the code, its output and its picture, as far as they are recorded, or what `show`
names; `page/module:section` shows a section of a module. What stands in the block is the caption of
the picture. The block's place in the page is kept by an empty element until the page is parsed;
then its parts take that place, each a `Fence` or a picture of the page.
"""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_string
from pymdownx.snippets import SnippetMissingError

from tools.markdown.errors import fault, to_root
from tools.markdown.fences import SECTION, Fence, ran_line
from tools.markdown.listings import ListingsExtension

HEADER = re.compile(
    r"^[ >]*(?:(?:[-*+]|\d+[.)])[ ]+)?/{3,}[ ]*listing\b(?:[ ]*\|[ ]*(?P<name>.*?))?[ ]*$"
)
OPTION = re.compile(r"^[ ]+(?P<name>[\w-]+)[ ]*:(?:\s|$)")
OPTIONS = {name: ["", type_string] for name in ("show", "output", "alt", "fold", "width")}
NAME = re.compile(r"(?P<listing>\w+/\w+)(?::(?P<section>[\w-]+))?")
PARTS = {"code": "py", "output": "out", "full": "full.out", "picture": "svg"}
USUAL = ("code", "output", "picture")
TITLES = {"output": "Output", "full": "Output of the full-size model"}


@dataclass
class Shown:
    """One block, as the page writes it, and the element that keeps its place."""

    argument: str
    options: dict
    element: Element
    line: int = 0


class ListingBlock(Block):
    """What pymdownx.blocks reads of a page."""

    NAME = "listing"
    ARGUMENT = True
    OPTIONS = OPTIONS

    def on_create(self, parent):
        element = SubElement(parent, "div")
        self.config["listings"].blocks.append(Shown(self.argument, self.options, element))
        return element


class BlocksTreeprocessor(Treeprocessor):
    """Puts each listing in the place of its block."""

    def __init__(self, md, listings: ListingsExtension):
        super().__init__(md)
        self.listings = listings

    def run(self, root):
        self.find_lines()
        parents = {child: parent for parent in root.iter() for child in parent}
        seen: dict[tuple[str, str], int] = {}
        for block in self.listings.blocks:
            parent = parents[block.element]
            place = list(parent).index(block.element)
            parent.remove(block.element)
            for i, element in enumerate(self.parts(block, seen)):
                parent.insert(place + i, element)

    # ------------------------------------------------ the block in the page

    def find_lines(self) -> None:
        """Give each block the line of its header; a header that is none is a fault."""
        todo, lines = list(self.listings.blocks), self.md.prose.split("\n")
        for i, line in enumerate(lines):
            if not (header := HEADER.match(line)):
                continue
            number = self.md.numbers[i]
            if wrong := unfinished(lines, i):
                fault(self.md, wrong, number)
            if todo and todo[0].argument == header["name"]:
                todo.pop(0).line = number
            elif not wrong:
                fault(self.md, misread(lines, i), number)

    def wrong(self, block: Shown, message: str) -> None:
        fault(self.md, message, block.line)

    def parts(self, block: Shown, seen: dict[tuple[str, str], int]) -> list[Element]:
        """The elements of a block, in their order."""
        match = NAME.fullmatch(block.argument)
        if not match:
            self.wrong(
                block,
                f"'{block.argument}' is no listing: write page/concept, or page/module:section.",
            )
            return []
        listing, section = match["listing"], match["section"]
        if not (self.listings.snippets / f"{listing}.py").is_file():
            self.wrong(
                block, f"no listing snippets/{listing}.py: mend the name, or write the listing."
            )
            return []
        names = self.names(block, listing, section)
        for name in names:
            key = f"{listing}:{section}" if section else listing, name
            if key in seen:
                self.wrong(
                    block,
                    f"the {name} of {key[0]} is shown already on line {seen[key]}: leave it out "
                    "of one of the two blocks, with 'show: …'.",
                )
            seen.setdefault(key, block.line)
        made = {name: self.part(block, name, listing, section) for name in names}
        if block.options["fold"] and "code" in made:
            made["code"] = [folded(block.options["fold"], made["code"])]
            names = sorted(names, key=("picture", "code", "output", "full").index)
        return [element for name in names for element in made[name]]

    def names(self, block: Shown, listing: str, section: str | None) -> list[str]:
        """Which parts the block shows; faults where that is not what there is."""
        recorded = {
            name for name in PARTS if name == "code" or self.record(listing, name).is_file()
        }
        asked = [name for name in re.split(r"[,\s]+", block.options["show"]) if name]
        names = asked or (["code"] if section else [name for name in USUAL if name in recorded])
        for name in names:
            if name not in PARTS:
                known = ", ".join(PARTS)
                self.wrong(block, f"a listing has no part '{name}' to show: it has {known}.")
            elif section and name != "code":
                self.wrong(block, f"a section has no {name}: only code.")
            elif name not in recorded and name != "full" and not self.md.lenient:
                file = self.record(listing, name)
                self.wrong(
                    block,
                    f"no {file.name} is recorded of snippets/{listing}.py: run `make record`, or "
                    f"leave '{name}' out of 'show'.",
                )
        names = [name for name in names if name in recorded]
        caption = len(block.element) or (block.element.text or "").strip()
        told = {"alt": block.options["alt"], "width": block.options["width"], "caption": caption}
        for what in [what for what, given in told.items() if given and "picture" not in names]:
            if not self.md.lenient:
                self.wrong(
                    block, f"it has {what}, but shows no picture: take it out, or mend 'show'."
                )
        titled = {"output", "full"} & {*names, *asked}
        if block.options["output"] and not titled and not self.md.lenient:
            self.wrong(block, "it has a title for an output that it does not show: take it out.")
        if "picture" in names and not block.options["alt"].strip():
            wrong = f"the picture of {listing} has no words in place of it: add 'alt: …'."
            self.wrong(block, wrong)
        if "picture" in names and not caption:
            wrong = f"the picture of {listing} has no caption: write it above the block's '///'."
            self.wrong(block, wrong)
        return names

    def record(self, listing: str, name: str) -> Path:
        return self.listings.recorded / f"{listing}.{PARTS[name]}"

    # ------------------------------------------------ the parts

    def part(self, block: Shown, name: str, listing: str, section: str | None) -> list[Element]:
        if name == "picture":
            self.md.pictures.add(listing)
            return [self.figure(block, listing)]
        about = {"line": block.line, "end": block.line, "typed": False, "block": True}
        if name == "code":
            source = self.source(block, listing, section)
            about |= {"listing": listing, "section": section, "title": f"snippets/{listing}.py"}
            fence = Fence("python", source, **about)
            return [self.listings.show(fence), ran_line(fence, self.listings.recorded)]
        title = block.options["output"] or TITLES[name]
        source = self.record(listing, name).read_text("utf-8").rstrip("\n")
        return [self.listings.show(Fence("text", source, title=title, output_of=listing, **about))]

    def source(self, block: Shown, listing: str, section: str | None) -> str:
        """The code of a listing, or of a section of it, without marks of sections."""
        file = self.listings.snippets / f"{listing}.py"
        try:
            lines = file.read_text("utf-8-sig").rstrip("\n").split("\n")
        except UnicodeDecodeError as error:
            why = f"snippets/{listing}.py is no UTF-8 ({error.reason}): save it as UTF-8."
            self.wrong(block, why)
            return ""
        if section:
            try:
                lines = self.listings.snippet.extract_section(section, lines)
            except SnippetMissingError:
                wrong = (
                    f"no section '{section}' in snippets/{listing}.py: mark it there with "
                    f"'# --8<-- [start:{section}]' and '# --8<-- [end:{section}]', or mend the "
                    "name."
                )
                self.wrong(block, wrong)
        code = "\n".join(line for line in lines if not SECTION.match(line))
        return textwrap.dedent(code) if section else code

    def figure(self, block: Shown, listing: str) -> Element:
        """The picture with its caption, which gets its number where all captions get theirs."""
        image = {
            "alt": block.options["alt"],
            "class": "figure",
            "src": to_root(self.md, f"recorded/{listing}.svg"),
        }
        if block.options["width"]:
            image["style"] = f"width: {block.options['width']}"
        about = {"__figure_type": "figure-caption"} | dict(block.element.attrib)
        figure = Element("figure", about)
        SubElement(SubElement(figure, "p"), "img", image)
        caption = SubElement(figure, "figcaption")
        caption.text = block.element.text
        caption.extend(block.element)
        return figure


def folded(title: str, elements: list[Element]) -> Element:
    """What the reader unfolds."""
    details = Element("details", {"class": "example"})
    SubElement(details, "summary").text = title
    details.extend(elements)
    return details


def unfinished(lines: list[str], i: int) -> str | None:
    """What is wrong if the block that begins on line `i` does not end before the next begins."""
    for line in lines[i + 1 :]:
        line = line.strip(" >")
        if line.startswith("///"):
            if not line.strip("/"):
                return None
            break
    return "this block is never closed: end it with a line '///'."


def misread(lines: list[str], i: int) -> str:
    """Why pymdownx.blocks does not take the block that begins on line `i`."""
    options = []
    for line in lines[i + 1 :]:
        if not (option := OPTION.match(line)):
            break
        options.append(option["name"])
    if not HEADER.match(lines[i])["name"]:
        return "this block names no listing: write '/// listing | page/concept'."
    if unknown := [name for name in options if name not in (*OPTIONS, "attrs")]:
        return f"a listing has no option '{unknown[0]}': it has {', '.join(OPTIONS)} and attrs."
    return (
        "the options of this block are not understood: indent each by four spaces, as "
        "'name: value', and put a value that holds ': ' or '#' in quotes; a blank line stands "
        "before the block."
    )


class ListingBlocksExtension(BlocksExtension):
    def extendMarkdownBlocks(self, md, block_mgr):
        (listings,) = (e for e in md.registeredExtensions if isinstance(e, ListingsExtension))
        block_mgr.register(ListingBlock, {"listings": listings})
        md.treeprocessors.register(BlocksTreeprocessor(md, listings), "listing_blocks", 25)


def makeExtension(**kwargs):
    return ListingBlocksExtension(**kwargs)
