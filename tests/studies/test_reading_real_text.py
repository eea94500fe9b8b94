"""Reading real text: every form of a file that is understood, and what is told of all others."""

import codecs
import io
import re

import datasets
import pandas as pd
import pytest
import real_texts
from real_texts import ON_FILMS, glue, lines, main

from snippets.lab.files import DataError, lines_of
from snippets.studies.texts import read

# the fixtures that are asked for here
folder, aspects = real_texts.folder, real_texts.aspects


def test_a_folder_is_read_as_it_stands(folder):
    (films,) = read(str(folder))
    assert films.name == "films"
    assert [len(part) for part in films[1:]] == [60, 24, 40]
    text, label = (folder / "train.tsv").read_text().splitlines()[6].split("\t")
    assert films.train[6][:2] == (text, label)
    assert films.train[6].place.endswith("train.tsv:7")


def test_a_heading_names_the_columns_in_any_order(folder):
    for part in ("train", "dev", "test"):
        file = folder / f"{part}.tsv"
        rows = [line.split("\t") for line in file.read_text().splitlines()]
        turned = ["id\tlabel\tsentence", *(f"{i}\t{y}\t{x}" for i, (x, y) in enumerate(rows))]
        file.write_text("\n".join(turned) + "\n", "utf-8")
    (films,) = read(str(folder), ("sentence", "label"))
    assert films.train[0][:2] == tuple(lines(60, 0)[0].split("\t"))
    assert films.train[0].place.endswith("train.tsv:2")


def turned(part, text, order=("label", "sentence")):
    """Return the text of a file with its columns in another order, numbered."""
    table = pd.read_csv(io.StringIO(text), sep="\t", dtype=str)
    columns = order if part != "test" else ["sentence"]
    return table[list(columns)].to_csv(sep="\t", index_label="idx").encode()


def quoted(part, text, how=1):
    """Return the text of a file as pandas writes it, with quotation marks in some of the texts."""
    table = pd.read_csv(io.StringIO(text), sep="\t", dtype=str)
    table.loc[3, "sentence"] = 'he said " fine " and left'
    return table.to_csv(sep="\t", index=False, quoting=how).encode()


GLUE = {
    "as it is downloaded": lambda part, text: text.encode(),
    "a byte-order mark": lambda part, text: codecs.BOM_UTF8 + text.encode(),
    "Windows line ends": lambda part, text: text.replace("\n", "\r\n").encode(),
    "old Macintosh line ends": lambda part, text: text.replace("\n", "\r").encode(),
    "blank lines at the end": lambda part, text: (text + "\n \n").encode(),
    "no line end at the end": lambda part, text: text.rstrip("\n").encode(),
    "UTF-16 with its mark": lambda part, text: text.encode("utf-16"),
    "UTF-32 with its mark": lambda part, text: text.encode("utf-32"),
    "capitals": lambda part, text: text.replace("sentence", "Sentence", 1).encode(),
    "the label first": turned,
    "numbered": lambda part, text: turned(part, text, ("sentence", "label")),
    "all quoted": quoted,
    "quoted where it must be": lambda part, text: quoted(part, text, 0),
    "labels of the test are -1": lambda part, text: (
        text
        if part != "test"
        else re.sub(r"^\d+\t(.*)$", r"\1\t-1", text, flags=re.MULTILINE).replace(
            "index\tsentence", "sentence\tlabel"
        )
    ).encode(),
}


