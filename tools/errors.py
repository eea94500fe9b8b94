"""One kind of error for everything a page can get wrong: what, where, and how to mend it."""

from pathlib import Path

import yaml
from markdown import Markdown
from mkdocs.exceptions import BuildError


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


def line_of(text: str, needle: str, start: int = 0) -> int:
    """The 1-based number of the first line after `start` lines that holds `needle`, else 1."""
    for number, line in enumerate(text.splitlines(), 1):
        if number > start and needle in line:
            return number
    return 1


def site_error(md: Markdown, needle: str, message: str) -> SiteError:
    """A `SiteError` that begins with the page and the line where `needle` stands."""
    path = page_path(md)
    if path is None or not path.is_file():
        return SiteError(message)
    line = line_of(path.read_text("utf-8"), needle)
    return SiteError(f"{relative(path)}:{line}: {message}")


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
