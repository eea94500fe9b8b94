"""Run the recorded studies: `python -m snippets.study run e4 [SYSTEM …]`; `sst2` and `absa --help`
tell how to run those on real text.
"""

import io
import os
import sys
from collections.abc import Sequence

from snippets.files import DiskFullError
from snippets.study import results
from snippets.study.experiments import EXPERIMENTS, REAL, systems_of
from snippets.study.options import Parser, count
from snippets.study.results import ResultsError, System
from snippets.study.run import accept, repeat, run


def main(arguments: Sequence[str] | None = None) -> None:
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] and arguments[0] in REAL:
        return on_real_text(*arguments)
    parser = Parser(prog="python -m snippets.study", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, told in (
        ("run", "run what is missing or stale, and record it"),
        ("check", "say what is missing or stale"),
        ("repeat", "run everything again, and say where it leaves the record"),
        ("accept", "run one seed of what is stale; where it gives what is recorded, say it holds"),
    ):
        command = commands.add_parser(name, help=told)
        command.add_argument("experiment", choices=[*EXPERIMENTS, "all"])
        command.add_argument("systems", nargs="*", metavar="SYSTEM", help="all, if none is named")
        if name != "check":
            command.add_argument("--workers", type=count, default=1, help="processes side by side")
        if name == "repeat":
            command.add_argument("--seeds", type=count, default=99, help="of each system, at most")
        if name == "run":
            command.add_argument("--again", action="store_true", help="also what still holds")
    for study in REAL:  # for the list of commands: `on_real_text` reads their options
        commands.add_parser(study, add_help=False, help="a study on real text, see --help")
    options = parser.parse_args(arguments)
    experiments = EXPERIMENTS if options.experiment == "all" else [options.experiment]
    wrong = []
    for experiment in experiments:
        systems = systems_of(experiment)
        for key in options.systems:
            if key not in systems:
                parser.error(f"{experiment} has no system {key!r}: {', '.join(systems)}.")
        chosen = [systems[key] for key in options.systems or systems]
        try:
            match options.command:
                case "run":
                    run(experiment, chosen, options.workers, options.again)
                case "repeat":
                    wrong += repeat(experiment, chosen, options.workers, options.seeds)
                case "accept":
                    accept(experiment, chosen, options.workers)
                case "check":
                    wrong += missing_or_stale(experiment, chosen)
        except KeyboardInterrupt:
            sys.exit("Interrupted; finished runs are kept: the same command goes on from there.")
        except DiskFullError as error:
            sys.exit(error.strerror)
        except ResultsError as error:
            sys.exit(str(error))
        if options.command in ("check", "repeat") and not wrong:
            said = {"check": "recorded, and nothing has changed since", "repeat": "the same again"}
            print(f"{experiment}, {len(chosen)} systems: {said[options.command]}.")
    if wrong:
        sys.exit("\n".join(wrong))


def on_real_text(study: str, *arguments: str) -> None:
    """Run a study on real text; what is wrong with data, model or disk is one sentence."""
    # these take seconds to load, and the other studies need none of them
    import torch

    from snippets.study import command
    from snippets.study.pretrained import ModelError
    from snippets.study.texts import DataError

    if not torch.accelerator.is_available():  # else processes without one do not find each other
        os.environ["ACCELERATE_USE_CPU"] = "true"
    if os.environ.get("RANK", "0") != "0":  # of several processes, one speaks
        sys.stdout = io.StringIO()
    try:
        command.main(study, arguments)
    except KeyboardInterrupt:
        sys.exit("Interrupted; finished runs are kept: the same command goes on from there.")
    except (DataError, ModelError, ResultsError) as error:
        sys.exit(str(error))
    except DiskFullError as error:
        sys.exit(error.strerror)
    except OSError as error:
        sys.exit(f"{error.filename} cannot be written: {error.strerror}.")


def missing_or_stale(experiment: str, systems: list[System]) -> list[str]:
    told = []
    for system in systems:
        try:
            results.check(experiment, system)
        except ResultsError as error:
            told.append(str(error))
    return told


if __name__ == "__main__":
    main()