@pytest.mark.parametrize("case", GLUE)
def test_glues_own_folder_is_read_and_its_dev_part_is_the_test(folder, case):
    (plain,) = read(str(folder))
    glue(folder, GLUE[case])
    told = []
    (films,) = read(str(folder), tell=told.append)
    strange = {'he said " fine " and left'} if "quoted" in case else set()
    rows = [row[:2] for row in (*films.train, *films.dev)]
    wanted = [row[:2] for row in plain.train]
    assert len(rows) == len(wanted)
    assert {text for text, _ in rows} - {text for text, _ in wanted} == strange
    assert [row.label for row in films.test] == [row.label for row in plain.dev]
    assert films.test[0].text == plain.dev[0].text
    assert films.test[0].place.endswith("dev.tsv:2")
    assert not {row.text for row in films.train} & {row.text for row in films.dev}
    assert told == [
        f"films: no test part with labels, so its dev part (24 lines) is the test; "
        f"{len(films.dev)} lines of train, split by distinct text, are its dev part."
    ]


def test_a_folder_without_a_test_part_is_measured_on_dev(folder):
    (folder / "test.tsv").unlink()
    told = []
    (films,) = read(str(folder), tell=told.append)
    assert len(films.test) == 24
    assert "its dev part (24 lines) is the test" in told[0]
    (folder / "dev.tsv").unlink()
    (films,) = read(str(folder), tell=told.append)
    assert len(films.train) + len(films.dev) + len(films.test) == 60
    assert "other lines of train are its test" in told[1]


def test_quotation_marks_that_are_part_of_a_text_stay(folder):
    for text in ('"fine" she said', 'a "fine" film', '"fine"', 'six inches : 6"'):
        with (folder / "train.tsv").open("a") as file:
            file.write(f"{text}\t1\n")
        assert read(str(folder))[0].train[-1].text == text


HEADINGS = {
    "unknown names": (
        "Satz\tKlasse\n",
        r"train.tsv:1: the label 'Klasse' .* --columns Satz Klasse",
    ),
    "names with spaces": ("the text\tthe label\n", r":1: .* --columns 'the text' 'the label'"),
    "no labels": ("index\tsentence\n", r"train.tsv:1: it names no column of labels: index, sent"),
    "two of a kind": ("text\tlabel\tsentence\n", r"train.tsv:1: 3 columns: .*--columns"),
}


@pytest.mark.parametrize("case", HEADINGS)
def test_a_heading_that_is_not_understood_never_becomes_data(folder, case):
    heading, told = HEADINGS[case]
    for part in ("train", "dev"):
        file = folder / f"{part}.tsv"
        file.write_text(heading + file.read_text())
    with pytest.raises(DataError, match=told):
        read(str(folder))


def test_a_label_before_its_text_is_told(folder):
    for part in ("train", "dev", "test"):
        file = folder / f"{part}.tsv"
        rows = [line.split("\t") for line in file.read_text().splitlines()][:40]
        file.write_text("".join(f"{y}\t{x}\n" for x, y in rows))
    with pytest.raises(
        DataError, match=r"train.tsv:1: .* does the label come first\? Put the text"
    ):
        read(str(folder))


def test_columns_are_named_once_each(folder):
    glue(folder)
    assert read(str(folder), ("sentence", "label"))[0].test[0].place.endswith("dev.tsv:2")
    glue_train = (folder / "train.tsv").read_text()
    (folder / "train.tsv").write_text(glue_train.replace("sentence\tlabel", "label\tlabel", 1))
    with pytest.raises(DataError, match=r"train.tsv:1: two columns are called 'label'"):
        read(str(folder), ("label", "label"))


NO_TEXT = {
    "UTF-16 without its mark": (
        "a fine film\t1\n".encode("utf-16-le"),
        r"train.tsv:1: the line has a NUL byte, so the file is binary, or UTF-16 without",
    ),
    "UTF-16, the other way round": ("é\t1\n".encode("utf-16-be"), r"train.tsv:1: .*NUL byte"),
    "UTF-16 cut off": (
        "é\t1\n".encode("utf-16")[:-1],
        r"train.tsv: its byte-order mark says UTF-16",
    ),
    "Latin-1": (
        "\u00e9lan\t1\n".encode("latin-1"),
        r"train.tsv:1: byte 1 of the line is not UTF-8",
    ),
    "a NUL": (b"fine\t1\nfi\0ne\t1\n", r"train.tsv:2: the line has a NUL byte"),
    "binary": (bytes(range(256)) * 4, r"train.tsv:1: the line has a NUL byte"),
    "gzip": (b"\x1f\x8b\x08\x08\xf0", r"train.tsv:1: byte 2 of the line is not UTF-8"),
    "nothing": (b"", r"has no training part"),
}


