"""Labelled texts for the studies on real text: local files, or a data set of the hub.

Three forms are read: lines of text, tab, label (`train.tsv`, `dev.tsv` and `test.tsv` of a folder,
or one file, which is cut); the three lines of SemEval-2014 task 4 (`NAME_Train….seg` and
`NAME_Test….seg`, as many names as there are); and whatever `datasets.load_dataset` knows by name.
A heading such as sentence, tab, label is understood, and so is a test part without labels, as in
GLUE's own files.
"""

import re
import shlex
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from snippets.lab.files import DataError, lines_of
from snippets.studies.domains import Domain, Row

PARTS = {"train": ("train",), "dev": ("dev", "validation", "valid"), "test": ("test",)}
CUT = 0.15  # of the training texts, by text, where there is no development set
POLARITIES = {"-1": "negative", "0": "neutral", "1": "positive"}
MOST_LABELS = 50  # more than that is a sign that another column was read
TEXT = ("sentence", "text", "review", "phrase", "content", "comment", "tweet")  # in a heading
LABEL = ("label", "labels", "sentiment", "polarity", "class", "category", "target", "rating")
INDEX = ("index", "idx", "id", "guid", "")
NO_LABEL = "-1"  # in a public test set that keeps its labels to itself
QUOTED = re.compile(r'"(?:[^"]|"")*"')  # a cell as pandas and spreadsheets quote it


def silent(text: str) -> None:
    """Tell nobody."""


# ---------------------------------------------------------------- lines


def cells_of(lines: Sequence[str]) -> list[list[str]]:
    """Return the cells of lines of TSV, without quotation marks if the file quotes its cells.

    It does where every quotation mark can be read so, and either each line has some, or each quoted
    cell has others inside, without which it would need none.
    """
    table = [[cell.strip() for cell in line.split("\t")] for line in lines]
    quoted = [cell for cells in table for cell in cells if '"' in cell]
    everywhere = all(any('"' in cell for cell in cells) for cells in table)
    if not all(map(QUOTED.fullmatch, quoted)) or not (everywhere or all('""' in c for c in quoted)):
        return table
    return [
        [c[1:-1].replace('""', '"').strip() if '"' in c else c for c in cells] for cells in table
    ]


def known_heading(cells: Sequence[str]) -> list[str]:
    """Return what a heading calls text and label, or nothing where it is none that is known.

    Without labels, as in GLUE's test parts, it is the text's name alone.
    """
    text, label = ([cell for cell in cells if cell.lower() in known] for known in (TEXT, LABEL))
    if len(text) == len(label) == 1:
        return [*text, *label]
    if len(text) == 1 and all(cell.lower() in (*TEXT, *INDEX) for cell in cells):
        return text
    return []


def find(place: str, heading: Sequence[str], names: Sequence[str]) -> list[int]:
    """Return where the names stand in a heading; raises `DataError` for one that does not."""
    for name in names:
        if heading.count(name) != 1:
            told = "two columns are called" if name in heading else "there is no column"
            raise DataError(f"{place}: {told} {name!r}: it names {', '.join(heading)}.")
    return [heading.index(name) for name in names]


def read_tsv(file: Path, columns: Sequence[str] = (), may_hide: bool = False) -> list[Row]:
    """Return the rows of a file of text, tab, label; none where it `may_hide` its labels and does.

    With `columns` the first line is a heading, in which they name the text and the label; without
    them it is one if it has such names as sentence and label.
    """
    table = cells_of(lines_of(file))
    first, which = 0, [0, 1]
    if table and (names := list(columns) or known_heading(table[0])):
        if may_hide and names[-1] not in table[0]:
            names = names[:1]
        first, which = 1, find(f"{file}:1", table[0], names)
        if len(which) < 2 and may_hide:
            return []
        if len(which) < 2:
            raise DataError(f"{file}:1: it names no column of labels: {', '.join(table[0])}.")
    rows = []
    for number, cells in enumerate(table[first:], first + 1):
        place = f"{file}:{number}"
        if not any(cells):
            raise DataError(f"{place}: the line is empty: delete it.")
        if len(cells) <= max(which) or (not first and len(cells) != 2):
            raise DataError(
                f"{place}: {len(cells)} columns: a text and its label are wanted, with a tab "
                "between them. Where the file has a heading, name the two with --columns."
            )
        text, label = (cells[i] for i in which)
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


