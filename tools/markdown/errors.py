"""One kind of error for everything a page can get wrong: what, where, and how to mend it."""

import posixpath
import re
from pathlib import Path

import yaml
from markdown import Markdown
from mkdocs.exceptions import BuildError

COMMENT = re.compile("<!--.*?-->", re.DOTALL)
NO_PROSE = re.compile(  # code within a paragraph, and comments
    r"(?<![\\`])(`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)|<!--.*?-->", re.DOTALL
)


class SiteError(BuildError):
    """A page cannot be built as written; MkDocs prints the sentence and exits with 1."""


def page_path(md: Markdown) -> Path | None:
    """The page that `md` is converting: named by our test runner, or else by MkDocs."""
    if path := getattr(md, "page_path", None):
        return Path(path)
    if "relpath" in md.treeprocessors:  # MkDocs' own link resolver knows its file
        path = md.treeprocessors["relpath"].file.abs_src_path
        return Path(path) if path else None
    return None


def to_root(md: Markdown, path: str) -> str:
    """The link from the page that `md` is converting to a file of docs/."""
    page, docs = page_path(md), Path("docs").resolve()
    if page is None or not page.is_relative_to(docs):
        return path
    return posixpath.relpath(path, page.relative_to(docs).parent.as_posix())


def line_of(text: str, needle: str, start: int = 0) -> int:
    """The 1-based number of the first line after `start` lines that holds `needle`, else 1."""
    for number, line in enumerate(text.splitlines(), 1):
        if number > start and needle in line:
            return number
    return 1


def masked(text: str) -> str:
    """`text` with its code spans and comments filled with backticks, character by character."""
    return NO_PROSE.sub(lambda match: re.sub(r"[^\n]", "`", match[0]), text)


def prose_line(md: Markdown, needle: str) -> int | None:
    """The page's line on which `needle` stands in the prose: not in a fence, code or comment."""
    place = md.prose.find(needle) if needle else -1
    return md.numbers[md.prose.count("\n", 0, place)] if place >= 0 else None


def fault(md: Markdown, message: str, where: int | str | None) -> None:
    """Note what is wrong with the page, at a line or where some words stand in its prose.

    `tools.markdown.listings` raises all of them when the page is converted.
    """
    line = prose_line(md, where) if isinstance(where, str) else where
    md.faults.append((line or 0, place(md, line) + message))


def place(md: Markdown, line: int | None) -> str:
    """`docs/page.md:12: `, as far as it is known."""
    path = page_path(md)
    if path is None:
        return ""
    return f"{relative(path)}:{line}: " if line else f"{relative(path)}: "


def site_error(md: Markdown, needle: str, message: str) -> SiteError:
    """A `SiteError` that begins with the page and the line where `needle` stands in its prose."""
    return SiteError(place(md, prose_line(md, needle)) + message)


def relative(path: Path) -> Path:
    """`path` as seen from the working folder, where that is shorter to read."""
    path = Path(path)
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def read_yaml(path: Path) -> object:
    """What a YAML file holds; `SiteError` with its line where it is no YAML."""
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error)
        raise SiteError(f"{relative(path)}:{line}: this is not YAML: {problem}.") from None