@pytest.mark.parametrize("case", NO_TEXT)
def test_what_is_no_text_is_told_with_its_line(folder, case):
    content, told = NO_TEXT[case]
    (folder / "train.tsv").write_bytes(content)
    with pytest.raises(DataError, match=told):
        read(str(folder))


def test_only_line_ends_end_a_line(tmp_path):
    file = tmp_path / "lines.txt"
    file.write_bytes("one\u2028still one\x0b\x0c\x85\rtwo\r\nthree\n\nfive\n\n".encode())
    assert lines_of(file) == ["one\u2028still one\x0b\x0c\x85", "two", "three", "", "five"]
    with pytest.raises(DataError, match="cannot be read: Is a directory"):
        lines_of(tmp_path)


def test_one_file_is_cut_into_three_parts_the_same_each_time(folder):
    parts = read(str(folder / "train.tsv"))[0], read(str(folder / "train.tsv"))[0]
    assert parts[0] == parts[1]
    texts = [{row.text for row in part} for part in parts[0][1:]]
    assert not texts[0] & texts[1] | texts[0] & texts[2] | texts[1] & texts[2]
    assert sum(len(part) for part in parts[0][1:]) == 60


def test_three_lines_make_a_row_and_a_sentence_is_never_cut_apart(aspects):
    cafes, phones = read(str(aspects))
    assert (cafes.name, phones.name) == ("cafes", "phones")
    first, term, polarity = (aspects / "Cafes_Test.seg").read_text().splitlines()[:3]
    label = {"1": "positive", "0": "neutral", "-1": "negative"}[polarity]
    assert cafes.test[0][:2] == (f"{term} : {first}", label)
    assert cafes.test[0].group == first.replace("$T$", term)
    assert not {row.group for row in cafes.train} & {row.group for row in cafes.dev}
    assert len(cafes.train) + len(cafes.dev) == 40


def test_what_datasets_knows_is_read_by_name(tmp_path):
    """A local folder goes the same way through `datasets` as a name on the hub does."""
    features = datasets.Features(
        sentence=datasets.Value("string"), label=datasets.ClassLabel(names=["negative", "positive"])
    )
    for part, n in {"train": 50, "validation": 12, "test": 8}.items():
        rows = [line.split("\t") for line in lines(n, n)]
        labels = [-1 if part == "test" else int(y) for _, y in rows]  # a test set that hides them
        made = datasets.Dataset.from_dict(
            {"sentence": [x for x, _ in rows], "label": labels}, features=features
        )
        made.to_parquet(tmp_path / "hub" / f"{part}.parquet")
    (found,) = read(str(tmp_path / "hub"))
    assert len(found.test) == 12, "the development set is what can be judged by"
    assert len(found.train) + len(found.dev) == 50
    assert {row.label for row in found.train} == {"negative", "positive"}
    with pytest.raises(DataError, match="no column 'phrase'"):
        read(str(tmp_path / "hub"), ("phrase", "label"))


def test_a_hubs_text_is_found_whatever_stands_before_it(tmp_path):
    """Its name decides, and a label in letters is no text."""
    for part, n in {"train": 50, "validation": 12}.items():
        rows = [line.split("\t") for line in lines(n, n)]
        table = [{"id": f"x{i}", "label": ["no", "yes"][int(y)], "text": f" {x} "}
                 for i, (x, y) in enumerate(rows)]  # fmt: skip
        (tmp_path / "hub").mkdir(exist_ok=True)
        pd.DataFrame(table).to_csv(tmp_path / "hub" / f"{part}.csv", index=False)
    told = []
    (found,) = read(str(tmp_path / "hub"), tell=told.append)
    assert {row.label for row in found.train} == {"no", "yes"}
    assert found.test[0].text == lines(12, 12)[0].split("\t")[0] == found.test[0].group
    assert "so its dev part (12 lines) is the test" in told[0]


