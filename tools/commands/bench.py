"""Time what a contributor waits for: `make bench`, or `make bench PAGES=500`.

Prints the speed of the exact engines and of the checkpoints, the import floor, the listings' own
time, the check as a whole and the build of the site.
"""

import re
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from transformers import AutoTokenizer

from snippets.lab.checkpoints import CHECKPOINTS, CLASSES
from snippets.lab.world.automaton import Automaton
from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import MASK
from snippets.lab.world.grammar import FULL
from snippets.studies.timeline import SYSTEMS
from tools.markdown.fences import read_seconds

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
    top = "---\ntitle: A page\ndescription: One of many.\n---\n"
    for number in range(pages):
        snippets = folder / "snippets" / f"page_{number}"
        snippets.mkdir(parents=True)
        (snippets / "mask.py").write_text(f'print("pairs = {number}")\n')
        recorded = folder / "docs" / "recorded" / snippets.name
        recorded.mkdir(parents=True)
        (recorded / "mask.out").write_text(f"pairs = {number}\n")
        (folder / "docs" / f"page-{number}.md").write_text(
            f'{top}# Page {number}\n\n```python\n--8<-- "page_{number}/mask.py"\n```\n'
            f'```text title="Output"\n--8<-- "page_{number}/mask.out"\n```\n\n'
            f"The mask allows [[page_{number}/mask:pairs]] pairs, $P(x) = \\prod_i P(x_i)$.\n"
            + "\nA paragraph of plain prose, as pages have them.\n"
            * 10
        )
    (folder / "docs" / "index.md").write_text(f"{top}# Home\n")


def fastest(question: Callable[[], object], times: int = 5) -> float:
    """The least of the seconds that some tries took."""
    return min(timeit.repeat(question, number=1, repeat=times))


def world_and_models() -> None:
    """Time the exact engines, and each checkpoint from the disk to its first prediction."""
    enumeration, automaton = truth("full"), Automaton.compile(FULL)
    rng = np.random.default_rng(0)
    sentences = enumeration.sample(rng, 8_000)
    prefixes = [x.split()[: rng.integers(len(x.split()) + 1)] for x in sentences]
    bulk = len(prefixes) / fastest(lambda: enumeration.next_tokens(prefixes))
    print(f"next-token conditionals    {bulk:6.0f} /s  in bulk, exact; aim 100,000")
    longest = max(sentences, key=lambda x: len(x.split())).split()
    slowest = max(
        map(
            fastest,
            (
                lambda: automaton.log_prob(longest),
                lambda: automaton.next_token(longest),
                lambda: automaton.masked([MASK if t % 2 else x for t, x in enumerate(longest)]),
                lambda: automaton.masked([MASK] * 20),
                lambda: automaton.masked_joint("the [MASK] sat on the [MASK]"),
                lambda: automaton.posterior("this movie is great !"),
            ),
        )
    )
    print(f"slowest automaton query    {1000 * slowest:6.1f} ms  of six kinds; aim 5")
    torch.set_num_threads(1)
    for name, model_class in CLASSES.items():

        def predict(folder=str(CHECKPOINTS / name), model_class=model_class):
            tokenizer = AutoTokenizer.from_pretrained(folder)
            batch = tokenizer("this movie is great !", return_tensors="pt")
            return model_class.from_pretrained(folder)(**batch)

        print(f"load and run {name:<14}{1000 * fastest(predict):6.0f} ms  aim 500")


def timed_listings(output: str) -> tuple[int, float]:
    """How many listings a check ran, and their own seconds, as it says."""
    found = re.search(r"(\d+) listings, each run once, in ([\d.]+) s", output)
    return int(found[1]), float(found[2])


def quickest_page_with_torch(root: Path) -> Path:
    """The page whose listings take least time, among those that show one that imports torch."""
    pages = {page.stem.replace("-", "_"): page for page in (root / "docs").rglob("*.md")}
    seconds = {}
    for name, page in pages.items():
        files = list((root / "snippets" / name).glob("*.py"))
        if any("import torch" in file.read_text("utf-8") for file in files):
            seconds[page] = sum(read_seconds(root / "docs" / "recorded" / name).values())
    return min(seconds, key=seconds.get)


def main(pages: int = 0) -> None:
    root = Path.cwd()
    floor, _ = timed(sys.executable, "-c", IMPORTS)
    world_and_models()
    print(f"import floor                {floor:6.1f} s   torch, transformers, scikit-learn, pyplot")
    pytest = (sys.executable, "-m", "pytest", "-q", "--ignore-glob=*.ipynb")
    check, output = timed(*pytest, "docs", "README.md")
    count, listings = timed_listings(output)
    print(f"listings' own time          {listings:6.1f} s   {count} listings, in that check:")
    print(f"check of all pages          {check:6.1f} s   {check / (floor + listings):.2f} × "
          "(floor + listings); aim 1.3")  # fmt: skip
    page = quickest_page_with_torch(root)
    importing, _ = timed(sys.executable, "-c", "import torch")
    one, output = timed(*pytest, str(page))
    _, own = timed_listings(output)
    print(f"check of one page           {one:6.1f} s   {one - own - importing:.1f} s above its "
          f"listings and one import of torch; aim 3: {page.relative_to(root)}")  # fmt: skip
    files = {system.file for system in SYSTEMS}
    quick = sum(read_seconds(file.parent)[file.stem] for file in files)
    print(
        f"timeline's quick forms      {quick:6.1f} s   {len(files)} listings, as recorded; aim 180"
    )
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
