"""What the commands share: how an option is wrong, in one sentence."""

from argparse import ArgumentParser, ArgumentTypeError


class Parser(ArgumentParser):
    """A parser that says what is wrong without all that could be right; `--help` has that."""

    def error(self, message: str) -> None:
        self.exit(2, f"{self.prog}: error: {message}\n")


def count(word: str) -> int:
    """Return a whole number from 1 on."""
    if not (word.isascii() and word.isdecimal() and int(word)):
        raise ArgumentTypeError(f"a whole number from 1 on is wanted, not {word!r}")
    return int(word)
