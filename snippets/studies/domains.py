"""A data set of labelled texts: its rows and its three parts."""

from hashlib import sha256
from typing import NamedTuple


class Row(NamedTuple):
    """A text with its label, and where it stands; rows of one group are never cut apart."""

    text: str
    label: str
    place: str  # "train.tsv:7"
    group: str


class Domain(NamedTuple):
    """A data set: the rows to learn from, those to stop by, and those to be judged by."""

    name: str
    train: list[Row]
    dev: list[Row]
    test: list[Row]

    def digest(self) -> str:
        """Return a digest of the texts and labels, whatever file they stood in."""
        lines = [f"{row.text}\t{row.label}" for part in self[1:] for row in (*part, Row(*4 * [""]))]
        return sha256("\n".join(lines).encode()).hexdigest()[:16]
