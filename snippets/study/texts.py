"""Labelled texts for the studies on real text: local files, or a data set of the hub.

Three forms are read: lines of text, tab, label (`train.tsv`, `dev.tsv` and `test.tsv` of a folder,
or one file, which is cut); the three lines of SemEval-2014 task 4 (`NAME_Train….seg` and
`NAME_Test….seg`, as many names as there are); and whatever `datasets.load_dataset` knows by name.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np

PARTS = {"train": ("train",), "dev": ("dev", "validation", "valid"), "test": ("test",)}
CUT = 0.15  # of the training texts, by text, where there is no development set
POLARITIES = {"-1": "negative", "0": "neutral", "1": "positive"}
MOST_LABELS = 50  # more than that is a sign that another column was read


class DataError(ValueError):
    """The data cannot be used. The text says which file and line, and how to mend it."""


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


# ---------------------------------------------------------------- lines


def lines_of(file: Path) -> list[str]:
    """Return the lines of a UTF-8 file; raises `DataError` for bytes that are not, by line."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror}.") from error
    lines = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise DataError(
                f"{file}:{number}: byte {error.start + 1} of the line is not UTF-8: "
                "save the file in that encoding."
            ) from None
    return lines


def read_tsv(file: Path, columns: Sequence[str] = ()) -> list[Row]:
    """Return the rows of a file of text, tab, label.

    Without `columns` there is no heading. With them the first line is one, in which they name the
    text and the label.
    """
    lines = lines_of(file)
    first, which = 1, (0, 1)
    if columns and lines:
        heading = lines.pop(0).split("\t")
        first = 2
        for column in columns:
            if column not in heading:
                raise DataError(
                    f"{file}:1: there is no column {column!r}: it names {', '.join(heading)}."
                )
        which = [heading.index(column) for column in columns]
    rows = []
    for number, line in enumerate(lines, first):
        cells, place = line.split("\t"), f"{file}:{number}"
        if not line.strip():
            raise DataError(f"{place}: the line is empty: delete it.")
        if len(cells) <= max(which) or (not columns and len(cells) != 2):
            raise DataError(
                f"{place}: {len(cells)} columns: a text and its label are wanted, with a tab "
                "between them. Where the file has a heading, name the two with --columns."
            )
        text, label = (cells[i].strip() for i in which)
        for what, cell in (("text", text), ("label", label)):
            if not cell:
                raise DataError(f"{place}: the {what} is empty.")
        rows.append(Row(text, label, place, text))
    return rows


def read_three_lines(file: Path) -> list[Row]:
    """Return the rows of a file in SemEval-2014's form: sentence with $T$, aspect term, polarity.

    A row's text is the term, a colon and the sentence, so that every model reads which of its
    aspects is asked for. Rows of one sentence are a group.
    """
    lines = lines_of(file)
    rows = []
    for start in range(0, len(lines), 3):
        for number, line in enumerate(lines[start : start + 3], start + 1):
            if not line.strip():
                raise DataError(f"{file}:{number}: the line is empty: delete it.")
        if start + 3 > len(lines):
            raise DataError(f"{file}:{len(lines)}: the last example lacks one of its three lines.")
        sentence, term, polarity = (line.strip() for line in lines[start : start + 3])
        if "$T$" not in sentence:
            raise DataError(f"{file}:{start + 1}: the sentence has no $T$ where its term stands.")
        if polarity not in POLARITIES:
            raise DataError(f"{file}:{start + 3}: the polarity is {polarity!r}, not 1, 0 or -1.")
        text, whole = f"{term} : {sentence}", sentence.replace("$T$", term)
        rows.append(Row(text, POLARITIES[polarity], f"{file}:{start + 1}", whole))
    return rows


# ---------------------------------------------------------------- data sets


def read(source: str, columns: Sequence[str] = ()) -> list[Domain]:
    """Return the data sets of a folder, of a file, or of the hub: one, or one for each domain."""
    path = Path(source)
    if path.is_file():
        rows = read_tsv(path, columns)
        rest, test = cut(rows)
        found = [Domain(path.stem, *cut(rest), test)]
    elif path.is_dir() and list(path.glob("*.seg")):
        found = read_domains(path)
    elif path.is_dir() and list(path.glob("*.tsv")):
        parts = {part: named(path, names) for part, names in PARTS.items()}
        read_parts = {part: read_tsv(file, columns) if file else [] for part, file in parts.items()}
        found = [complete(path.resolve().name, read_parts, source)]
    elif path.exists() or (source.count("/") <= 1 and not re.search(r"^[./~]|\.\w{2,4}$", source)):
        found = [read_hub(source, columns)]
    else:
        raise DataError(f"{source}: there is no such file or folder.")
    for domain in found:
        check(domain, source)
    return found


