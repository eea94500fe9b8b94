"""Prose numbers: `[[page/listing:name]]` becomes the value that the listing printed."""

import re
from pathlib import Path

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from tools.errors import site_error

# a code span, which is left alone, or a reference to a printed value
REFERENCE = re.compile(
    r"(?P<code>(`+).+?\2)|\[\[(?P<listing>[a-z0-9_]+/[a-z0-9_]+):(?P<name>\w+)\]\]"
)


def printed_values(output: str) -> dict[str, str]:
    """The `name = value` lines of a listing's output."""
    return dict(re.findall(r"^(\w+) = (.*\S)\s*$", output, re.MULTILINE))


class NumbersPreprocessor(Preprocessor):
    """Runs after fences are stashed, so code blocks are never touched."""

    def __init__(self, md, snippets: str):
        super().__init__(md)
        self.snippets = Path(snippets)

    def run(self, lines):
        return REFERENCE.sub(self.value, "\n".join(lines)).split("\n")

    def value(self, match: re.Match) -> str:
        if match["code"]:
            return match["code"]
        recorded = self.snippets / f"{match['listing']}.out"
        if not recorded.is_file():
            raise site_error(
                self.md,
                match[0],
                f"{match[0]} asks for a number that snippets/{match['listing']}.py has not "
                "recorded: check the name, or run `make record`.",
            )
        values = printed_values(recorded.read_text("utf-8"))
        if match["name"] not in values:
            raise site_error(
                self.md,
                match[0],
                f"snippets/{match['listing']}.py prints no line '{match['name']} = …' "
                f"(it prints: {', '.join(values) or 'none of that form'}): mend the name here, or "
                "print it there and run `make record`.",
            )
        return values[match["name"]]


class NumbersExtension(Extension):
    def __init__(self, **kwargs):
        self.config = {"snippets": ["snippets", "folder of the recorded outputs"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md):
        md.preprocessors.register(
            NumbersPreprocessor(md, self.getConfig("snippets")), "numbers", 24
        )


def makeExtension(**kwargs):
    return NumbersExtension(**kwargs)
