"""Fences: what the site's Markdown renders as code, known by listing, and a line under each.

A listing is `snippets/<page>/<concept>.py`; its output is recorded in `docs/recorded/<page>/`. A
fence that embeds one (`--8<-- "page/concept.py"`) belongs to it; any other is inline code.

`pymdownx.snippets` reads the files and `pymdownx.superfences` renders the fences, as ever. But what
a file holds is content: one mark stands for it until its fence is rendered, so that nothing in it
(backticks, `--8<--`, `[[…]]`, tabs) is taken for Markdown, and a fence knows what it embeds and on
which line of the page it stands.
"""

import html
import re
from pathlib import Path
from xml.etree import ElementTree

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX, AtomicString
from pymdownx.snippets import SnippetMissingError
from pymdownx.superfences import SuperFencesCodeExtension

from tools.markdown.errors import COMMENT, fault, masked, page_path
from tools.markdown.fences import SECTION, Embed, Fence, named, ran_line

PLACEHOLDER = re.compile(f"{STX}wzxhzdk:([0-9]+)")
MARK = re.compile("\uf8f0([0-9]+)\uf8f1")  # stands for an embedded file; in private use
EMBED = re.compile(r"^[\s>]*-+8<-+")  # what is meant to embed
OPENING = re.compile(
    r"^(?P<before>[ >]*(?:(?:[-*+]|\d+[.)]) +)?)(?P<marks>`{3,}|~{3,})(?P<info>.*)"
)


class RanTreeprocessor(Treeprocessor):
    """Under each listing: its file, its command and the seconds it took; tabs are not empty."""

    def __init__(self, md, extension):
        super().__init__(md)
        self.extension = extension

    def run(self, root):
        parents = {child: parent for parent in root.iter() for child in parent}
        fences = {fence.index: fence for fence in self.extension.found}
        for element in list(root.iter()):
            if "tabbed-set" in element.get("class", "").split():
                self.look_into(element)
            match = PLACEHOLDER.match((element.text or "").strip())
            fence = fences.get(int(match[1])) if match else None
            if fence is None or fence.listing is None or fence.block:
                continue
            line = ran_line(fence, self.extension.recorded)
            if element.tag == "p" and element in parents:
                parent = parents[element]
                parent.insert(list(parent).index(element) + 1, line)
            else:
                element.insert(0, line)

    def look_into(self, tabs: ElementTree.Element) -> None:
        """What is not indented by four spaces is outside its tab, which is empty then."""
        blocks = [e for e in tabs.iter("div") if e.get("class") == "tabbed-block"]
        for label, block in zip(tabs.iter("label"), blocks, strict=False):
            if not len(block) and not (block.text or "").strip():
                name = "".join(label.itertext())
                wrong = f"the tab '{name}' is empty: indent what belongs to it by four spaces."
                fault(self.md, wrong, f'"{name}"')


class SpacingPreprocessor(Preprocessor):
    """After SuperFences: each fence is a block of its own, with or without blank lines around.

    From here on `md.prose` is the page without its fences; `md.numbers` has the page's line of each
    of its lines.
    """

    def run(self, lines):
        spaced, numbers = [""], [0]
        for line, number in zip(lines, self.md.numbers, strict=True):
            # no second blank line: footnotes end at one
            if line.strip() and spaced[-1].strip():
                fences = [PLACEHOLDER.match(text.strip()) for text in (spaced[-1], line)]
                spaced += [""] * any(fences)
                numbers += [number] * any(fences)
            spaced.append(line)
            numbers.append(number)
        self.md.numbers, self.md.prose = numbers, masked("\n".join(spaced))
        return spaced


class ShownTreeprocessor(Treeprocessor):
    """Last of all: which fences the page shows, and all that is wrong with it."""

    def __init__(self, md, extension):
        super().__init__(md)
        self.extension = extension

    def run(self, root):
        found = self.extension.found
        shown, written = self.reached(root), self.reached(root, comments=True)
        for fence in found:
            if fence.index not in written:
                fault(
                    self.md, LITERAL.format("it is not indented as what it is in"), fence.line - 1
                )
        for index in shown - {fence.index for fence in found}:
            block = COMMENT.sub("", str(self.md.htmlStash.rawHtmlBlocks[index]))
            code = html.unescape(re.sub("<[^>]*>", "", block)).strip()
            first = code.splitlines()[0].strip() if code else ""
            where = first if first in self.md.prose else block.strip().split("\n")[0]
            if "<pre" in block and not OPENING.match(first):
                fault(self.md, f"code that is in no fence ('{first}'): put it in one.", where)
        self.md.fences = [fence for fence in found if fence.index in shown]
        for fence in self.md.fences:
            self.extension.check_embeds(fence)

    def reached(self, root: ElementTree.Element, comments: bool = False) -> set[int]:
        """Places of the stash that the page leads to, in or outside HTML comments."""
        seen, todo = set(), ["".join(root.itertext())]
        while todo:
            for index in {int(number) for number in PLACEHOLDER.findall(todo.pop())} - seen:
                seen.add(index)
                block = str(self.md.htmlStash.rawHtmlBlocks[index])
                todo.append(block if comments else COMMENT.sub("", block))
        return seen


