"""What a piece of the ledger's evidence would come to, were a record or a printed value another."""

import json
import re
from pathlib import Path

import yaml
from conftest import ROOT

from tools.markdown.conditions import number
from tools.markdown.verdicts import weigh

LEDGER = ROOT / "docs" / "evidence" / "claims.yml"
RECORDED = Path("docs", "recorded")
RESULTS = Path("snippets", "studies", "results")


def piece(claim: str, page: str, about: str = "") -> dict:
    """The one piece of a claim's evidence that is a listing of this page and about this."""
    claims = {each["id"]: each for each in yaml.safe_load(LEDGER.read_text("utf-8"))["claims"]}
    found = [
        item
        for item in claims[claim].get("evidence") or []
        if item.get("listing", "").startswith(f"{page}/") and "scope" in item
        if item.get("about", "").startswith(about)
    ]
    assert len(found) == 1, (claim, page, about, [item.get("about") for item in found])
    return found[0]


def bearing(root: Path, claim: str, page: str, about: str = "", **changes: float) -> str:
    """What it would come to; changes: `printed_value=…`, or `system__measure=…` for every seed.

    `root` is an empty folder, into which the records go as they would be.
    """
    item = piece(claim, page, about)
    (root / RECORDED).parent.mkdir(parents=True)
    (root / RESULTS).parent.mkdir(parents=True)
    mirror(ROOT / RECORDED, root / RECORDED, page)
    mirror(ROOT / RESULTS, root / RESULTS, study := page.replace("_", "-"))
    for name, value in changes.items():
        if "__" in name:
            record(root / RESULTS / study, *name.split("__"), value)
        else:
            say(root / RECORDED / f"{item['listing']}.out", name, value)
    return weigh(item, root).bearing


def mirror(here: Path, there: Path, kept: str) -> None:
    """A folder of links, but for the files of one folder in it, which are copies."""
    there.mkdir()
    for path in here.iterdir():
        (there / path.name).symlink_to(path) if path.name != kept else (there / kept).mkdir()
    for file in [file for file in (here / kept).glob("*") if file.suffix in (".out", ".json")]:
        (there / kept / file.name).write_bytes(file.read_bytes())


def record(folder: Path, system: str, measure: str, value: float) -> None:
    file = folder / f"{system.replace('_', '-')}.json"
    data = json.loads(file.read_text("utf-8"))
    for run in data["runs"]:
        assert measure in run, measure
        run[measure] = value
    file.write_text(json.dumps(data), "utf-8")


def say(file: Path, name: str, value: float) -> None:
    text, times = re.subn(
        rf"^{re.escape(name)} = .*$", f"{name} = {value}", file.read_text("utf-8"), flags=re.M
    )
    assert times == 1, name
    file.write_text(text, "utf-8")


def printed(run) -> dict[str, float | None]:
    """The values of the `name = value` lines of a listing, as the rules read them."""
    return {name: number(text) for name, text in run.numbers.items()}
