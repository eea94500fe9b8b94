"""Every listing and its tests as on other processors: `make portable`, or of one page.

Each machine of MACHINES is this one with other settings of the libraries that compute; one that
this processor cannot play is named and left out. What the listings print and draw on them is kept
in `.cache/portable`; the spread of each number that moves goes to SPREADS, which the tests read,
and, as a table, to the page on how this site is tested. While a listing's code is the same, its
spreads only grow: those already in SPREADS count, and outputs that another processor left in the
folder.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

from snippets.lab.files import write
from snippets.lab.public import are_here
from snippets.lab.told import declared_tolerance
from tools.commands.check import pages, test_of
from tools.engine.compare import ShapeError, Spread, spread, tokens_of
from tools.engine.needs import code_digest, code_of, needs_models
from tools.engine.record import FIGURE_NOISE, FIGURE_TOLERANCE
from tools.engine.run import ONE_THREAD
from tools.markdown.site import records_folder

THREADS = dict.fromkeys(ONE_THREAD, "2") | {"OMP_WAIT_POLICY": "PASSIVE"}  # else waiting costs
OLD = {"ATEN_CPU_CAPABILITY": "default", "MKL_CBWR": "COMPATIBLE", "ONEDNN_MAX_CPU_ISA": "SSE41"}
MACHINES = {
    "as it is": {},
    "AVX-512": {"ATEN_CPU_CAPABILITY": "avx512"},
    "AVX2": {"ATEN_CPU_CAPABILITY": "avx2"},
    "no vectors": {"ATEN_CPU_CAPABILITY": "default", "LISTINGS_SEED": "1"},
    "compatible MKL": {"MKL_CBWR": "COMPATIBLE"},
    "oneDNN as of SSE4.1": {"ONEDNN_MAX_CPU_ISA": "SSE41", "LISTINGS_SEED": "2"},
    "two threads": THREADS,
    "all of these": {**OLD, **THREADS, "LISTINGS_SEED": "3"},
}
LEVELS = ("DEFAULT", "AVX2", "AVX512")
BEFORE = "2ae67b3"  # the commit whose outputs are one more column: another machine recorded them
SPREADS = Path("snippets/how_tested/spreads.json")
KEPT = Path(".cache/portable")
DECLARED = re.compile(r"^(# tolerance: *\S+)(?: \(spread \S+\))?$", re.MULTILINE)


def lacks(environment: dict[str, str]) -> str | None:
    """The capability that a machine asks for and this processor lacks, if there is one."""
    wanted = environment.get("ATEN_CPU_CAPABILITY", "default").upper()
    native = torch.backends.cpu.get_cpu_capability()
    if native not in LEVELS:  # another kind of processor: it has no such levels
        return wanted if wanted != "DEFAULT" else None
    return wanted if LEVELS.index(wanted) > LEVELS.index(native) else None


def why_not(environment: dict[str, str]) -> str | None:
    """Why a machine is not played here, if it is not."""
    if lack := lacks(environment):
        return f"this processor lacks {lack}"
    if (
        environment.get("ATEN_CPU_CAPABILITY", "").upper()
        == torch.backends.cpu.get_cpu_capability()
    ):
        return "as it is"
    return None


def folder_of(machine: str) -> Path:
    return KEPT / machine.replace(" ", "-")


def page_tests(root: Path) -> list[str]:
    """The tests of pages."""
    return [
        str(test.relative_to(root))
        for page in pages(root)
        if (test := test_of(page, root)).is_file()
    ]


def run(machine: str, tests: list[str]) -> tuple[str, int]:
    """Run pages and their tests as on a machine; its name and pytest's exit code."""
    folder = folder_of(machine)
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-m", "not browser", f"--outputs={folder}", *tests]
    with (folder / "log").open("wb") as log:
        environment = {**os.environ, **MACHINES[machine]}
        code = subprocess.run(command, env=environment, stdout=log, stderr=log).returncode
    summary = (folder / "log").read_text("utf-8", "replace").strip().splitlines()[-1:]
    print(f"{machine}: {''.join(summary).strip('= ')}", flush=True)
    return machine, code


def kept(machine: str, name: str, part: str, root: Path) -> str | None:
    """What a listing printed or drew on a machine: `output`, `figure`, or its `error`.

    None too if its code has changed since.
    """
    file = folder_of(machine) / f"{name}.json"
    if not file.is_file():
        return None
    about = json.loads(file.read_text("utf-8"))
    return about[part] if about.get("code") == code_digest(name, root) else None


def before(name: str, root: Path) -> str | None:
    """What a listing printed at the commit BEFORE, where it is known and the code was the same."""
    code = code_of(name, root)
    reads = any(file.parts[-2:] == ("studies", "results.py") for file in code)  # records
    records = ["snippets/studies/results"] if reads else []
    changed = ["git", "diff", "-I", "^# tolerance", BEFORE, "--", *map(str, code), *records]
    if subprocess.run(changed, cwd=root, capture_output=True, text=True).stdout:
        return None
    done = subprocess.run(
        ["git", "show", f"{BEFORE}:snippets/{name}.out"], cwd=root, capture_output=True, text=True
    )
    return done.stdout if done.returncode == 0 else None


def has(machine: str, name: str, root: Path) -> bool:
    """Whether it is known what a listing does on a machine."""
    return any(kept(machine, name, part, root) for part in ("output", "figure", "error"))