def named(folder: Path, names: Iterable[str]) -> Path | None:
    files = (folder / f"{name}.tsv" for name in names)
    return next((file for file in files if file.is_file()), None)


def read_domains(folder: Path) -> list[Domain]:
    found = []
    for file in sorted(folder.glob("*_Train*.seg")):
        name = file.name.split("_Train")[0]
        tests = sorted(folder.glob(f"{name}_Test*.seg"))
        if not tests:
            raise DataError(f"{folder}: {file.name} has no {name}_Test….seg beside it.")
        found.append(Domain(name.lower(), *cut(read_three_lines(file)), read_three_lines(tests[0])))
    if not found:
        raise DataError(f"{folder}: no file is named …_Train….seg.")
    return found


def read_hub(name: str, columns: Sequence[str] = ()) -> Domain:
    """Return a data set that `datasets` finds by its name, on the hub or in a local folder."""
    import datasets

    datasets.disable_progress_bars()
    try:
        splits = datasets.load_dataset(name)
    except Exception as error:  # what a network can do is not to be foreseen
        told = str(error).splitlines() or [type(error).__name__]
        raise DataError(
            f"{name} is neither a file here nor a data set that could be loaded: {told[0]} "
            "Without a network, name local files."
        ) from error
    rows = {}
    for part, names in PARTS.items():
        split = next((splits[name] for name in names if name in splits), [])
        rows[part] = hub_rows(name, part, split, columns) if split else []
    return complete(name, rows, name)


def hub_rows(name: str, part: str, split, columns: Sequence[str]) -> list[Row]:
    texts = [column for column, feature in split.features.items() if feature.dtype == "string"]
    text, label = columns or (texts[0] if texts else "text", "label")
    for column in (text, label):
        if column not in split.features:
            raise DataError(
                f"{name}, {part}: there is no column {column!r}: name two of "
                f"{', '.join(split.features)} with --columns."
            )
    kind = split.features[label]
    say = getattr(kind, "int2str", str)
    return [
        Row(str(row[text]).strip(), say(row[label]), f"{name}, {part}, row {number}", row[text])
        for number, row in enumerate(split, 1)
        if row[label] not in (-1, None)  # a public test set without its labels
    ]


def complete(name: str, parts: dict[str, list[Row]], source: str) -> Domain:
    """Return a data set, its missing parts made of others: a test set of the development set."""
    train, dev, test = (parts[part] for part in PARTS)
    if not train:
        raise DataError(f"{source} has no training part (train.tsv).")
    if not test:
        dev, test = [], dev
    if not dev:
        train, dev = cut(train)
    if not test:
        train, test = cut(train)
    return Domain(name, train, dev, test)


def cut(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Cut off a part of the rows at random, groups whole, always the same one."""
    groups = sorted({row.group for row in rows})
    chosen = np.random.default_rng(0).permutation(len(groups))[: round(CUT * len(groups))]
    apart = {groups[i] for i in chosen}
    return [r for r in rows if r.group not in apart], [r for r in rows if r.group in apart]


def check(domain: Domain, source: str) -> None:
    """Raise `DataError` unless a classifier can be trained, stopped and judged on these rows."""
    labels = {row.label for row in domain.train}
    for part in PARTS:
        if len(rows := getattr(domain, part)) < 2:
            raise DataError(f"{source}: {len(rows)} lines to {part} with: that is too few.")
    if len(labels) < 2:
        raise DataError(
            f"{domain.train[0].place}: every label of the training part is "
            f"{domain.train[0].label!r}: two different ones are needed."
        )
    if len(labels) > MOST_LABELS:
        raise DataError(
            f"{domain.train[0].place}: {len(labels):,} different labels in "
            f"{len(domain.train):,} lines: is this the right column?"
        )
    for row in (*domain.dev, *domain.test):
        if row.label not in labels:
            raise DataError(
                f"{row.place}: the label {row.label!r} does not occur in the training part, which "
                f"has {', '.join(sorted(labels))}."
            )
