"""Math: what `pymdownx.arithmatex` finds becomes MathML when the page is built.

`$…$` is a formula where what is between touches both dollars, unless it is money: see `is_money`.
"""

import html
import re
from collections.abc import Iterator

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from math_core import LatexError, LatexToMathML
from pymdownx.arithmatex import RE_BRACKET_INLINE, InlineArithmatexPattern

from tools.markdown.errors import fault

DOLLARS = (
    r"(?:(?<!\\)((?:\\{2})+)(?=\$)"  # escaped backslashes, as arithmatex leaves them
    r'|(?<![\\$])(\$)(?![\s$])((?:\\.|[^\\$"\x02\x03])+?)(?<!\s)\$(?!\$))'
)
ANY = r"(?:(?!\n[ \t]*\n).)+?"  # within a paragraph
FORMULA = re.compile(
    rf"\$\$(?P<block>{ANY})\$\$|^[ >]*\\\[(?P<square>{ANY})\\\]|\\\((?P<round>{ANY})\\\)"
    rf"|^[ >]*(?P<begin>\\begin\{{([a-z]+\*?)\}}{ANY}\\end\{{\5\}})|{DOLLARS}",
    re.DOTALL | re.MULTILINE,
)
WORDS = re.compile(r"[^\\]*[\s,;/](?:and|or|to|of|in|at|is|vs|(?!sin|cos|log|exp)[a-z]{3,})\b")
RULER = re.compile(r"^[ >]*\|?(?:[ ]*:?-+:?[ ]*\|)*[ ]*:?-+:?[ ]*\|?[ ]*$")  # below a table's head


def is_money(text: str, start: int, end: int) -> bool:
    """Whether the text between two dollars is of an amount of money, and no formula.

    It is where it begins with an amount and goes on in words ("$5 and 10$"), or where a letter or a
    digit touches a dollar from outside and it does not begin as a formula ("US$5/US$10", "35$/kg").
    """
    tex, around = text[start + 1 : end - 1], text[max(start - 1, 0) : start] + text[end : end + 1]
    attached = any(character.isalnum() for character in around)
    if attached and not re.match(r"[A-Za-z\\({]", tex):
        return True
    return bool((attached or tex[0].isdigit()) and WORDS.match(tex))


def formulas(prose: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and TeX of each formula in a text whose code is masked."""
    for match in FORMULA.finditer(prose):
        tex = next((match[n] for n in ("block", "square", "round", "begin", 8) if match[n]), "")
        if tex and not (match[8] and is_money(prose, *match.span())):
            yield *match.span(), tex


class InlineFormula(InlineArithmatexPattern):
    """The formulas of a line, without money."""

    def handleMatch(self, match, data):
        if match[3] and is_money(data, *match.span()):
            return None, None, None
        return super().handleMatch(match, data)


class TablePreprocessor(Preprocessor):
    """A bar ends a table's cell, and would cut the formula that it stands in."""

    def run(self, lines):
        prose = self.md.prose.split("\n")
        table = False
        for number, line in enumerate(prose):
            head = number + 1 < len(prose) and "|" in line and RULER.match(prose[number + 1])
            table = bool(line.strip()) and (table or bool(head))
            for start, end, tex in formulas(line) if table else ():
                if re.search(r"(?<!\\)\|", line[start:end]):
                    fault(
                        self.md,
                        f"the table would cut the formula ${tex}$ at its bar: write \\mid, \\vert "
                        "or \\lvert … \\rvert for it.",
                        self.md.numbers[number],
                    )
        return lines


class MathTreeprocessor(Treeprocessor):
    """Replace the text of each `.arithmatex` element by its MathML."""

    def __init__(self, md):
        super().__init__(md)
        self.converter = LatexToMathML(annotation=True)

    def run(self, root):
        for element in root.iter():
            if "arithmatex" not in element.get("class", "").split():
                continue
            tex = html.unescape("".join(element.itertext())).strip()
            tex = tex.removeprefix(r"\(").removeprefix(r"\[")
            tex = tex.removesuffix(r"\)").removesuffix(r"\]").strip()
            try:
                mathml = self.converter.convert_with_local_state(
                    tex, displaystyle=element.tag == "div"
                )
            except LatexError as error:
                told = re.sub("\x1b\\[[0-9;]*m", "", str(error))  # a picture, in colours
                why = re.search(r"Error: *(.*?)\.?$", told, re.MULTILINE)
                row = re.search(r"input:(\d+):", told)
                line = self.line(tex)
                fault(
                    self.md,
                    f"the formula ${' '.join(tex.split())}$ is not understood "
                    f"({why[1] if why else told.strip()}): mend the command, or use one that "
                    "math-core knows.",
                    line and line + (int(row[1]) - 1 if row else 0),
                )
                continue
            for child in list(element):
                element.remove(child)
            if element.tag == "div":  # a long formula scrolls by keyboard too
                element.set("tabindex", "0")
                element.set("role", "group")
                element.set("aria-label", "formula")
            element.text = AtomicString(self.md.htmlStash.store(mathml))

    def line(self, tex: str) -> int | None:
        """The page's line on which a formula begins."""
        for start, _, found in formulas(self.md.prose):
            if re.sub(r"[>\s]", "", found) == re.sub(r"[>\s]", "", tex):
                start = self.md.prose.index(found.strip("> \n"), start)
                return self.md.numbers[self.md.prose.count("\n", 0, start)]
        return None


class MathExtension(Extension):
    def extendMarkdown(self, md):
        inline = md.inlinePatterns["arithmatex-inline"]
        pattern = InlineFormula(rf"(?:{DOLLARS}|{RE_BRACKET_INLINE})", {"generic": inline.generic})
        pattern.wrap, pattern.inline_tag = inline.wrap, inline.inline_tag
        md.inlinePatterns.register(pattern, "arithmatex-inline", 189.9)
        md.preprocessors.register(TablePreprocessor(md), "table_formulas", 24.85)
        md.treeprocessors.register(MathTreeprocessor(md), "mathml", 12)


def makeExtension(**kwargs):
    return MathExtension(**kwargs)
