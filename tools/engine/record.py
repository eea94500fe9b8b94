"""Compare what a listing did with what is recorded, or record it."""

import hashlib
import json
import re
from datetime import date
from pathlib import Path

from snippets.lab.files import write
from snippets.lab.told import declared_tolerance
from tools.engine.compare import differences
from tools.engine.run import ListingError, Run
from tools.markdown.errors import relative
from tools.markdown.fences import read_dates, read_seconds

FIGURE_TOLERANCE = 1e-3  # relative, for the data of axes
FIGURE_NOISE = 2e-5  # absolute: what single precision leaves of a difference near zero
RECORD = "run `make record` (PAGE=docs/… for one page)."
PICTURE = re.compile(r"^picture: sha256 (\w+)\n", re.MULTILINE)


def check(run: Run, records: Path) -> None:
    """Compare what a listing did with what is recorded; `ListingError` if it differs."""
    if run.error:
        raise ListingError(run.error)
    if not run.output and run.figure is None:
        raise ListingError("it neither prints nor shows: end it in print(…) or plt.show()")
    tolerance = tolerance_of(run)
    for suffix, now, noise, rel in (
        (".out", run.output or None, 0.0, 0.0),
        (".fig", run.figure, FIGURE_NOISE, FIGURE_TOLERANCE),
    ):
        file = records / f"{run.name}{suffix}"
        if now is None:
            if file.exists():
                raise ListingError(
                    f"{relative(file)} is recorded, but nothing was "
                    f"{'printed' if suffix == '.out' else 'drawn'} now: {RECORD}"
                )
            continue
        if not file.exists() or (suffix == ".fig" and not file.with_suffix(".svg").exists()):
            raise ListingError(f"{relative(file)} is not recorded yet: {RECORD}")
        recorded = file.read_text("utf-8")
        if suffix == ".fig":
            recorded = own_picture(recorded, file)
        if report := differences(recorded, now, max(tolerance, noise), rel):
            raise ListingError(
                f"{relative(file)} differs from this run:\n"
                + "\n".join(report)
                + f"\nMend the listing, or, if the new one is right, {RECORD}"
            )


def own_picture(recorded: str, file: Path) -> str:
    """A `.fig` without its last line, which names the picture drawn in the same run."""
    picture = file.with_suffix(".svg")
    match = PICTURE.search(recorded)
    if match is None or match[1] != sha256(picture.read_bytes()):
        raise ListingError(
            f"{relative(picture)} is not the picture that was drawn with {relative(file)}: {RECORD}"
        )
    return PICTURE.sub("", recorded)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def tolerance_of(run: Run) -> float:
    try:
        return declared_tolerance(run.source)
    except ValueError as error:
        raise ListingError(str(error)) from None


def record(run: Run, records: Path) -> None:
    """Write what a listing did into a folder; a file that says the same already is left alone."""
    try:
        check(run, records)
        fresh = run.figure is None or (records / f"{run.name}.svg").read_bytes() == run.svg
        if fresh and run.name.split("/")[1] in read_seconds((records / run.name).parent):
            return
    except ListingError:
        if run.error or not (run.output or run.figure):
            raise
        tolerance_of(run)
    figure = run.figure and f"{run.figure}picture: sha256 {sha256(run.svg)}\n"
    for suffix, content in (
        (".out", run.output.encode() or None),
        (".svg", run.svg or None),
        (".fig", figure.encode() if figure else None),
    ):
        file = records / f"{run.name}{suffix}"
        if content is None:
            file.unlink(missing_ok=True)
        else:
            write(file, content)
    note_seconds(run, (records / run.name).parent)


def note_date(run: Run, records: Path) -> None:
    """Keep the day on which a listing with public models, which need not be here, last ran."""
    folder, concept = (records / run.name).parent, run.name.split("/")[-1]
    dates = read_dates(folder) | {concept: f"{date.today()}"}
    write(folder / "dates.json", (json.dumps(dates, indent=1, sort_keys=True) + "\n").encode())


def note_seconds(run: Run, folder: Path) -> None:
    """Keep the listing's time, rewritten only where it changed by a factor of two."""
    concept, seconds = run.name.split("/")[-1], read_seconds(folder)
    old = seconds.get(concept)
    if old is None or not old / 2 <= run.seconds <= old * 2:
        seconds[concept] = round(run.seconds, 3)
        text = json.dumps(seconds, indent=1, sort_keys=True) + "\n"
        write(folder / "seconds.json", text.encode())
