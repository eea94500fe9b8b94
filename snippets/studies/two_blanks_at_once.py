"""e6, Two blanks at once: what is run."""

from snippets.studies.results import System

SYSTEMS = [
    System("pairs", "two_blanks_at_once/pairs", (150,), ("bert", "gpt")),
    System("unmasking", "two_blanks_at_once/unmasking", (200,), ("bert",)),
]
