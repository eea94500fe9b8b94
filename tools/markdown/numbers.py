"""Prose numbers: `[[page/listing:name]]` becomes the value that the listing printed."""

import re
from pathlib import Path

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from tools.markdown.errors import fault, masked
from tools.markdown.mathml import formulas

# two brackets and what is in them, or what one bracket too few makes of it; not a link in brackets,
# and nothing escaped
BRACKETS = re.compile(
    r"(?<!\\)\[\[(?!\[)(?![^\[\]]*\][(\[])(?:(?P<inner>(?:(?!\n\s*\n|\]\]).)*)\]\])?"
    r"|(?<![\\\[])\[[\w-]+/[\w-]+:[\w ]+\]+(?![(\[\]:])",
    re.DOTALL,
)
NUMBER = re.compile(r"\s*(?P<listing>\w[\w.-]*(?:/\w[\w.-]*)+)\s*:\s*(?P<name>\w+)\s*")
SPECIAL = re.compile(r"[\\`*_{}\[\]>|$#]")  # what Markdown would take for its own


def printed_values(output: str) -> dict[str, str]:
    """The `name = value` lines of a listing's output."""
    return dict(re.findall(r"^(\w+) = (.*\S)\s*$", output, re.MULTILINE))


def literal(value: str) -> str:
    """A value as prose: what it holds is shown, not taken for Markdown or HTML."""
    return SPECIAL.sub(r"\\\g<0>", value).replace("&", "&amp;").replace("<", "&lt;")


class NumbersPreprocessor(Preprocessor):
    """Runs after fences are stashed, so code blocks are never touched; code spans are left alone.

    It runs on the page, whose lines are known, and again on what the ledger has put there.
    """

    def __init__(self, md, recorded: str, inserted: bool):
        super().__init__(md)
        self.recorded, self.inserted = Path(recorded), inserted

    def run(self, lines):
        text = "\n".join(lines)
        prose, parts, end = masked(text), [], 0
        tex = [(start, stop) for start, stop, _ in formulas(prose)] if "[[" in prose else []
        for match in BRACKETS.finditer(prose):
            start, stop = match.span()
            here = text[start : stop if stop - start > 2 else start + 40].split("\n\n")[0]
            number = NUMBER.fullmatch(match["inner"] or "")
            if not number and (
                text[stop : stop + 1] == "(" or any(a < start and stop < b for a, b in tex)
            ):
                continue  # a link whose text is in brackets; brackets of a formula
            value, wrong = self.value(here, number)
            if wrong and not self.inserted:
                fault(self.md, wrong, self.md.numbers[text.count("\n", 0, start)])
            elif wrong and here not in self.md.prose:  # else it was told
                fault(self.md, f"the ledger's text: {wrong}", None)
            parts += [text[end:start], text[start:stop] if value is None else literal(value)]
            end = stop
        return ("".join(parts) + text[end:]).split("\n")

    def value(self, here: str, number: re.Match | None) -> tuple[str | None, str | None]:
        """The printed value that `here` asks for, or what is wrong with it."""
        if not number:
            return None, (
                f"{here} is no number: write [[page/listing:name]], or put it in backticks if it "
                "is code."
            )
        listing, name = number.groups()
        recorded = self.recorded / f"{listing}.out"
        if not recorded.is_file():
            return None, (
                f"{here} asks for a number that snippets/{listing}.py has not recorded: check the "
                "name, or run `make record`."
            )
        values = printed_values(recorded.read_text("utf-8"))
        if name not in values:
            return None, (
                f"snippets/{listing}.py prints no line '{name} = …' "
                f"(it prints: {', '.join(values) or 'none of that form'}): mend the name here, or "
                "print it there and run `make record`."
            )
        return values[name], None


class NumbersExtension(Extension):
    def __init__(self, **kwargs):
        self.config = {"recorded": ["docs/recorded", "folder of the recorded outputs"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md):
        for name, priority, inserted in (("numbers", 24.8, False), ("numbers_inserted", 24, True)):
            numbers = NumbersPreprocessor(md, self.getConfig("recorded"), inserted)
            md.preprocessors.register(numbers, name, priority)


def makeExtension(**kwargs):
    return NumbersExtension(**kwargs)