LITERAL = "this fence would be shown as literal backticks, for {}: mend that."


class ListingsExtension(Extension):
    def __init__(self, **kwargs):
        self.config = {
            "snippets": ["snippets", "folder of the listings"],
            "recorded": ["docs/recorded", "folder of what they printed and drew"],
        }
        super().__init__(**kwargs)
        self.snippets = Path(self.getConfig("snippets")).resolve()
        self.recorded = Path(self.getConfig("recorded")).resolve()

    def extendMarkdown(self, md):
        self.md = md
        md.registerExtension(self)
        self.reset()
        (superfences,) = (
            extension
            for extension in md.registeredExtensions
            if isinstance(extension, SuperFencesCodeExtension)
        )
        self.snippet, self.fenced = (
            md.preprocessors["snippet"],
            md.preprocessors["fenced_code_block"],
        )
        self.include, self.snippet.run = self.snippet.run, self.embed
        self.snippet.process_snippet_lines = self.content
        self.search, self.fenced.run = self.fenced.run, self.stash
        self.store, self.fenced.process_nested_block = self.fenced.process_nested_block, self.block
        self.highlight = superfences.superfences[0]["formatter"]
        superfences.superfences[0]["formatter"] = self.render
        md.preprocessors.register(SpacingPreprocessor(md), "spacing", 24.9)
        md.treeprocessors.register(RanTreeprocessor(md, self), "ran", 11)
        md.treeprocessors.register(ShownTreeprocessor(md, self), "shown", -10)

    def reset(self):
        """Nothing of an earlier page is left: MkDocs' blog converts many with one `Markdown`."""
        self.md.fences, self.md.faults = [], []
        self.md.pictures = set()  # listings whose picture a block shows
        self.blocks = []  # of listings, as `tools.markdown.blocks` reads them
        self.md.numbers, self.md.prose = [], ""
        self.found: list[Fence] = []
        self.embeds: list[Embed] = []

    # ------------------------------------------------ files: a mark stands for what is embedded

    def embed(self, lines: list[str]) -> list[str]:
        """In place of `pymdownx.snippets`: the same, a line at a time, which keeps its number."""
        self.reset()
        first, kept, block = self.first_line(lines), [], []
        for number, line in enumerate(lines, first):
            match = self.snippet.RE_ALL_SNIPPETS.match(line)
            if EMBED.match(line) and not match and not self.snippet.match_section(line):
                fault(
                    self.md,
                    f"this form of embedding is not understood: '{line.strip()}': write --8<-- "
                    "\"page/file.py\" with straight quotes, alone on its line, with no '>' before "
                    "it and no space after it.",
                    number,
                )
            block.append((number, line))
            ends = bool(match and match["block_marker"] and not match["escape"])
            if ends is (len(block) > 1):  # a line of its own, or the last line of a block
                added = self.included(block)
                kept += added
                self.md.numbers += [block[0][0]] * len(added)
                block = []
        if block:
            fault(self.md, "this block of files is never closed: end it with --8<--.", block[0][0])
            kept += [line for _, line in block]
            self.md.numbers += [number for number, _ in block]
        return kept

    def first_line(self, lines: list[str]) -> int:
        """The number, in the page's file, of the first of `lines`: front matter may be gone."""
        path, text = page_path(self.md), "\n".join(lines)
        if path is None or not path.is_file():
            return 1
        page = path.read_text("utf-8-sig")
        place = page.find(text.strip()[:300])
        before = text.count("\n", 0, len(text) - len(text.lstrip()))
        return 1 + page.count("\n", 0, place) - before if place >= 0 else 1

    def included(self, block: list[tuple[int, str]]) -> list[str]:
        """What `pymdownx.snippets` makes of a line, or of the lines of a block."""
        self.numbered = block
        try:
            return self.include([line for _, line in block])
        except (SnippetMissingError, UnicodeDecodeError) as error:
            name = re.search(r"'([^']*)'", str(error))
            name = name[1] if name else ""
            if isinstance(error, UnicodeDecodeError):
                wrong = f"a file that is no UTF-8 ({error.reason}): save it as UTF-8."
            elif "section" in str(error):
                wrong = (
                    f"no section '{name}' in the file embedded here: mark it there with "
                    f"'# --8<-- [start:{name}]' and '# --8<-- [end:{name}]', or mend the name."
                )
            else:
                wrong = (
                    f"no file '{name}' under snippets/ or docs/recorded/: mend the name, write the "
                    "listing, or run `make record` if it is a recorded output."
                )
            return [self.mark(name, None, [], wrong)]

    def content(self, lines: list[str], target: dict) -> list[str]:
        """The mark of what is embedded; prose (`.md`) stays as it is."""
        if target["path"].endswith(".md"):
            return lines
        file = Path(target["snippet"]).resolve()
        base = next(b for b in (self.snippets, self.recorded) if file.is_relative_to(b))
        path = file.relative_to(base).as_posix()
        part, wrong = target["section"], None
        lines = "\n".join(lines).removeprefix("\ufeff").split("\n")
        if path.endswith(".py"):
            lines = [line for line in lines if not SECTION.match(line)]
            if target["start"]:
                wrong = (
                    f"lines of {path} by their numbers, which move when the file is edited: name "
                    "a section, '# --8<-- [start:name]' to '# --8<-- [end:name]'."
                )
        return [self.mark(path, part or ("lines" if target["start"] else None), lines, wrong)]

    def mark(self, path: str, part: str | None, lines: list[str], wrong: str | None) -> str:
        number = next((n for n, line in self.numbered if path in line), self.numbered[0][0])
        self.embeds.append(Embed(path, part, lines, number, wrong))
        return f"\uf8f0{len(self.embeds) - 1}\uf8f1"

    # ------------------------------------------------ fences

    def stash(self, lines: list[str]) -> list[str]:
        """In place of SuperFences' search: the same, and `md.numbers` goes on to hold."""
        self.spans: list[tuple[int, int]] = []
        self.md.numbers += [self.md.numbers[-1] if self.md.numbers else 1] * (
            len(lines) - len(self.md.numbers)
        )
        stashed = self.search(list(lines))
        for start, end in reversed(self.spans):
            self.md.numbers[start:end] = [self.md.numbers[start]]
        text = COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), "\n".join(stashed))
        opening = False
        for number, line in zip(self.md.numbers, text.split("\n"), strict=True):
            if match := MARK.search(line):
                embed = self.embeds[int(match[1])]
                wrong = embed.error or f"'{embed.path}' is embedded outside a fence: put it in one."
                fault(self.md, wrong, number)
            match = OPENING.match(line)
            if not match or match["marks"] in match["info"]:
                continue  # no fence, or code within a line
            if opening and not match["info"].strip():
                opening = False  # the end of one that was told
                continue
            opening = True
            wrong = (
                "it begins in the line of a list's bullet"
                if match["before"].strip(" >")
                else "its options are not understood, or it is not closed by the same marks with "
                "the same indentation"
            )
            fault(self.md, LITERAL.format(wrong), number)
        return [MARK.sub("", line) for line in stashed]

    def block(self, ws, content, start, end):
        """Before SuperFences stores a fence: note where it stands."""
        self.span = (start, end)
        self.store(ws, content, start, end)

    def render(self, src="", language="", **kwargs):
        """In place of SuperFences' formatter: marks become what they stand for."""
        embeds, lines, typed = [], [], False
        for line in src.split("\n"):
            if match := MARK.search(line):
                embeds.append(self.embeds[int(match[1])])
                before = line[: match.start()]
                lines += [before + text if text else "" for text in embeds[-1].lines]
            else:
                lines.append(line)
                typed |= bool(line.strip())
        source, (start, end) = "\n".join(lines), self.span
        fence = Fence(language or "", source, embeds=embeds, typed=typed)
        fence.title = (kwargs.get("options") or {}).get("title", "")
        fence.line, fence.end = self.md.numbers[start] + 1, self.md.numbers[end - 1]
        code = next((embed for embed in embeds if embed.path.endswith(".py")), None)
        if code and not code.error:
            fence.listing, fence.section = code.path.removesuffix(".py"), code.part
        self.fenced.line_count = len(lines)  # highlighted lines are clipped to it
        rendered = named(fence, self.highlight(src=source, language=language, **kwargs))
        fence.index = self.md.htmlStash.html_counter  # where it is stored next
        self.spans.append(self.span)
        self.found.append(fence)
        return rendered

    def show(self, fence: Fence) -> ElementTree.Element:
        """The element of code that stands in no fence of the page's text."""
        self.fenced.line_count = fence.source.count("\n") + 1
        options = {"title": fence.title} if fence.title else {}
        rendered = self.highlight(
            src=fence.source, language=fence.language, options=options, md=self.md,
            class_name="highlight", classes=[], id_value="", attrs={},
        )  # fmt: skip
        fence.index = self.md.htmlStash.html_counter
        self.found.append(fence)
        element = ElementTree.Element("p")
        element.text = AtomicString(self.md.htmlStash.store(named(fence, rendered)))
        return element

    # ------------------------------------------------ what is wrong

    def check_embeds(self, fence: Fence) -> None:
        """A fence shows files that exist, and code is one file or typed here, not both."""
        for embed in fence.embeds:
            if embed.error:
                fault(self.md, embed.error, embed.line)
        if fence.listing and (fence.typed or len(fence.embeds) > 1):
            fault(
                self.md,
                f"a fence that embeds {fence.listing}.py and more besides: one listing a fence.",
                fence.line,
            )


def makeExtension(**kwargs):
    return ListingsExtension(**kwargs)
