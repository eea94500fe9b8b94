"""Formulas become MathML, or a sentence that says where and why not."""

import pytest
from conftest import ROOT

from tools.markdown.errors import SiteError
from tools.markdown.site import convert


def html(text: str) -> str:
    return convert(ROOT, ROOT / "docs" / "index.md", text).html


def test_inline_and_block_formulas_become_mathml():
    page = html("The chain $P(x)$.\n\n$$\n\\prod_t P(x_t \\mid x_{<t})\n$$\n")
    assert page.count("<math") == 2
    assert 'display="block"' in page
    assert "arithmatex" in page
    assert r"\(" not in page


def test_less_than_and_ampersand_survive():
    """Markdown escapes them; the formula must see what was written."""
    page = html("$a < b$ and $\\begin{matrix} a & b \\end{matrix}$")
    assert "<mo>&lt;</mo>" in page
    assert "<mtd" in page


def test_dollars_in_prose_and_code_are_no_formulas():
    assert "<math" not in html("It costs $5 or $6, see `$x$`.")


def test_source_is_kept_for_copying():
    assert r"\frac{a}{b}" in html(r"$\frac{a}{b}$")


def test_unknown_command_is_told():
    with pytest.raises(SiteError, match=r"the formula \$\\nosuch\{x\}\$ is not understood"):
        html(r"$\nosuch{x}$")
