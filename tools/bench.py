"""Time what a contributor waits for: `make bench`, or `make bench PAGES=500`.

Prints the import floor, the listings' own time, the check as a whole and the build of the site.
"""

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

IMPORTS = "import matplotlib.pyplot, numpy, sklearn, torch, transformers; " \
          "from transformers import BertForMaskedLM, GPT2LMHeadModel"  # fmt: skip


def timed(*command: str, cwd: Path | None = None) -> tuple[float, str]:
    """Wall-clock seconds and output of a command, which must succeed."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - start, done.stdout


def synthetic_site(pages: int, folder: Path, root: Path) -> None:
    """A site of `pages` pages, each with a listing, its output, a formula and a prose number."""
    (folder / "tools" / "theme").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(
        f"INHERIT: {root / 'mkdocs.yml'}\nnav: null\nplugins: [search]\nextra_css: []\nwatch: []\n"
    )
    (folder / "docs" / "evidence").mkdir(parents=True)
    (folder / "docs" / "evidence" / "claims.yml").write_text("claims: []\ntables: {}\n")
    (folder / "docs" / "snippets").symlink_to("../snippets")
    for number in range(pages):
        snippets = folder / "snippets" / f"page_{number}"
        snippets.mkdir(parents=True)
        (snippets / "mask.py").write_text(f'print("pairs = {number}")\n')
        (snippets / "mask.out").write_text(f"pairs = {number}\n")
        (folder / "docs" / f"page-{number}.md").write_text(
            f'# Page {number}\n\n```python\n--8<-- "page_{number}/mask.py"\n```\n'
            f'```text title="Output"\n--8<-- "page_{number}/mask.out"\n```\n\n'
            f"The mask allows [[page_{number}/mask:pairs]] pairs, $P(x) = \\prod_i P(x_i)$.\n"
            + "\nA paragraph of plain prose, as pages have them.\n"
            * 10
        )
    (folder / "docs" / "index.md").write_text("# Home\n")


def main(pages: int = 0) -> None:
    root = Path.cwd()
    floor, _ = timed(sys.executable, "-c", IMPORTS)
    print(f"import floor                {floor:6.1f} s   torch, transformers, scikit-learn, pyplot")
    pytest = (sys.executable, "-m", "pytest", "-q", "--ignore-glob=*.ipynb", "docs", "README.md")
    check, output = timed(*pytest)
    count, listings = re.search(r"(\d+) listings, each run once, in ([\d.]+) s", output).groups()
    listings = float(listings)
    print(f"listings' own time          {listings:6.1f} s   {count} listings, in that check:")
    print(f"check of all pages          {check:6.1f} s   {check / (floor + listings):.2f} × "
          "(floor + listings); aim 1.3")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        mkdocs = (sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "--site-dir")
        build, _ = timed(*mkdocs, f"{folder}/site")
        built = len(list(Path(folder, "site").rglob("*.html")))
        print(f"build of the site           {build:6.1f} s   {built} pages; "
              f"aim {2 + 0.1 * built:.1f} s (2 s + .1 s a page)")  # fmt: skip
        if pages:
            synthetic = Path(folder, "synthetic")
            synthetic_site(pages, synthetic, root)
            took, _ = timed(*mkdocs, f"{folder}/built", cwd=synthetic)
            print(f"build of {pages} synthetic pages {took:6.1f} s   {took / pages:.3f} s a page")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