BREAKS = {  # name: (what happens to train.tsv, what is said)
    "empty line": (lambda text: text.replace("\n", "\n\n", 1), r"train.tsv:2: the line is empty"),
    "a column missing": (
        lambda text: text.replace("\t", " ", 1),
        r"train.tsv:1: 1 columns: a text and its label",
    ),
    "a column too many": (
        lambda text: text.replace("\t", "\t\t", 1),
        r"train.tsv:1: 3 columns: .*--columns",
    ),
    "no label": (lambda text: text[: text.index("\t") + 1] + " \n", r":1: the label is empty"),
    "one class": (
        lambda text: text.replace("\t1", "\t0"),
        r"train.tsv:1: every label of the training part is '0'",
    ),
    "one line": (lambda text: text.split("\n")[0] + "\n", r"1 lines to train with: .* too few"),
    "no line": (lambda text: "", r"has no training part"),
    "wrong column": (
        lambda text: "".join(f"{i}\tsaid {i}\n" for i in range(99)),
        r"99 different labels in 99 lines: is this the right column",
    ),
}


@pytest.mark.parametrize("case", BREAKS)
def test_a_bad_file_is_told_with_its_line(folder, case):
    change, told = BREAKS[case]
    file = folder / "train.tsv"
    file.write_text(change(file.read_text()), "utf-8")
    out = folder / "results.json"
    with pytest.raises(SystemExit) as exit:
        main([*ON_FILMS, "--data", str(folder), "--out", str(out)])
    assert re.search(told, str(exit.value)), exit.value
    assert not out.exists()


def test_bytes_that_are_not_utf8_are_told_with_their_line(folder):
    file = folder / "train.tsv"
    content = file.read_bytes().splitlines(keepends=True)
    content[4] = b"the\xe9 life\t1\n"
    file.write_bytes(b"".join(content))
    with pytest.raises(DataError, match=r"train.tsv:5: byte 4 of the line is not UTF-8"):
        read(str(folder))


def test_a_label_that_the_training_part_lacks_is_told_with_its_line(folder):
    with (folder / "test.tsv").open("a") as file:
        file.write("a film\t7\n")
    with pytest.raises(DataError, match=r"test.tsv:41: the label '7' does not occur .* 0, 1"):
        read(str(folder))


ASPECT_BREAKS = {
    "a line missing": (lambda ls: ls[:-1], r"Cafes_Train.seg:119: the last example lacks"),
    "no mark": (lambda ls: [ls[0].replace("$T$", "it"), *ls[1:]], r":1: the sentence has no \$T\$"),
    "polarity": (lambda ls: [*ls[:2], "good", *ls[3:]], r":3: the polarity is 'good'"),
    "empty": (lambda ls: [*ls[:4], "", *ls[5:]], r":5: the line is empty"),
}


@pytest.mark.parametrize("case", ASPECT_BREAKS)
def test_three_lines_that_are_none_are_told_with_their_line(aspects, case):
    change, told = ASPECT_BREAKS[case]
    file = aspects / "Cafes_Train.seg"
    file.write_text("\n".join(change(file.read_text().splitlines())) + "\n", "utf-8")
    with pytest.raises(DataError, match=told):
        read(str(aspects))


def test_a_missing_network_is_one_sentence(tmp_path):
    with pytest.raises(DataError) as error:
        read("no-one/no-such-data")
    assert "Without a network, name local files." in str(error.value)
    assert "\n" not in str(error.value)
