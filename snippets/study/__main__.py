"""Run the recorded studies: `python -m snippets.study run e4 [SYSTEM …]`."""

import argparse
import sys
from collections.abc import Sequence

from snippets.files import DiskFullError
from snippets.study import results
from snippets.study.experiments import EXPERIMENTS, systems_of
from snippets.study.results import ResultsError
from snippets.study.run import run


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m snippets.study", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, told in (
        ("run", "run what is missing or stale, and record it"),
        ("check", "say what is missing or stale"),
    ):
        command = commands.add_parser(name, help=told)
        command.add_argument("experiment", choices=EXPERIMENTS)
        command.add_argument("systems", nargs="*", metavar="SYSTEM", help="all, if none is named")
        if name == "run":
            command.add_argument("--workers", type=int, default=1, help="processes side by side")
            command.add_argument("--again", action="store_true", help="also what still holds")
    options = parser.parse_args(arguments)
    systems = systems_of(options.experiment)
    for key in options.systems:
        if key not in systems:
            parser.error(f"{options.experiment} has no system {key!r}: {', '.join(systems)}.")
    chosen = [systems[key] for key in options.systems or systems]
    if options.command == "run":
        try:
            run(options.experiment, chosen, options.workers, options.again)
        except KeyboardInterrupt:
            sys.exit("Interrupted; finished runs are kept: the same command goes on from there.")
        except DiskFullError as error:
            sys.exit(error.strerror)
        return
    wrong = []
    for system in chosen:
        try:
            results.check(options.experiment, system)
        except ResultsError as error:
            wrong.append(str(error))
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(chosen)} systems: recorded, and nothing has changed since.")


if __name__ == "__main__":
    main()
