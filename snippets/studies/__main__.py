"""The recorded studies, by the names of their pages: `python -m snippets.studies check all`."""

import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from snippets.lab.files import DiskFullError, write
from snippets.lab.options import Parser, count
from snippets.studies import records
from snippets.studies.experiments import EXPERIMENTS, REAL, record_of, systems_of
from snippets.studies.records import ResultsError
from snippets.studies.results import System
from snippets.studies.run import accept, repeat, run


def parser_of_commands() -> Parser:
    parser = Parser(prog="python -m snippets.studies", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, told in (
        ("run", "run what is missing or stale, and record it"),
        ("check", "say what is missing or stale"),
        ("repeat", "run everything again, and say where it leaves the record"),
        ("accept", "run one seed of what is stale; where it gives what is recorded, say it holds"),
    ):
        command = commands.add_parser(name, help=told)
        real = {"run": REAL, "accept": REAL, "check": REAL}.get(name, ())
        command.add_argument("study", choices=[*EXPERIMENTS, *real, "all"])
        command.add_argument("systems", nargs="*", metavar="SYSTEM", help="all, if none is named")
        if name != "check":
            command.add_argument("--workers", type=count, default=1, help="processes side by side")
        if name == "repeat":
            command.add_argument("--seeds", type=count, default=99, help="of each system, at most")
            command.add_argument("--cheapest", type=count, help="so many systems of a study")
            command.add_argument("--keep", type=Path, metavar="FILE", help="every measure, as JSON")
        if name == "accept":
            command.add_argument("--beside", metavar="COMMIT", help="at which the records held")
        if name == "run":
            command.add_argument("--again", action="store_true", help="also what still holds")
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    arguments = sys.argv[1:] if arguments is None else arguments
    match [*arguments]:
        case ["run", study, *rest] if study in REAL:
            return on_real_text(study, *rest)
        case ["accept", study, *rest] if study in REAL:
            return on_real_text(study, *rest, accepting=True)
    parser = parser_of_commands()
    options = parser.parse_args(arguments)
    checked = [*EXPERIMENTS, *REAL] if options.command == "check" else [*EXPERIMENTS]
    wrong, measured = [], []
    for study in checked if options.study == "all" else [options.study]:
        systems = systems_of(study) if study in EXPERIMENTS else {}
        for key in options.systems:
            if key not in systems:
                parser.error(f"{study} has no system {key!r}: {', '.join(systems)}.")
        chosen = [systems[key] for key in options.systems or systems]
        before = len(wrong)
        try:
            match options.command:
                case "run":
                    run(study, chosen, options.workers, options.again)
                case "repeat":
                    told, rows = repeat(
                        study, chosen, options.workers, options.seeds, options.cheapest
                    )
                    wrong, measured = wrong + told, measured + rows
                    if options.keep:
                        write(options.keep, (json.dumps(measured, indent=0) + "\n").encode())
                case "accept":
                    accept(study, chosen, options.workers, options.beside)
                case "check":
                    wrong += missing_or_stale(study, chosen)
        except KeyboardInterrupt:
            sys.exit("Interrupted; finished runs are kept: the same command goes on from there.")
        except DiskFullError as error:
            sys.exit(error.strerror)
        except ResultsError as error:
            sys.exit(str(error))
        if options.command in ("check", "repeat") and len(wrong) == before:
            said = {"check": "recorded, and nothing has changed since", "repeat": "the same again"}
            systems = f", {len(chosen)} systems" if chosen else ""
            print(f"{study}{systems}: {said[options.command]}.")
    if wrong:
        sys.exit("\n".join(wrong))


def on_real_text(study: str, *arguments: str, accepting: bool = False) -> None:
    """Run a study on real text; what is wrong with data, model or disk is one sentence."""
    # these take seconds to load, and the other studies need none of them
    import torch

    from snippets.lab.files import DataError
    from snippets.studies import command
    from snippets.studies.pretrained import ModelError

    if not torch.accelerator.is_available():  # else processes without one do not find each other
        os.environ["ACCELERATE_USE_CPU"] = "true"
    if os.environ.get("RANK", "0") != "0":  # of several processes, one speaks
        sys.stdout = io.StringIO()
    try:
        command.main(study, arguments, accepting)
    except KeyboardInterrupt:
        sys.exit("Interrupted; finished runs are kept: the same command goes on from there.")
    except (DataError, ModelError, ResultsError) as error:
        sys.exit(str(error))
    except DiskFullError as error:
        sys.exit(error.strerror)
    except OSError as error:
        sys.exit(f"{error.filename} cannot be written: {error.strerror}.")


def missing_or_stale(study: str, systems: list[System]) -> list[str]:
    """Return what is wrong with a study's records; what other packages made is printed."""
    told, elsewhere = [], {}
    for record in [system.record(study) for system in systems] or [record_of(study)]:
        try:
            data = records.check(record)
        except ResultsError as error:
            told.append(str(error))
        else:
            if other := ", ".join(records.other_versions(data)):
                elsewhere.setdefault(other, []).append(record.file.stem)
    for other, names in elsewhere.items():
        print(f"{study}: {', '.join(names)}: made with {other}.")
    return told


if __name__ == "__main__":
    main()
