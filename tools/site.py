"""The site's own settings and Markdown stack, read from mkdocs.yml, and its exemptions."""

import functools
import re
from pathlib import Path

from markdown import Markdown
from mkdocs.config import load_config

from tools.errors import SiteError, line_of, read_yaml, relative
from tools.listings import Fence, normalise

FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


@functools.cache
def settings(root: Path):
    """mkdocs.yml of `root`, as MkDocs itself reads it."""
    return load_config(str(root / "mkdocs.yml"))


def snippets_folder(root: Path) -> Path:
    return root / "snippets"


def convert(root: Path, page: Path, text: str | None = None, lenient: bool = False) -> Markdown:
    """Render one page with the site's Markdown stack; the fences are in `.fences`.

    Raises `SiteError` for whatever the page gets wrong. `lenient` lets pass what is not recorded
    yet, which is what recording needs.
    """
    config = settings(root)
    md = Markdown(
        extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"] or {}
    )
    md.page_path = page
    if lenient:
        md.preprocessors["snippet"].check_paths = False
        md.preprocessors.deregister("numbers")
    text = page.read_text("utf-8") if text is None else text
    md.html = md.convert(FRONT_MATTER.sub(lambda m: "\n" * m[0].count("\n"), text, count=1))
    return md


def fence_line(text: str, fence: Fence, after: int = 0) -> int:
    """The line of `text` on which the code of `fence` begins, searched for after a line."""
    if fence.listing:
        needle = f"{fence.listing}.py" + (f":{fence.section}" if fence.section else "")
        return line_of(text, f'--8<-- "{needle}"', after)
    first = next((line for line in fence.source.splitlines() if line.strip()), "")
    return line_of(text, first.strip(), after)


def problems(root: Path, page: Path, fences: list[Fence]) -> list[str]:
    """What a page owes its listings: every recorded output and figure is shown, none is typed.

    `fences` are all that the page renders.
    """
    text, snippets = page.read_text("utf-8"), snippets_folder(root)
    found = []
    outputs = {
        normalise(file.read_text("utf-8"))
        for name in re.findall(r'--8<-- "([\w/.-]+\.out)"', text)
        if (file := snippets / name).is_file()
    }
    for fence in fences:
        where = f"{relative(page)}:{fence_line(text, fence)}"
        if not fence.language:
            found.append(f"{where}: a fence without a language: give it one (text, bash, …).")
        if fence.title.lower() == "output" and normalise(fence.source) not in outputs:
            found.append(
                f"{where}: an output typed by hand: embed the recorded one with "
                '--8<-- "page/listing.out".'
            )
        if fence.listing and not fence.section:
            for suffix, embed in (
                (".out", f'--8<-- "{fence.listing}.out"'),
                (".svg", f"/snippets/{fence.listing}.svg"),
            ):
                if (snippets / f"{fence.listing}{suffix}").exists() and embed not in text:
                    found.append(
                        f"{where}: the page shows the listing but not its {suffix}: embed {embed}"
                    )
    return found


def exemptions(root: Path) -> list[dict[str, str]]:
    """Python blocks that must not run: `page`, `begins` (their first line) and `reason`."""
    file = root / "docs" / "evidence" / "exemptions.yml"
    if not file.is_file():
        return []
    entries = read_yaml(file) or []
    for entry in entries:
        if missing := {"page", "begins", "reason"} - {k for k, v in entry.items() if v}:
            raise SiteError(f"{relative(file)}: an exemption lacks {', '.join(sorted(missing))}.")
    return entries


def is_exempt(root: Path, page: Path, source: str) -> str | None:
    """The written reason why this block does not run, or None."""
    first = normalise(source).splitlines()[0] if source.strip() else ""
    for entry in exemptions(root):
        if (root / entry["page"]) == page and entry["begins"] == first:
            return entry["reason"]
    return None
