"""Every Python block of the built HTML ran in this test run; nothing in the repository is orphaned.

These tests run last (see `pytest_collection_modifyitems` in conftest.py).
"""

import ast
import re

import pytest
import yaml
from conftest import ROOT

from tools.inventory import blocks, unaccounted, unused_exemptions
from tools.site import convert, exemptions


def pages():
    return [p for p in (ROOT / "docs").rglob("*.md") if "snippets" not in p.parts]


@pytest.mark.last
def test_every_python_block_ran(site, runs):
    """100%: tabs, admonitions, lists, the blog's excerpts and the notebook included."""
    assert unaccounted(site, runs.ran, runs.exempt) == []


@pytest.mark.last
def test_inventory_sees_the_whole_site(site, runs):
    """It is no empty promise: the blocks that it found are many, and each listing is among them."""
    shown = {
        code
        for file in site.rglob("*.html")
        for language, code in blocks(file.read_text("utf-8"))
        if language
    }
    listings = [run for name, run in runs.runs.items() if "." not in name]
    assert len(listings) >= 40
    assert [run.name for run in listings if run.source.strip() not in shown] == []


@pytest.mark.last
def test_exemptions_are_used_and_have_reasons(runs):
    assert unused_exemptions(exemptions(ROOT), runs.exempt) == []


def test_every_exemption_is_printed(site):
    html = (site / "reference/not-run-here/index.html").read_text("utf-8")
    for entry in exemptions(ROOT):
        assert entry["reason"] in html


@pytest.mark.parametrize(
    "block",
    [
        '=== "Tab"\n\n    ```python\n    hidden = 1\n    ```\n',
        "!!! note\n\n    ```python\n    hidden = 1\n    ```\n",
        "- item\n\n    ```python\n    hidden = 1\n    ```\n",
        '<pre><code class="language-python">hidden = 1</code></pre>\n',
        "```pycon\nhidden = 1\n```\n",
        "Text:\n\n    hidden = 1\n",
        "```\nhidden = 1\n```\n",
    ],
    ids=["tab", "admonition", "list", "html", "pycon", "indented", "no language"],
)
def test_a_block_that_did_not_run_is_found(recorded, block):
    """Added to the page and not run, each block is named; nothing else is."""
    ran = {(recorded.root / "snippets/page/mask.py").read_text().strip()}
    assert recorded.build().returncode == 0
    assert unaccounted(recorded.root / "site", ran) == []
    page = recorded.root / "docs/page.md"
    page.write_text(f"{page.read_text()}\n{block}")
    assert recorded.build().returncode == 0
    (found,) = unaccounted(recorded.root / "site", ran)
    assert found.startswith("page/index.html: ")
    assert "hidden = 1" in found


def test_unused_exemption_is_found():
    entries = [{"page": "docs/a.md", "begins": "import torch", "reason": "because"}]
    assert unused_exemptions(entries, {"import torch\nx = 1"}) == []
    assert len(unused_exemptions(entries, set())) == 1


def test_exempt_block_is_skipped_with_its_reason(recorded):
    page = recorded.root / "docs/page.md"
    page.write_text(page.read_text() + "\n```python\nimport nowhere\n```\n")
    assert recorded.run().ret == 1
    recorded.write(
        "docs/evidence/exemptions.yml",
        "- page: docs/page.md\n  begins: import nowhere\n  reason: needs a network\n",
    )
    result = recorded.run("-rs", "docs/page.md")
    result.assert_outcomes(passed=2, skipped=1)
    result.stdout.fnmatch_lines(["*exempt: needs a network*"])


def test_exemption_without_a_reason_is_refused(recorded):
    recorded.write("docs/evidence/exemptions.yml", "- page: docs/page.md\n  begins: import torch\n")
    result = recorded.run()
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*exemptions.yml: an exemption lacks reason.*"])


def shown(page) -> set[str]:
    """What the page's Markdown really embeds: "folder/file"."""
    return {fence.listing for fence in convert(ROOT, page).fences if fence.listing}


def test_every_listing_is_on_its_page():
    """snippets/a_b/x.py is embedded by a page a-b.md, or is a module that others import."""
    embedded = {
        (page.stem.replace("-", "_"), listing) for page in pages() for listing in shown(page)
    }
    files = [*(ROOT / "snippets").rglob("*.py"), *(ROOT / "tests").glob("*.py")]
    code = "\n".join(file.read_text("utf-8") for file in files)
    orphans = []
    for file in sorted((ROOT / "snippets").glob("*/[!_]*.py")):
        folder, name = file.parent.name, f"{file.parent.name}/{file.stem}"
        imported = rf"from snippets\.{folder}(\.{file.stem} import|.* import .*\b{file.stem}\b)"
        if (folder, name) not in embedded and not re.search(imported, code):
            orphans.append(name)
    assert orphans == []


def test_every_record_has_its_listing():
    """`concept.out`, `.svg` and `.fig`, and `concept.full.out` of a full-size model."""
    orphans = [
        str(file.relative_to(ROOT))
        for suffix in ("out", "svg", "fig")
        for file in (ROOT / "snippets").glob(f"*/*.{suffix}")
        if not file.with_name(f"{file.name.split('.')[0]}.py").is_file()
    ]
    assert orphans == []


def test_no_picture_is_heavy():
    """A scatter of many sizes is drawn point by point: `rasterized=True` keeps it small."""
    heavy = {f.name for f in (ROOT / "snippets").glob("*/*.svg") if f.stat().st_size > 500_000}
    assert heavy == set()


def prints(node, *own):
    """Whether ``node`` calls `print`, or one of the functions named in ``own``."""
    calls = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
    return any(isinstance(call, ast.Name) and call.id in ("print", *own) for call in calls)


def test_every_listing_is_short():
    """At most 40 lines of code, ending in a plain print (or a function of its own that prints) or
    in plt.show()."""
    wrong = []
    for page in pages():
        for fence in convert(ROOT, page).fences:
            if fence.listing and not fence.section:
                lines = [line for line in fence.source.splitlines() if line.strip()]
                if len(lines) > 40:
                    wrong.append(f"{fence.listing}: {len(lines)} lines")
                *before, last = ast.parse(fence.source).body
                own = [d.name for d in before if isinstance(d, ast.FunctionDef) and prints(d)]
                if not prints(last, *own) and ast.unparse(last) != "plt.show()":
                    wrong.append(f"{fence.listing}: ends in {lines[-1]}")
    assert wrong == []


def test_front_matter_is_complete():
    for page in pages():
        text = page.read_text("utf-8")
        meta = yaml.safe_load(text.split("---\n")[1]) if text.startswith("---\n") else {}
        assert meta.get("title"), page
        assert meta.get("description"), page
