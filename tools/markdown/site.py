"""The site's own settings and Markdown stack, read from mkdocs.yml."""

import functools
import re
from pathlib import Path

from markdown import Markdown
from mkdocs.config import load_config

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)


@functools.cache
def settings(root: Path):
    """mkdocs.yml of `root`, as MkDocs itself reads it."""
    return load_config(str(root / "mkdocs.yml"))


def snippets_folder(root: Path) -> Path:
    return root / "snippets"


def records_folder(root: Path) -> Path:
    """Where what listings print and draw is kept."""
    return root / "docs" / "recorded"


def convert(root: Path, page: Path, text: str | None = None, lenient: bool = False) -> Markdown:
    """Render one page with the site's Markdown stack; the fences are in `.fences`.

    Raises `SiteError` for whatever the page gets wrong. `lenient` lets pass what is not recorded
    yet, which is what recording needs.
    """
    config = settings(root)
    md = Markdown(
        extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"] or {}
    )
    md.page_path, md.lenient = page, lenient
    if lenient:
        md.preprocessors["snippet"].check_paths = False
        md.preprocessors.deregister("numbers")
        md.preprocessors.deregister("numbers_inserted")
    text = (page.read_text("utf-8") if text is None else text).removeprefix("\ufeff")
    md.html = md.convert(without_front_matter(text))
    return md


def without_front_matter(text: str) -> str:
    """A page's text, whose lines keep their numbers."""
    return FRONT_MATTER.sub(lambda match: "\n" * match[0].count("\n"), text, count=1)
