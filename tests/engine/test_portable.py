"""Listings on other processors, and as the very command that their page prints."""

import json
import os
import random
import subprocess
import sys

import pytest
from conftest import ROOT

from snippets.lab.told import declared_tolerance
from tools.commands import portable
from tools.commands.portable import MACHINES, bound, listings, moving, noise, widest
from tools.engine.compare import ShapeError, differences, spread
from tools.engine.needs import code_digest, needs
from tools.engine.record import FIGURE_NOISE, FIGURE_TOLERANCE, PICTURE
from tools.engine.run import Run, Worker, as_printed
from tools.engine.runs import seed_of
from tools.markdown.site import records_folder

SNIPPETS = ROOT / "snippets"
SEED = seed_of(ROOT)
REPORT = json.loads((ROOT / portable.SPREADS).read_text("utf-8"))
NAMES = listings(ROOT)
TOLERANT = [n for n in NAMES if declared_tolerance((SNIPPETS / f"{n}.py").read_text("utf-8"))]


def some(names, share):
    """A share of the names, drawn by this run's seed."""
    return sorted(random.Random(SEED).sample(names, max(1, round(share * len(names)))))


def recorded(name: str, part: str) -> str:
    file = records_folder(ROOT) / f"{name}.{'out' if part == 'output' else 'fig'}"
    return PICTURE.sub("", file.read_text("utf-8")) if file.exists() else ""


# ---------------------------------------------------------------- as printed

PRINTED = NAMES if os.environ.get("AS_PRINTED") == "all" else some(NAMES, 0.1)


@pytest.mark.parametrize("name", PRINTED)
@pytest.mark.ahead.with_args(lambda _, name: as_printed(name, ROOT))
def test_as_printed(ahead, name):
    """The command under a listing gives the output beneath it, with this machine's own threads."""
    run = ahead
    assert run.error is None, f"LISTINGS_SEED={SEED}: {run.error}"
    tolerance = declared_tolerance(run.source)
    report = differences(recorded(name, "output"), run.output, tolerance)
    report += differences(
        recorded(name, "figure"), run.figure or "", max(tolerance, FIGURE_NOISE), FIGURE_TOLERANCE
    )
    assert report == [], f"LISTINGS_SEED={SEED}\n" + "\n".join(report)


# ---------------------------------------------------------------- another machine

PLAYABLE = [name for name, asked in MACHINES.items() if asked and not portable.why_not(asked)]
MACHINE = random.Random(SEED).choice(PLAYABLE)
FIFTH = some(TOLERANT, 0.2)
PACKAGES = needs((SNIPPETS / f"{name}.py" for name in FIFTH), ROOT)[0]


def start(_: int) -> Worker:
    """A worker as on another machine, drawn by this run's seed."""
    return Worker(ROOT, PACKAGES, environment=MACHINES[MACHINE])


def on_another_machine(runs, name: str) -> Run:
    file = SNIPPETS / f"{name}.py"
    return runs.kept((MACHINE, 0), start).run(name, file.read_bytes(), file)


def outside(name: str, now: dict[str, str], committed: dict) -> list[str]:
    """Numbers of a run that lie neither where they are recorded nor in the committed spread."""
    found = []
    for part, text in now.items():
        for row in spread([recorded(name, part), text]):
            then, value = row.values
            slack = noise(part, row) or 10**-row.decimals
            known = committed.get(part, {}).get(f"{row.line}:{row.place}", [then, then])
            if row.width > noise(part, row) and not known[0] - slack <= value <= known[1] + slack:
                found.append(f"{part} line {row.line}: {value:g}, not {known[:2]}: {row.label}")
    return found


@pytest.mark.parametrize("name", FIFTH)
@pytest.mark.ahead.with_args(on_another_machine)
def test_a_fifth_of_what_trains_stays_in_its_spread_on_another_machine(ahead, name):
    run = ahead
    where = f"LISTINGS_SEED={SEED}, as on {MACHINE}"
    assert run.error is None, f"{where}: {run.error}"
    now = {"output": run.output, "figure": run.figure or ""}
    report = outside(name, now, REPORT["listings"].get(name, {}))
    assert report == [], f"{where}\n" + "\n".join(report)


# ---------------------------------------------------------------- the report


def test_what_the_report_says_of_machines():
    """Each machine was played, or is one that a processor may lack, left out with a reason."""
    assert {*REPORT["machines"], *REPORT["left out"]} == set(MACHINES)
    levels = {"AVX-512", "AVX2"}
    assert {"as it is"} < {*MACHINES} - levels <= {*REPORT["machines"]}
    assert levels - {*REPORT["machines"]} >= {*REPORT["elsewhere"]}
    assert all(REPORT["left out"].values())
    assert set(REPORT["listings"]) <= set(NAMES)


@pytest.mark.parametrize("name", TOLERANT)
def test_no_tolerance_is_wider_than_four_spreads_or_digits(name):
    source = (SNIPPETS / f"{name}.py").read_text("utf-8")
    moves = REPORT["listings"].get(name, {})
    assert declared_tolerance(source) <= 1.0001 * bound(moves, recorded(name, "output"))
    assert f"(spread {widest(moves):.2g})" in source.partition("\n")[0]


