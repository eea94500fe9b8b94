"""Every Python block of the built HTML ran in this test run; nothing in the repository is orphaned.

These tests run last (see `pytest_collection_modifyitems` in conftest.py).
"""

import pytest
from conftest import PAGE, ROOT

from tools.commands.portable import listings
from tools.engine.inventory import blocks, unaccounted, unused_exemptions
from tools.markdown.faults import exemptions, looks_like_python, orphans
from tools.markdown.fences import normalise
from tools.markdown.site import convert


@pytest.mark.last
def test_every_python_block_ran(site, runs):
    """100%: tabs, admonitions, lists, the blog's excerpts and the notebook included."""
    assert unaccounted(site, runs.ran, runs.exempt | runs.left_out) == []


@pytest.mark.last
def test_inventory_sees_the_whole_site(site, runs):
    """It is no empty promise: every recorded listing ran, and is among the blocks that it found."""
    shown = {
        code
        for file in site.rglob("*.html")
        for language, code, _ in blocks(file.read_text("utf-8"))
        if language
    }
    ran = [run for name, run in runs.runs.items() if "." not in name]
    assert {run.name for run in ran} >= {*listings(ROOT)} > set()
    assert [run.name for run in ran if normalise(run.source) not in shown] == []


@pytest.mark.last
def test_exemptions_are_used_and_have_reasons(runs):
    entries = exemptions(ROOT)
    shown = [f for entry in entries for f in convert(ROOT, ROOT / entry["page"]).fences]
    named = {normalise(f.source) for f in shown if not f.is_python and looks_like_python(f.source)}
    assert unused_exemptions(entries, runs.exempt | named) == []


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
        '```python linenums="1"\nhidden = 1\n```\n',
    ],
    ids=["tab", "admonition", "list", "numbered"],
)
def test_a_block_that_did_not_run_is_found(recorded, block):
    """Added to the page and not run, each block is named; nothing else is."""
    ran = {"page/mask"}
    page = recorded.root / "docs/page.md"
    page.write_text(f"{page.read_text()}\n{block}")
    assert recorded.build().returncode == 0
    (found,) = unaccounted(recorded.root / "site", ran)
    assert found == "page/index.html: this Python block did not run: 'hidden = 1'."


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<pre><code class="language-python">{}</code></pre>', "did not run"),
        ('<div class="language-pycon highlight"><pre><code>{}</code></pre></div>', "did not run"),
        ('<div class="highlight-ipynb hl-python"><pre>{}</pre></div>', "did not run"),
        ('<div class="language-output highlight"><pre>{}</pre></div>', "without a language"),
        ("<pre>{}</pre>", "without a language"),
        ('<div class="language-text highlight"><pre>{}</pre></div>', None),
        ('<div class="jp-OutputArea"><pre>{}</pre></div>', None),
        ('<!-- <pre><code class="language-python">{}</code></pre> -->', None),
    ],
)
def test_a_block_of_the_built_site_is_found_whoever_made_it(tmp_path, html, words):
    """The build refuses most of them in a page; templates and plugins write HTML too."""
    (tmp_path / "page.html").write_text(html.format("hidden = 1"))
    found = unaccounted(tmp_path, set())
    assert len(found) == (words is not None)
    assert all(words in line and "hidden = 1" in line for line in found)


def test_the_check_refuses_what_the_build_refuses(recorded):
    """No language once was a crash."""
    recorded.edit("docs/page.md", "```text title", "``` title")
    result = recorded.run()
    assert result.ret == 1
    assert "docs/page.md:10: a fence without a language" in result.stdout.str()
    assert "Traceback" not in result.stdout.str()


def test_marks_numbers_and_a_byte_order_mark_change_nothing(recorded):
    """What the check ran is what the built page shows."""
    source = recorded.root / "snippets/page/mask.py"
    marks = "# --8<-- [start:end]\nprint(f", "# --8<-- [end:end]\n"
    recorded.write(
        "snippets/page/mask.py",
        "\ufeff" + source.read_text().replace("print(f", marks[0]) + marks[1],
    )
    recorded.write("docs/page.md", "\ufeff" + PAGE.replace("```python", '```python linenums="1"'))
    result = recorded.run()
    assert result.ret == 0, result.stdout.str()
    assert recorded.build().returncode == 0
    assert unaccounted(recorded.root / "site", {"page/mask"}) == []


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


def test_folders_without_a_page_hold_modules_and_no_records():
    """The listings of the others are looked at with their pages."""
    stems = {page.stem.replace("-", "_") for page in (ROOT / "docs").rglob("*.md")}
    folders = [folder for folder in (ROOT / "snippets").iterdir() if folder.is_dir()]
    others = [folder for folder in folders if folder.name not in stems]
    assert {"lab", "studies"} <= {folder.name for folder in others}
    assert [wrong for folder in others for wrong in orphans(ROOT, folder, set(), set())] == []
