"""Notebooks from the listings: `python -m tools.commands.notebook` writes docs/notebooks/*.ipynb.

A notebook's text is `snippets/<page>/<name>.md`; its Python fences embed listings, as pages do.
The cells are the listings themselves, run once by a Jupyter kernel; nbval runs them again in the
tests. Nothing in a notebook is typed by hand.
"""

import os
import re
from pathlib import Path

import jupytext
import nbformat
import yaml
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from snippets.lab.files import write
from tools.engine.runs import NOTEBOOK_WARNINGS
from tools.markdown.errors import SiteError, relative

EMBEDDED = re.compile(r'^--8<-- "([\w/]+\.py)"$', re.MULTILINE)

ALT = re.compile(r"listing \| (\w+/\w+)\n(?:[ ]+\w+: .*\n)*?[ ]+alt: (.+)\n")


def notebook(source: Path, snippets: Path) -> nbformat.NotebookNode:
    """The cells of a notebook whose text is `source`, not yet run."""

    def listing(match: re.Match) -> str:
        file = snippets / match[1]
        if not file.is_file():
            raise SiteError(f"{relative(source)}: no listing {relative(file)}: mend the name.")
        return file.read_text("utf-8").rstrip("\n")

    book = jupytext.reads(EMBEDDED.sub(listing, source.read_text("utf-8")), fmt="md")
    book.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python",
                                    "name": "python3"}}  # fmt: skip
    for number, cell in enumerate(book.cells):
        cell.id, cell.metadata = f"cell-{number}", {}
    return book


def alternative_texts(docs: Path) -> dict[str, str]:
    """What the pages say that each listing's figure shows, for readers who cannot see it."""
    return {
        name: yaml.safe_load(alt)
        for page in docs.rglob("*.md")
        for name, alt in ALT.findall(page.read_text("utf-8"))
    }


def joined(outputs: list, source: Path) -> list:
    """The outputs of a cell, what it printed in one piece; a cell that warns is refused."""
    result = []
    for output in outputs:
        if output.get("name") == "stderr":
            raise SystemExit(f"{relative(source)}: a cell warns:\n{output.text}")
        if result and result[-1].output_type == output.output_type == "stream":
            result[-1].text += output.text
        else:
            result.append(output)
    return result


def sources(snippets: Path) -> list[Path]:
    """The texts of all notebooks."""
    return sorted(snippets.glob("*/*.md"))


def main() -> None:
    root = Path.cwd()
    os.environ.setdefault("PYTHONWARNINGS", NOTEBOOK_WARNINGS)
    for source in sources(root / "snippets"):
        book = notebook(source, root / "snippets")
        target = root / "docs" / "notebooks" / f"{source.stem}.ipynb"
        print(f"running {relative(target)}, {len(book.cells)} cells …", flush=True)
        try:
            NotebookClient(book, timeout=120, record_timing=False).execute(cwd=str(root))
        except CellExecutionError as error:
            raise SystemExit(f"{relative(source)}: a cell fails:\n{error}") from None
        alt = alternative_texts(root / "docs")
        names = iter(EMBEDDED.findall(source.read_text("utf-8")))
        for cell in book.cells:
            cell.metadata = {}
            if cell.cell_type == "code":
                name = next(names)
                cell.outputs = joined(cell.outputs, source)
                for output in cell.outputs:
                    if output.output_type == "display_data":
                        output.metadata = {"image/png": {"alt": alt[name.removesuffix(".py")]}}
        book.metadata.pop("language_info", None)
        target.parent.mkdir(parents=True, exist_ok=True)
        write(target, (nbformat.writes(book) + "\n").encode())


if __name__ == "__main__":
    main()
