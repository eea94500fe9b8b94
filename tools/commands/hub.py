"""Run the full-size public models that pages name: `make test-hub`, where there is a network.

A page gives a shell line, `python -m snippets.a_b.concept NAME REVISION …`, in a `bash` fence: the
listing's own file, run with public models at pinned revisions. What it prints is kept beside the
listing, as `concept.full.out`, when recording.
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import HfApi
from huggingface_hub.errors import RepositoryNotFoundError, RevisionNotFoundError

from snippets.lab.files import write

COMMAND = re.compile(r"\s*python -m snippets\.(\w+)\.(\w+)((?: \S+ [0-9a-f]{40})+)\s*")
ROOT = Path(__file__).parents[2]


class HubError(Exception):
    """The full-size models could not be run. The text says why."""


@dataclass(frozen=True)
class Command:
    """One shell line of a page: a listing, and the public models that it is to run with."""

    where: str  # "docs/page.md:12"
    listing: str  # "page/concept"
    models: tuple[tuple[str, str], ...]  # (name, revision)

    def line(self, folder: Path | None = None) -> list[str]:
        """Return the arguments of Python; `folder` stands in for every public model."""
        pairs = [(str(folder), "main")] * len(self.models) if folder else self.models
        arguments = [argument for pair in pairs for argument in pair]
        return ["-m", f"snippets.{self.listing.replace('/', '.')}", *arguments]


def commands(docs: Path) -> list[Command]:
    """Return the shell lines of all pages that run a listing with public models."""
    found = []
    for page in sorted(docs.rglob("*.md"), key=lambda page: page.as_posix()):
        for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
            if match := COMMAND.fullmatch(line):
                folder, concept, rest = match.groups()
                words = rest.split()
                found.append(
                    Command(
                        f"{page.relative_to(docs.parent).as_posix()}:{number}",
                        f"{folder}/{concept}",
                        tuple(zip(words[::2], words[1::2], strict=True)),
                    )
                )
    return found


def reach(asked: Sequence[Command]) -> None:
    """Ask the hub for every model; `HubError` where there is no network, or no such revision."""
    for name, revision in sorted({model for command in asked for model in command.models}):
        where = ", ".join(c.where for c in asked if (name, revision) in c.models)
        try:
            HfApi().model_info(name, revision=revision, timeout=20)
        except (RepositoryNotFoundError, RevisionNotFoundError):
            raise HubError(f"{where}: the hub has no {name} at {revision}.") from None
        except Exception as error:  # whatever the library under the hub raises without a network
            raise HubError(
                f"no network: the hub was asked for {name} and did not answer "
                f"({type(error).__name__}). The full-size models were not run. Try again with a "
                "network, or name a model on this disk: python -m tools.commands.hub "
                "--model FOLDER."
            ) from None


def run(command: Command, folder: Path | None = None) -> str:
    """Run one line in a process of its own and return what it prints; `HubError` if it fails."""
    environment = os.environ | {"MPLBACKEND": "agg", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    if folder:
        environment["HF_HUB_OFFLINE"] = "1"
    line = command.line(folder)
    done = subprocess.run(
        [sys.executable, *line], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise HubError(
            f"{command.where}: python {' '.join(line)} ended with {done.returncode}:\n"
            + "\n".join(done.stderr.strip().splitlines()[-12:])
        )
    return done.stdout


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.commands.hub", description=__doc__)
    parser.add_argument("--docs", type=Path, default=ROOT / "docs")
    parser.add_argument("--listing", help="run the lines of this listing only, page/concept")
    parser.add_argument("--model", type=Path, help="a model folder, in place of the public ones")
    parser.add_argument("--record", action="store_true", help="keep the outputs for the pages")
    options = parser.parse_args(arguments)
    asked = [c for c in commands(options.docs) if options.listing in (None, c.listing)]
    try:
        if not asked:
            raise HubError("no page runs a listing with a public model: nothing was run.")
        if options.model and not (options.model / "config.json").is_file():
            raise HubError(f"{options.model} is no model folder: it has no config.json.")
        if options.model and options.record:
            raise HubError("--record keeps what public models print: leave --model out.")
        if not options.model:
            reach(asked)
        for command in asked:
            print(f"{command.where}: python {' '.join(command.line(options.model))}", flush=True)
            output = run(command, options.model)
            print(output, flush=True)
            if options.record:
                file = ROOT / "docs" / "recorded" / f"{command.listing}.full.out"
                write(file, output.encode())
    except HubError as error:
        sys.exit(f"test-hub: {error}")


if __name__ == "__main__":
    main()