def read(
    source: str, columns: Sequence[str] = (), tell: Callable[[str], None] = silent
) -> list[Domain]:
    """Return the data sets of a folder, of a file, or of the hub: one, or one for each domain.

    `tell` is told which rows take the place of a part that is missing.
    """
    path = Path(source)
    if path.is_file():
        parts = {"train": read_tsv(path, columns), "dev": [], "test": []}
        found = [complete(path.stem, parts, source, tell)]
    elif path.is_dir() and list(path.glob("*.seg")):
        found = read_domains(path)
    elif path.is_dir() and list(path.glob("*.tsv")):
        files = {part: named(path, names) for part, names in PARTS.items()}
        parts = {
            part: read_tsv(file, columns, may_hide=part == "test") if file else []
            for part, file in files.items()
        }
        found = [complete(path.resolve().name, parts, source, tell)]
    elif path.exists() or (source.count("/") <= 1 and not re.search(r"^[./~]|\.\w{2,4}$", source)):
        found = [read_hub(source, columns, tell)]
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


def read_hub(name: str, columns: Sequence[str], tell: Callable[[str], None]) -> Domain:
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
    return complete(name, rows, name, tell)


def hub_rows(name: str, part: str, split, columns: Sequence[str]) -> list[Row]:
    """Return the rows of a part, without those whose label is not told."""
    strings = [column for column, kind in split.features.items() if kind.dtype == "string"]
    known = [column for column in strings if column.lower() in TEXT]
    text, label = columns or (
        (known or [*(c for c in strings if c != "label"), "text"])[0],
        "label",
    )
    for column in (text, label):
        if column not in split.features:
            raise DataError(
                f"{name}, {part}: there is no column {column!r}: name two of "
                f"{', '.join(split.features)} with --columns."
            )
    say = getattr(split.features[label], "int2str", str)
    rows = []
    for number, row in enumerate(split, 1):
        if row[label] in (int(NO_LABEL), None):
            continue
        place, words = f"{name}, {part}, row {number}", str(row[text] or "").strip()
        if not words:
            raise DataError(f"{place}: the text is empty.")
        rows.append(Row(words, say(row[label]), place, words))
    return rows


def complete(
    name: str, parts: dict[str, list[Row]], source: str, tell: Callable[[str], None]
) -> Domain:
    """Return a data set, its missing parts made of others: a test set of the development set."""
    train, dev, test = (parts[part] for part in PARTS)
    if not train:
        raise DataError(f"{source} has no training part (train.tsv).")
    refuse_headings(train, dev, test)
    known = {row.label for row in train}
    if NO_LABEL not in known and {row.label for row in test} == {NO_LABEL}:
        test = []
    told = []
    if dev and not test:
        dev, test = [], dev
        told.append(f"no test part with labels, so its dev part ({len(test):,} lines) is the test")
    if not dev:
        train, dev = cut(train)
        told.append(f"{len(dev):,} lines of train, split by distinct text, are its dev part")
    if not test:
        train, test = cut(train)
        told.append(f"{len(test):,} other lines of train are its test")
    if told:
        tell(f"{name}: {'; '.join(told)}.")
    return Domain(name, train, dev, test)


def refuse_headings(*parts: list[Row]) -> None:
    """Raise `DataError` for a first line whose label stands in no other line."""
    firsts = [rows[0] for rows in parts if rows and rows[0].place.endswith(":1")]
    others = {row.label for rows in parts for row in rows if row not in firsts}
    for row in firsts:
        if row.label not in others and 0 < len(others) <= MOST_LABELS:
            raise DataError(
                f"{row.place}: the label {row.label!r} stands in no line but the first: if that is "
                f"a heading, name its columns with --columns {shlex.join(row[:2])}."
            )


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
    if len(labels) > len({row.text for row in domain.train}):
        raise DataError(
            f"{domain.train[0].place}: there are more different labels than texts: does the label "
            "come first? Put the text first, or add a heading and name its columns with --columns."
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