@pytest.mark.parametrize("name", sorted(REPORT["listings"]))
def test_each_tolerance_covers_the_committed_spread(name):
    """What is recorded is within the tolerance of both ends."""
    tolerance = declared_tolerance((SNIPPETS / f"{name}.py").read_text("utf-8"))
    wrong = []
    for part, rows in REPORT["listings"][name].items():
        now = {f"{row.line}:{row.place}": row for row in spread([recorded(name, part)])}
        for place, (least, most, *_, label) in rows.items():
            value, allowed = now[place].values[0], max(tolerance, noise(part, now[place]))
            if not value - allowed * 1.0001 <= least <= most <= value + allowed * 1.0001:
                wrong.append(f"{part} {place}: {value} ± {allowed}, not {least} to {most}: {label}")
    assert wrong == []


# ---------------------------------------------------------------- the tool


def keep(folder, machine, name, output):
    file = folder / machine / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"output": output, "figure": None, "code": "as now"}))


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setattr(portable, "KEPT", tmp_path)
    monkeypatch.setattr(portable, "before", lambda name, root: None)
    monkeypatch.setattr(portable, "code_digest", lambda name, root: "as now")
    return tmp_path


def test_the_spread_of_a_number_is_from_least_to_most(kept):
    for machine, loss in {"a": "1.25", "b": "1.31", "c": "1.20"}.items():
        keep(kept, machine, "page/x", f"tokens = 100\nloss = {loss}\n")
    moves = moving("page/x", ["a", "b", "c"], ROOT)
    assert moves == {"output": {"2:1": [1.20, 1.31, 2, "loss = 1.25"]}}
    assert widest(moves) == pytest.approx(0.11)
    assert bound(moves, "loss = 1.25\n") == pytest.approx(0.44)
    assert bound({}, "loss = 1.25\n") == pytest.approx(0.04)
    assert bound({}, "") < 1e-8


def test_what_older_code_printed_does_not_count(kept, monkeypatch):
    for machine, loss in {"a": "1.25", "b": "1.31"}.items():
        keep(kept, machine, "page/x", f"loss = {loss}\n")
    assert widest(moving("page/x", ["a", "b"], ROOT)) == pytest.approx(0.06)
    monkeypatch.setattr(portable, "code_digest", lambda name, root: "changed")
    assert moving("page/x", ["a", "b"], ROOT) == {}


def test_the_code_of_a_listing_is_its_own_and_that_of_modules(tmp_path):
    listing = tmp_path / "snippets" / "page" / "x.py"
    module, other = listing.with_name("helps.py"), listing.with_name("other.py")
    listing.parent.mkdir(parents=True)
    listing.write_text("# tolerance: 0.1\nfrom snippets.page.helps import a\nprint(a)\n")
    module.write_text("a = 1\n")
    other.write_text("b = 1\n")
    first = code_digest("page/x", tmp_path)
    listing.write_text(listing.read_text().replace("0.1", "0.2 (spread 0.05)"))
    other.write_text("b = 2\n")
    assert code_digest("page/x", tmp_path) == first
    module.write_text("a = 2\n")
    assert code_digest("page/x", tmp_path) != first


def test_spreads_of_other_machines_are_joined():
    one = {"output": {"2:1": [1.0, 1.2, 2, "loss"]}}
    two = {"output": {"2:1": [0.9, 1.1, 2, "loss"], "3:1": [5.0, 6.0, 0, "n"]}, "figure": {}}
    together = {"2:1": [0.9, 1.2, 2, "loss"], "3:1": [5.0, 6.0, 0, "n"]}
    assert portable.joined(one, two)["output"] == together
    assert portable.joined({}, one) == one


def test_other_words_on_another_machine_are_an_error(kept):
    keep(kept, "a", "page/x", "BERT is ahead by 0.1\n")
    keep(kept, "b", "page/x", "GPT is ahead by 0.1\n")
    with pytest.raises(ShapeError, match="line 1"):
        moving("page/x", ["a", "b"], ROOT)


def test_a_value_outside_of_the_spread_is_found(monkeypatch):
    monkeypatch.setitem(globals(), "recorded", lambda name, part: "loss = 1.250\nwide = 3.10\n")
    committed = {"output": {"2:1": [3.00, 3.20, 2, "wide = 3.10"]}}
    assert outside("page/x", {"output": "loss = 1.251\nwide = 3.20\n"}, committed) == []
    (told,) = outside("page/x", {"output": "loss = 1.255\nwide = 3.20\n"}, committed)
    assert told.startswith("output line 1: 1.255, not [1.25, 1.25]")
    (told,) = outside("page/x", {"output": "loss = 1.250\nwide = 3.30\n"}, committed)
    assert told.startswith("output line 2: 3.3, not [3.0, 3.2]")


def test_a_capability_that_the_processor_lacks_is_named(monkeypatch):
    monkeypatch.setattr("torch.backends.cpu.get_cpu_capability", lambda: "AVX2")
    assert portable.lacks(MACHINES["AVX-512"]) == "AVX512"
    assert portable.lacks(MACHINES["AVX2"]) is None
    assert portable.lacks(MACHINES["as it is"]) is None
    assert portable.why_not(MACHINES["AVX-512"]) == "this processor lacks AVX512"
    assert portable.why_not(MACHINES["AVX2"]) == "as it is"
    assert portable.why_not(MACHINES["all of these"]) is None


def test_the_settings_of_a_machine_reach_the_libraries():
    code = "import torch; print(torch.backends.cpu.get_cpu_capability(), torch.get_num_threads())"
    environment = {**os.environ, **MACHINES["all of these"]}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    assert done.stdout == "DEFAULT 2\n" or done.stdout == "NO AVX 2\n"
