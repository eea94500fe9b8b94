"""Math: what `pymdownx.arithmatex` finds becomes MathML when the page is built."""

import html

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from math_core import LatexError, LatexToMathML

from tools.errors import site_error


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
                raise site_error(
                    self.md,
                    tex.splitlines()[0] if tex else "$",
                    f"the formula ${tex}$ is not understood ({error}): mend the command, or use "
                    "one that math-core knows.",
                ) from None
            for child in list(element):
                element.remove(child)
            if element.tag == "div":  # a long formula scrolls by keyboard too
                element.set("tabindex", "0")
                element.set("role", "group")
                element.set("aria-label", "formula")
            element.text = AtomicString(self.md.htmlStash.store(mathml))


class MathExtension(Extension):
    def extendMarkdown(self, md):
        md.treeprocessors.register(MathTreeprocessor(md), "mathml", 12)


def makeExtension(**kwargs):
    return MathExtension(**kwargs)