def listings(root: Path) -> list[str]:
    """All listings that are recorded and can run here, as page/concept."""
    records = records_folder(root)
    files = [file for suffix in ("out", "fig") for file in records.glob(f"*/*.{suffix}")]
    names = {f"{file.parent.name}/{file.name.split('.')[0]}" for file in files}
    names = {name for name in names if (root / "snippets" / f"{name}.py").is_file()}
    return sorted(name for name in names if are_here() or not needs_models(name, root))


def noise(part: str, row: Spread) -> float:
    """How far a number may always move: one unit of its last place, or what figures allow."""
    if part == "figure":
        return max(FIGURE_NOISE, FIGURE_TOLERANCE * max(map(abs, row.values)))
    return 1.01 * 10**-row.decimals if row.decimals >= 3 else 0.0


def moving(name: str, machines: Iterable[str], root: Path) -> dict:
    """What moves in a listing: {part: {"line:place": [least, most, decimals, the line]}}.

    Of figures, only what moves further than is always allowed. Raises `ShapeError` where words
    differ; an earlier output of other words is no column.
    """
    found = {}
    for part in ("output", "figure"):
        texts = [text for machine in machines if (text := kept(machine, name, part, root))]
        if not texts:
            continue
        rows = spread(texts)
        with contextlib.suppress(ShapeError):
            rows = spread([*texts, before(name, root) or texts[0]]) if part == "output" else rows
        found[part] = {
            f"{row.line}:{row.place}": [min(row.values), max(row.values), row.decimals, row.label]
            for row in rows
            if row.width > (noise(part, row) if part == "figure" else 0)
        }
    return {part: rows for part, rows in found.items() if rows}


def joined(moves: dict, known: dict) -> dict:
    """Two spreads of one listing: what moved on any machine so far."""
    found = {part: dict(rows) for part, rows in moves.items()}
    for part, rows in known.items():
        for place, old in rows.items():
            new = found.setdefault(part, {}).get(place, old)
            ends = min(old[0], new[0]), max(old[1], new[1])
            found[part][place] = [*ends, *new[2:]]
    return found


def widest(moves: dict) -> float:
    """The largest spread in a listing."""
    return max((row[1] - row[0] for rows in moves.values() for row in rows.values()), default=0.0)


def bound(moves: dict, output: str) -> float:
    """The widest tolerance that a listing may declare: four spreads, or four last digits."""
    decimals = [token.last_place for row in tokens_of(output) for token in row if token.is_number]
    return max(4 * widest(moves), 4 * 10 ** -max(decimals, default=9))


def state_spread(file: Path, moves: dict) -> None:
    """Write the measured spread beside the tolerance that a listing declares."""
    text = file.read_text("utf-8")
    new = DECLARED.sub(rf"\1 (spread {widest(moves):.2g})", text, count=1)
    if new != text:
        write(file, new.encode())


def report(root: Path, machines: list[str], missing: dict[str, str]) -> list[str]:
    """Write SPREADS and the spreads beside the tolerances; what is wrong, in sentences."""
    wrong, listings_that_move = [], {}
    known = json.loads((root / SPREADS).read_text("utf-8"))
    for name in listings(root):
        lacking = [m for m in machines if not has(m, name, root)]
        if lacking:
            wrong.append(f"snippets/{name}.py: no output as on {', '.join(lacking)}")
            continue
        if failing := [m for m in machines if kept(m, name, "error", root)]:
            error = kept(failing[0], name, "error", root).splitlines()[0]
            wrong.append(f"snippets/{name}.py: fails as on {', '.join(failing)}: {error}")
            continue
        try:
            moves = moving(name, [*machines, *missing], root)
        except ShapeError as error:
            wrong.append(f"snippets/{name}.py prints other words on other machines: {error}")
            continue
        file = root / "snippets" / f"{name}.py"
        if known["code"].get(name) == code_digest(name, root):
            moves = joined(moves, known["listings"].get(name, {}))
        state_spread(file, moves)
        if moves:
            listings_that_move[name] = moves
        tolerance = declared_tolerance(file.read_text("utf-8"))
        most = bound(moves, kept(machines[0], name, "output", root) or "")
        if tolerance > 1.0001 * most:
            wrong.append(
                f"snippets/{name}.py: tolerance {tolerance:g} is wider than four spreads and four "
                f"units of the last digit: at most {most:.2g}"
            )
    elsewhere = {m: sum(has(m, name, root) for name in listings(root)) for m in missing}
    data = {
        "machines": {name: MACHINES[name] for name in machines},
        "processor": torch.backends.cpu.get_cpu_capability(),
        "left out": missing,
        "elsewhere": {machine: count for machine, count in elsewhere.items() if count},
        "code": {name: code_digest(name, root) for name in listings_that_move},
        "listings": listings_that_move,
    }
    write(root / SPREADS, (json.dumps(data, indent=0) + "\n").encode())
    return wrong


def main(chosen: list[str]) -> int:
    root = Path.cwd()
    missing = {name: why for name, asked in MACHINES.items() if (why := why_not(asked))}
    for name, reason in missing.items():
        print(f"{name}: left out: {reason}")
    machines = [name for name in MACHINES if name not in missing]
    tests = chosen or ["docs", "README.md", *page_tests(root)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        codes = dict(pool.map(lambda machine: run(machine, tests), machines))
    wrong = report(root, machines, missing)
    for machine in (machine for machine, code in codes.items() if code):
        wrong.append(f"{machine}: tests fail: see {folder_of(machine) / 'log'}")
    counts = f"{len(listings(root))} listings on {len(machines)} machines"
    print(*wrong, f"{counts}: {len(wrong)} complaints, {len(missing)} machines left out", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
