"""Prose numbers, taken from records when the page is built.

`[[page/listing:name]]` is the value that a listing printed. `[[study:system:measure]]` is the mean
of what a study recorded over its seeds, with three decimals; `[[study:system:measure:.1f]]` with
one, and `[[study:system:measure:half.3f]]` the half-width of its 95% interval.
`[[cited:arxiv-2507-11412:89.2]]` is a figure of a paper (`tools.markdown.cited`).
"""

import difflib
import functools
import json
import re
from pathlib import Path

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from snippets.lab.told import printed_values
from tools.markdown.cited import CITED, cited
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
STUDY = re.compile(
    r"\s*(?P<study>[\w-]+):(?P<system>[\w-]+):(?P<measure>[\w-]+)"
    r"(?::(?P<half>half)?(?P<digits>[+,]?\.\d[f%])?)?\s*"
)
SPECIAL = re.compile(r"[\\`*_{}\[\]>|$#]")  # what Markdown would take for its own


@functools.cache
def recorded_means(file: Path, changed: int) -> dict[str, tuple[float, float]]:
    """Mean and half-width of each measure of a results file, which last changed then."""
    from snippets.studies.results import summary  # it needs numpy

    return summary(json.loads(file.read_text("utf-8")))


def literal(value: str) -> str:
    """A value as prose: what it holds is shown, not taken for Markdown or HTML."""
    return SPECIAL.sub(r"\\\g<0>", value).replace("&", "&amp;").replace("<", "&lt;")


def in_link(prose: str, start: int, stop: int) -> bool:
    """Whether what stands from `start` to `stop` is part of the words of a link."""
    before = re.search(r"\[[^\[\]]*\Z", prose[:start])
    return bool(before and re.match(r"[^\[\]]*\](?:\(|\[)", prose[stop:]))


class NumbersPreprocessor(Preprocessor):
    """Runs after fences are stashed, so code blocks are never touched; code spans are left alone.

    It runs on the page, whose lines are known, and again on what the ledger has put there.
    """

    def __init__(self, md, recorded: str, results: str, bibliography: str, inserted: bool):
        super().__init__(md)
        self.recorded, self.results, self.inserted = Path(recorded), Path(results), inserted
        self.bibliography = Path(bibliography)

    def run(self, lines):
        text = "\n".join(lines)
        prose, parts, end = masked(text), [], 0
        tex = [(start, stop) for start, stop, _ in formulas(prose)] if "[[" in prose else []
        for match in BRACKETS.finditer(prose):
            start, stop = match.span()
            here = text[start : stop if stop - start > 2 else start + 40].split("\n\n")[0]
            inner = match["inner"] or ""
            number = next(
                filter(None, (kind.fullmatch(inner) for kind in (CITED, NUMBER, STUDY))), None
            )
            in_formula = any(a < start and stop < b for a, b in tex)
            if not number and (text[stop : stop + 1] == "(" or in_formula):
                continue  # a link whose text is in brackets; brackets of a formula
            value, wrong = self.value(here, number)
            if value and number.re is CITED and (in_formula or in_link(prose, start, stop)):
                where = "a formula" if in_formula else "the words of a link"
                value, wrong = None, f"{here} becomes a link, and stands in {where}: put it beside."
            if wrong and not self.inserted:
                fault(self.md, wrong, self.md.numbers[text.count("\n", 0, start)])
            elif wrong and here not in self.md.prose:  # else it was told
                fault(self.md, f"the ledger's text: {wrong}", None)
            parts += [text[end:start], text[start:stop] if value is None else value]
            end = stop
        return ("".join(parts) + text[end:]).split("\n")

    def value(self, here: str, number: re.Match | None) -> tuple[str | None, str | None]:
        """The value that `here` asks for, as Markdown, or what is wrong with it."""
        if not number:
            return None, (
                f"{here} is no number: write [[page/listing:name]], [[study:system:measure]] or "
                "[[cited:entry:figure]], or put it in backticks if it is code."
            )
        if number.re is CITED:
            return cited(here, self.bibliography, **number.groupdict())
        if "study" in number.groupdict():
            return self.measured(here, **number.groupdict())
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
        return literal(values[name]), None

    def measured(self, here, study, system, measure, half, digits) -> tuple[str | None, str | None]:
        """The recorded mean or half-width that `here` asks for, or what is wrong with it."""
        file = self.results / study / f"{system}.json"
        if not file.is_file():
            known = sorted(f.stem for f in file.parent.glob("*.json"))
            return None, (
                f"{here} asks for a system that no study has recorded "
                f"({study} has {', '.join(known) or 'none'}): mend the name, or run "
                f"`python -m snippets.studies run {study}`."
            )
        found = recorded_means(file, file.stat().st_mtime_ns)
        if measure not in found:
            close = difflib.get_close_matches(measure, found, 5, 0.3)
            return (
                None,
                f"{here}: {file.name} has no measure '{measure}' (it has {', '.join(close)}, …).",
            )
        return literal(format(found[measure][half is not None], digits or ".3f")), None


class NumbersExtension(Extension):
    def __init__(self, **kwargs):
        self.config = {
            "recorded": ["docs/recorded", "folder of the recorded outputs"],
            "results": ["snippets/studies/results", "folder of the studies' records"],
            "bibliography": ["docs/reference/bibliography.md", "page that lists papers' figures"],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md):
        for name, priority, inserted in (("numbers", 24.8, False), ("numbers_inserted", 24, True)):
            numbers = NumbersPreprocessor(md, *self.getConfigs().values(), inserted)
            md.preprocessors.register(numbers, name, priority)


def makeExtension(**kwargs):
    return NumbersExtension(**kwargs)
