"""The studies on real text: reading data, one run, all runs on one process or two, bad input."""

import codecs
import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import datasets
import numpy as np
import pandas as pd
import pytest
import torch
from conftest import ROOT
from sklearn.calibration import calibration_curve
from sklearn.metrics import log_loss
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from transformers import AutoTokenizer, GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

from snippets.lab.bpe import bpe
from snippets.lab.files import DataError, lines_of
from snippets.studies import command as program
from snippets.studies import one_run, real, records
from snippets.studies.experiments import record_of
from snippets.studies.pretrained import ModelError, check_texts, pretrained
from snippets.studies.records import ResultsError
from snippets.studies.text_classifiers import (
    RECIPES,
    Bayes,
    Head,
    batches,
    calibration_error,
    measures,
    scores,
)
from snippets.studies.texts import read

ON_FILMS, ON_ASPECTS = ("run", "few-labels-and-many"), ("run", "another-domain")
CHANGES = {"epochs": 2, "least": 20, "every": 10, "patience": 2}
SMALL = {name: replace(recipe, **CHANGES) for name, recipe in RECIPES.items()}
GOOD = ["fine", "lovely", "bright", "warm", "clever", "honest", "tender", "brave"]
BAD = ["dull", "awful", "weak", "cold", "silly", "false", "clumsy", "grim"]


def main(arguments):
    importlib.import_module("snippets.studies.__main__").main(arguments)  # with errors of its own


def lines(n, seed):
    """Return `n` lines of text, tab, label: a good word or a bad one decides."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(n):
        label = int(rng.random() < 0.5)
        noun, word = rng.choice(["film", "book", "song"]), rng.choice(GOOD if label else BAD)
        found.append(f"a {word} {noun} from {rng.choice(['spain', 'norway', 'peru'])}\t{label}")
    return found


@pytest.fixture
def folder(tmp_path):
    for seed, (part, n) in enumerate({"train": 60, "dev": 24, "test": 40}.items()):
        (tmp_path / "films").mkdir(exist_ok=True)
        (tmp_path / "films" / f"{part}.tsv").write_text("\n".join(lines(n, seed)) + "\n", "utf-8")
    return tmp_path / "films"


def three_lines(n, nouns, seed):
    rng = np.random.default_rng(seed)
    found = []
    for i in range(n):
        polarity = int(rng.integers(-1, 2))
        word = {1: rng.choice(GOOD), -1: rng.choice(BAD), 0: "usual"}[polarity]
        found += [f"the $T$ was {word} , visit {i}", str(rng.choice(nouns)), str(polarity)]
    return "\n".join(found) + "\n"


@pytest.fixture
def aspects(tmp_path):
    folder = tmp_path / "aspects"
    folder.mkdir()
    for seed, (name, nouns) in enumerate({"Cafes": ["soup", "tea"], "Phones": ["lens"]}.items()):
        (folder / f"{name}_Train.seg").write_text(three_lines(40, nouns, seed), "utf-8")
        (folder / f"{name}_Test.seg").write_text(three_lines(20, nouns, seed + 9), "utf-8")
    return folder


# ---------------------------------------------------------------- reading


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


def glue(folder, change=lambda part, text: text.encode()):
    """Make of the folder what GLUE's SST-2 folder is, but for a change of its files."""
    for part in ("train", "dev", "test"):
        file = folder / f"{part}.tsv"
        rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()]
        text = "".join(f"{x}\t{y}\n" for x, y in [("sentence", "label"), *rows])
        if part == "test":
            text = "index\tsentence\n" + "".join(f"{i}\t{x}\n" for i, (x, _) in enumerate(rows))
        file.write_bytes(change(part, text))


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


def test_a_study_on_glues_folder_says_what_it_measured_on(folder, tmp_path, capsys):
    glue(folder)
    main(command(folder, tmp_path / "results.json", "--systems", "nb"))
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("films: no test part with labels, so its dev part (24 lines)")
    assert printed[1].startswith("trained on")
    data = json.loads((tmp_path / "results.json").read_text("utf-8"))["data"]
    assert data[0]["test"] == 24


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


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--data", "nowhere/films.tsv"], "nowhere/films.tsv: there is no such file or folder"),
        (["--labels", "600"], "--labels 600: there are 60 labels to learn from"),
        (["--labels", "few"], "--labels few: a number from 2 on is wanted, or all"),
        (["--labels", "1"], "--labels 1: a number from 2 on is wanted, or all"),
        (["--labels", "²"], "--labels ²: a number from 2 on is wanted, or all"),
        (["--labels", "-3"], "--labels -3: a number from 2 on is wanted, or all"),
        (["--columns", "text", "label"], r"train.tsv:1: there is no column 'text'"),
        (["--model", "no/such-model"], "--model no/such-model: .* Without a network, name a local"),
    ],
)
def test_a_wrong_option_is_one_sentence(folder, tmp_path, arguments, told):
    if "--data" not in arguments:
        arguments = ["--data", str(folder), *arguments]
    with pytest.raises(SystemExit) as exit:
        main([*ON_FILMS, *arguments, "--out", str(tmp_path / "results.json")])
    assert re.search(told, str(exit.value)), exit.value
    assert "\n" not in str(exit.value)


def test_each_label_is_learned_once_at_least(aspects, tmp_path):
    out = ["--out", str(tmp_path / "results.json")]
    with pytest.raises(SystemExit, match="--labels 2: a number from 3 on is wanted"):
        main([*ON_ASPECTS, "--data", str(aspects), "--labels", "2", *out])
    assert program.sizes_of(None, "another-domain", read(str(aspects))) == [None]


NUMBERS = [
    (study, option, value)
    for study in real.STUDIES
    for option in ("--seeds", "--steps")
    for value in ("0", "-1", "1.5", "many", "")
]


@pytest.mark.parametrize(("study", "option", "value"), NUMBERS)
def test_a_number_out_of_range_is_one_sentence(study, option, value, capsys):
    with pytest.raises(SystemExit) as exit:
        main(["run", study, "--data", "nowhere", f"{option}={value}"])
    assert exit.value.code == 2
    told = capsys.readouterr().err
    assert f"argument {option}: a whole number from 1 on is wanted, not {value!r}" in told
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--model", "x", "--systems", "nb"], "leave one of the two out"),
        (["--model", ""], "an option is empty"),
        (["--columns", "x", "x"], "--columns names one column twice"),
    ],
)
def test_options_that_contradict_are_one_sentence(arguments, told, capsys):
    with pytest.raises(SystemExit):
        main([*ON_FILMS, "--data", "nowhere", *arguments])
    assert told in (said := capsys.readouterr().err)
    assert said.count("\n") == 1


def test_a_results_file_that_cannot_be_written_is_one_sentence(folder, tmp_path):
    (tmp_path / "file").write_text("")
    for out, told in (
        (tmp_path, "is a folder: name a file with --out"),
        (
            tmp_path / "file" / "results.json",
            "file cannot be written: (File exists|Not a directory)",
        ),
    ):
        with pytest.raises(SystemExit, match=told):
            main([*ON_FILMS, "--data", str(folder), "--systems", "nb", "--out", str(out)])
    (tmp_path / "results.json").write_bytes(b"\xff\xfe")
    with pytest.raises(SystemExit, match=r"(lacks its runs|this is not whole JSON).*--again"):
        main([*ON_FILMS, "--data", str(folder), "--out", str(tmp_path / "results.json")])


def test_two_folders_of_one_name_are_told(folder, aspects, tmp_path):
    shutil.copytree(folder, tmp_path / "more" / "films")
    with pytest.raises(SystemExit, match="two data sets are called 'films'"):
        main([*ON_FILMS, "--data", str(folder), str(tmp_path / "more" / "films")])


def test_a_missing_network_is_one_sentence(tmp_path):
    with pytest.raises(DataError) as error:
        read("no-one/no-such-data")
    assert "Without a network, name local files." in str(error.value)
    assert "\n" not in str(error.value)


# ---------------------------------------------------------------- one run


def test_subsets_are_nested_paired_and_hold_every_label(folder):
    (films,) = read(str(folder))
    few, many = one_run.subset(films, 8, seed=3), one_run.subset(films, 32, seed=3)
    assert few == many[:8]
    assert {row.label for row in one_run.subset(films, 2, seed=5)} == {"0", "1"}
    assert one_run.subset(films, 8, seed=4) != few


def test_a_decoder_answers_by_bayes_rule_and_an_encoder_by_its_head(folder):
    """The scores are those of transformers' own losses, text by text and label by label."""
    (films,) = read(str(folder))
    labels = ["0", "1"]
    tokenizer = one_run.bpe([r.text for r in films.train], more=one_run.label_marks(labels))
    prior = np.log([0.25, 0.75])
    decoder = one_run.SCRATCH_SYSTEMS["decoder"](tokenizer, labels, prior, SMALL["decoder"])
    encoder = one_run.SCRATCH_SYSTEMS["encoder"](tokenizer, labels, None, SMALL["encoder"])
    assert isinstance(decoder, Bayes)
    assert isinstance(encoder, Head)
    texts = [row.text for row in films.test[:5]]
    for classifier in (decoder, encoder):
        classifier.model.eval()
    found = scores(decoder, decoder.rows(texts))
    with torch.no_grad():
        for i, row in enumerate(decoder.rows(texts)):
            for y, opening in enumerate(decoder.openings):
                ids = torch.tensor([[*opening, *row]])
                own = decoder.model(input_ids=ids, labels=ids).loss * len(row)
                assert found[i, y] == pytest.approx(float(prior[y] - own), abs=1e-3)
        row = encoder.rows(texts)[0]
        logits = encoder.model(input_ids=torch.tensor([row])).logits
    assert scores(encoder, encoder.rows(texts))[0] == pytest.approx(
        logits.log_softmax(-1)[0].numpy(), abs=1e-5
    )
    assert row[0] == tokenizer.cls_token_id
    assert row[-1] == tokenizer.sep_token_id


def test_a_batch_holds_neighbours_in_length_and_an_epoch_every_row_once():
    rng = np.random.default_rng(0)
    rows = [[0] * n for n in rng.integers(1, 40, 700)]
    parts = list(batches(rows, 16, rng))
    assert sorted(np.concatenate(parts)) == list(range(700))
    spread = [np.ptp([len(rows[i]) for i in part]) for part in parts]
    assert np.mean(spread) < 8


def test_measures_are_those_of_scikit_learn():
    rng = np.random.default_rng(1)
    p = rng.dirichlet([1, 1, 1], 400)
    y = np.array([rng.choice(3, p=row) for row in p])
    found = measures(np.log(p) + 5, y)  # what is added to all labels does not matter
    assert found["log_loss"] == pytest.approx(log_loss(y, p))
    right, said = p.argmax(1) == y, p.max(1)
    share, mean = calibration_curve(right, said, n_bins=10)
    counts = np.histogram(said, np.linspace(0, 1, 11))[0]
    expected = np.sum(np.abs(share - mean) * counts[counts > 0]) / len(y)
    assert calibration_error(p, y) == pytest.approx(expected)


def test_the_same_seed_gives_the_same_run_and_another_seed_another(folder):
    domains = read(str(folder))
    runs = [
        one_run.run_once(one_run.Job("films", 32, "encoder", seed), domains, SMALL)
        for seed in (0, 0, 1)
    ]
    assert runs[0]["on"] == runs[1]["on"]
    assert runs[0]["on"] != runs[2]["on"]
    assert runs[0]["steps"] == 20
    assert runs[0]["passes"] == 1


def test_words_that_decide_are_learned(folder):
    domains = read(str(folder))
    for system in ("nb", "lr", "svm"):
        found = one_run.run_once(one_run.Job("films", 60, system, 0), domains)["on"]["films"]
        assert found["accuracy"] >= 0.85, system


def test_one_seed_has_no_interval(folder, tmp_path, capsys):
    main([*ON_FILMS, "--data", str(folder), "--systems", "nb", "--seeds", "1", "--labels", "all",
          "--out", str(tmp_path / "results.json")])  # fmt: skip
    printed = capsys.readouterr()
    (row,) = printed.out.splitlines()[1:]
    assert re.fullmatch(r"films +60 nb +films +0\.\d{3} +0\.\d{3}", row)
    assert "nan" not in printed.out + printed.err
    main([*ON_FILMS, "--data", str(folder), "--systems", "nb", "--seeds", "2", "--labels", "16",
          "--out", str(tmp_path / "two.json")])  # fmt: skip
    assert re.search(r"0\.\d{3} ±0\.\d{3} +0\.\d{3}$", capsys.readouterr().out.strip())


# ---------------------------------------------------------------- marks and models


MARKED = "[CLS] a fine film [SEP] [PAD][MASK] [1] [label 1] [EOS] <s> </s> <|endoftext|>"


def test_the_name_of_a_mark_in_a_text_is_letters(folder, monkeypatch):
    """For both that are trained from nothing: what they read is what stands there, mark by mark."""
    with (folder / "train.tsv").open("a") as file:
        file.write(f"{MARKED}\t1\n")
    (films,) = read(str(folder))
    assert films.train[-1].text == MARKED
    made = []
    monkeypatch.setattr(one_run, "train", lambda classifier, *rest: made.append(classifier))
    for system in ("encoder", "decoder"):
        job = one_run.Job("films", 61, system, 0)
        one_run.transformer(job, films, films.train, ["0", "1"], SMALL[system], None, "cpu", print)
        classifier = made.pop()
        (row,) = classifier.rows([MARKED])
        inside = row[1:-1] if system == "encoder" else row[:-1]
        assert not set(inside) & set(classifier.tokenizer.all_special_ids)
        labels = classifier.tokenizer.convert_tokens_to_ids(one_run.label_marks("01"))
        assert not set(inside) & set(labels)
        assert classifier.tokenizer.decode(inside).strip() == MARKED


def save(folder, kind="encoder", labels="01", texts=("a fine film", "a dull book"), **changes):
    """Write a small untrained model with its tokenizer into a folder; return its tokenizer."""
    tokenizer = bpe(texts, more=one_run.label_marks(labels))
    torch.manual_seed(0)
    recipe = replace(RECIPES[kind], **changes)
    made = one_run.SCRATCH_SYSTEMS[kind](tokenizer, labels, np.log([0.5, 0.5]), recipe)
    made.model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return tokenizer


def remove(*names):
    return lambda model, other: [(model / name).unlink() for name in names]


def take(*names):
    return lambda model, other: [shutil.copy(other / name, model / name) for name in names]


MODELS = {  # name: (what happens to a folder, one of the other kind at hand; what is said)
    "no tokenizer": (
        remove("tokenizer.json", "tokenizer_config.json"),
        r"its tokenizer has \d tokens and its embedding \d+: the tokenizer's files",
    ),
    "half a tokenizer": (
        remove("tokenizer.json"),
        r"its tokenizer cannot be loaded: tokenizer.json",
    ),
    "damaged tokenizer": (
        lambda model, other: (model / "tokenizer.json").write_text('{"version": "1.0"'),
        r"its tokenizer cannot be loaded",
    ),
    "larger vocabulary": (
        lambda model, other: bpe([MARKED, "many more words"] * 9).save_pretrained(model),
        r"its tokenizer has \d+ tokens and its embedding \d+",
    ),
    "smaller vocabulary": (
        lambda model, other: bpe(["a"]).save_pretrained(model),
        r"its tokenizer has 26\d tokens and its embedding 2\d\d",
    ),
    "no weights": (
        remove("model.safetensors"),
        r"it cannot be used: .*no file named model.safeten",
    ),
    "half the weights": (
        lambda model, other: (model / "model.safetensors").write_bytes(b"half"),
        r"it cannot be used: ",
    ),
    "other weights": (
        take("model.safetensors"),
        r"its weights lack \w+\.\S+, or have it in another",
    ),
    "another configuration": (take("config.json"), r"its weights lack \w+\.\S+, or have"),
    "no configuration": (remove("config.json"), r"it cannot be used: Unrecognized model"),
    "a picture's model": (
        lambda model, other: (model / "config.json").write_text('{"model_type": "vit"}'),
        r"it cannot be used: Unrecognized configuration class",
    ),
    "an empty folder": (
        lambda model, other: [file.unlink() for file in model.iterdir()],
        r"it cannot be used: ",
    ),
}


@pytest.mark.parametrize("kind", ["encoder", "decoder"])
@pytest.mark.parametrize("case", MODELS)
def test_a_models_folder_whose_parts_do_not_fit_is_one_sentence(tmp_path, kind, case):
    change, told = MODELS[case]
    model, other = tmp_path / "model", tmp_path / "other"
    save(model, kind)
    save(other, "decoder" if kind == "encoder" else "encoder")
    change(model, other)
    with pytest.raises(ModelError, match=told) as error:
        pretrained(str(model), "01", np.log([0.5, 0.5]), RECIPES["pretrained"])
    assert str(error.value).startswith(f"--model {model}: ")
    assert "\n" not in str(error.value)


def test_a_window_shorter_than_the_texts_and_a_label_longer_are_told(tmp_path):
    tokenizer = save(tmp_path, "decoder")
    with pytest.raises(
        ModelError, match=r"a label takes \d+ of its tokens, and a text with its lab"
    ):
        pretrained(str(tmp_path), ["x" * 200, "y"], [0, 0], RECIPES["pretrained"])
    config = GPT2Config(vocab_size=len(tokenizer), n_positions=24, n_embd=8, n_layer=1, n_head=1)
    GPT2LMHeadModel(config).save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="it reads 24 tokens at most, and a text here has up to 1"):
        pretrained(str(tmp_path), "01", [0, 0], RECIPES["pretrained"])


def test_an_embedding_rounded_up_is_no_fault(tmp_path):
    """Public models often have some rows more than tokens, so that their number is round."""
    tokenizer = save(tmp_path)
    model = pretrained(str(tmp_path), "01", [0, 0], RECIPES["pretrained"]).model
    model.resize_token_embeddings(len(tokenizer) + 2)
    model.save_pretrained(tmp_path)
    assert pretrained(str(tmp_path), "01", [0, 0], RECIPES["pretrained"]).passes == 1


def test_a_head_for_other_labels_is_made_anew(tmp_path):
    save(tmp_path)
    classifier = pretrained(str(tmp_path), "012", [0, 0, 0], RECIPES["pretrained"])
    assert scores(classifier, classifier.rows(["a fine film"])).shape == (1, 3)


def test_the_name_of_a_mark_is_letters_to_a_public_model_too(tmp_path):
    for kind in ("encoder", "decoder"):
        tokenizer = save(tmp_path / kind, kind)
        classifier = pretrained(str(tmp_path / kind), "01", [0, 0], RECIPES["pretrained"])
        (row,) = classifier.rows([MARKED])
        inside = row[1:-1] if kind == "encoder" else row[:-1]
        assert not set(inside) & set(tokenizer.all_special_ids)
        check_texts("m", classifier.tokenizer, {MARKED: "train.tsv:1"})


def words(*more, unknown="[UNK]"):
    """Return a tokenizer of whole words, to which the name of a mark is the mark."""
    names = [unknown, "[PAD]", "[CLS]", "[SEP]", "[MASK]", *more]
    made = Tokenizer(WordLevel({name: i for i, name in enumerate(names)}, unk_token=unknown))
    made.pre_tokenizer = WhitespaceSplit()
    return PreTrainedTokenizerFast(
        tokenizer_object=made, unk_token=unknown, pad_token="[PAD]", cls_token="[CLS]",
        sep_token="[SEP]", mask_token="[MASK]", split_special_tokens=True,
    )  # fmt: skip


def test_a_text_that_a_tokenizer_cannot_read_as_it_is_is_told_with_its_line():
    texts = {"a fine film": "train.tsv:1", "a [MASK] film": "train.tsv:2"}
    with pytest.raises(ModelError, match=r"train.tsv:2: '\[MASK\]' in this text is a mark to the"):
        check_texts("m", words("a", "fine", "film"), texts)
    with pytest.raises(ModelError, match=r"does not know 2 of the 3 tokens of the texts"):
        check_texts("m", words("a"), {"a fine film": "train.tsv:1"})
    check_texts("m", words("a", "fine"), {"a fine film": "train.tsv:1"})
    world = AutoTokenizer.from_pretrained(ROOT / "snippets" / "lab" / "checkpoints" / "bert")
    with pytest.raises(
        ModelError, match=r"train.tsv:9: the tokenizer of --model m cannot read this"
    ):
        check_texts("m", world, {"a zebra": "train.tsv:9"})


def test_a_models_texts_are_looked_at_before_anything_runs(folder, tmp_path, monkeypatch):
    save(tmp_path / "model", texts=["a fine film"])
    seen, now = [], importlib.import_module("snippets.studies.command")  # as `main` finds it
    monkeypatch.setattr(now, "check_texts", lambda *arguments: seen.append(arguments))
    monkeypatch.setattr(now, "run", lambda *arguments: {"runs": []})
    main([*ON_FILMS, "--data", str(folder), "--model", str(tmp_path / "model"),
          "--out", str(tmp_path / "results.json")])  # fmt: skip
    ((name, _, texts),) = seen
    (films,) = read(str(folder))
    assert name == str(tmp_path / "model")
    assert set(texts) == {row.text for part in films[1:] for row in part}
    assert texts[films.train[0].text] == films.train[0].place


# ---------------------------------------------------------------- all runs


def command(folder, out, *more):
    return [*ON_FILMS, "--data", str(folder), "--labels", "16", "all", "--seeds", "2", "--steps",
            "30", "--out", str(out), *more]  # fmt: skip


def runs_of(out):
    """Return what a results file holds, without times."""
    return [
        {name: value for name, value in run.items() if name not in ("cpu_seconds", "ms")}
        for run in json.loads(out.read_text())["runs"]
    ]


WITNESS = """import os, sys
from snippets.studies import real
from snippets.studies.__main__ import main

original = real.run_once

def noted(job, *rest):
    with open(os.path.join(os.path.dirname(__file__), os.environ["RANK"]), "a") as file:
        print(*job, file=file)
    return original(job, *rest)

real.run_once = noted
main(sys.argv[1:])
"""


def test_two_processes_of_accelerate_find_what_one_finds(folder, tmp_path):
    """They share the runs; one that is there is kept, for a study that was cut short goes on."""
    one, two, witness = tmp_path / "one.json", tmp_path / "two.json", tmp_path / "witness.py"
    main(command(folder, one))
    assert len(runs_of(one)) == 2 * 2 * 5
    kept = json.loads(one.read_text())
    kept["runs"] = [run for run in kept["runs"] if (run["seed"], run["m"]) == (0, 16)]
    two.write_text(json.dumps(kept), "utf-8")  # all that an interrupted study had finished
    witness.write_text(WITNESS, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2",
         "--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no",
         "--main_process_port", "0", str(witness), *command(folder, two)],
        capture_output=True, text=True, timeout=300, cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    ran = [(tmp_path / rank).read_text().splitlines() for rank in "01"]
    assert abs(len(ran[0]) - len(ran[1])) <= 1
    assert len({*ran[0], *ran[1]}) == len(ran[0]) + len(ran[1]) == 20 - len(kept["runs"])
    assert done.stdout.count("macro-F1") == 1, "one process speaks"
    assert runs_of(two) == runs_of(one)
    said = json.loads(two.read_text())["runs"]
    assert [run for run in said if (run["seed"], run["m"]) == (0, 16)] == kept["runs"]


def test_a_killed_study_keeps_its_finished_runs(folder, tmp_path):
    out = tmp_path / "results.json"
    arguments = [sys.executable, "-m", "snippets.studies", *command(folder, out, "--seeds", "20")]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and (not out.exists() or len(runs_of(out)) < 2):
        pass
    process.kill()
    process.wait()
    kept = runs_of(out)
    assert 2 <= len(kept) < 2 * 20 * 5
    main(command(folder, out, "--systems", "nb"))
    assert [run for run in runs_of(out) if run["system"] != "nb"] == [
        run for run in kept if run["system"] != "nb"
    ]


def test_the_results_file_tells_what_was_run_on_what(folder, tmp_path, capsys):
    out = tmp_path / "results.json"
    main(command(folder, out, "--systems", "nb", "svm"))
    data = json.loads(out.read_text())
    (films,) = data["data"]
    assert (films["name"], films["train"], films["dev"], films["test"]) == ("films", 60, 24, 40)
    assert set(data["versions"]) == set(records.LIBRARIES)
    assert data["commit"]
    assert data["time"].startswith("20")
    assert str(tmp_path) not in out.read_text()
    assert "nb" in capsys.readouterr().out
    found = real.summaries(data)["films", 16, "svm", "films"]
    assert "calibration_error" not in found, "margins are no probabilities"
    assert found["accuracy"][0] == pytest.approx(
        np.mean([run["on"]["films"]["accuracy"] for run in data["runs"]
                 if (run["m"], run["system"]) == (16, "svm")])
    )  # fmt: skip


def test_a_file_of_another_study_or_half_a_file_is_left_alone(folder, tmp_path):
    out = tmp_path / "results.json"
    main(command(folder, out, "--systems", "nb"))
    with (folder / "train.tsv").open("a") as file:
        file.write("a grim song from peru\t0\n")
    before = out.read_bytes()
    with pytest.raises(SystemExit, match="holds another study: its data differ"):
        main(command(folder, out, "--systems", "nb"))
    assert out.read_bytes() == before
    out.write_bytes(before[: len(before) // 2])
    with pytest.raises(SystemExit, match=r"(lacks its runs|this is not whole JSON).*--again"):
        main(command(folder, out, "--systems", "nb"))
    main(command(folder, out, "--systems", "nb", "--again"))
    assert len(runs_of(out)) == 4


def test_domains_are_asked_of_each_other(aspects, tmp_path):
    out = tmp_path / "results.json"
    main([*ON_ASPECTS, "--data", str(aspects), "--labels", "all", "--systems", "nb", "--seeds", "2",
          "--out", str(out)])  # fmt: skip
    runs = json.loads(out.read_text())["runs"]
    assert {run["domain"] for run in runs} == {"cafes", "phones"}
    assert all(set(run["on"]) == {"cafes", "phones"} for run in runs)


def test_domains_with_other_labels_are_told(folder, aspects, tmp_path):
    with pytest.raises(SystemExit, match=r"the labels of films \(0, 1\) are not those of cafes"):
        main(
            [
                "run",
                "another-domain",
                "--data",
                str(aspects),
                str(folder),
                "--out",
                str(tmp_path / "r.json"),
            ]
        )


@pytest.mark.parametrize(("kind", "passes"), [("decoder", 2), ("encoder", 1)])
def test_a_model_of_a_local_folder_is_tuned(folder, tmp_path, kind, passes):
    """A folder that `save_pretrained` wrote stands for a public model: one writes, one reads."""
    (films,) = read(str(folder))
    tokenizer = one_run.bpe([row.text for row in films.train], more=one_run.label_marks("01"))
    torch.manual_seed(0)
    made = one_run.SCRATCH_SYSTEMS[kind](tokenizer, "01", np.log([0.5, 0.5]), RECIPES[kind])
    model, out = tmp_path / f"my-{kind}", tmp_path / "results.json"
    made.model.save_pretrained(model)
    tokenizer.save_pretrained(model)
    main([*ON_FILMS, "--data", str(folder), "--labels", "all", "--seeds", "1", "--steps", "30",
          "--model", str(model), "--out", str(out)])  # fmt: skip
    data = json.loads(out.read_text())
    (run,) = data["runs"]
    assert data["model"] == f"my-{kind}"
    assert run["passes"] == passes
    assert np.isfinite(run["on"]["films"]["log_loss"])


def test_a_record_is_accepted_where_one_seed_says_the_same(folder, tmp_path):
    out = tmp_path / "results.json"
    arguments = command(folder, out, "--systems", "nb", "svm")
    main(arguments)
    data = json.loads(out.read_text())
    stale = data | {"digests": {**data["digests"], "snippets/lab/bpe.py": "other"}}
    out.write_text(json.dumps(stale))
    with pytest.raises(
        SystemExit, match=r"is stale, for snippets/lab/bpe.py changed since .*accept"
    ):
        main(arguments)
    accept = ["accept", *arguments[1:]]
    main(accept)
    accepted = json.loads(out.read_text())
    assert accepted["digests"] == data["digests"]
    assert accepted["accepted"]["seed"] == 0
    assert accepted["runs"] == data["runs"]
    main(arguments)  # it holds again
    run = next(run for run in stale["runs"] if (run["seed"], run["system"]) == (0, "svm"))
    run["on"]["films"]["accuracy"] -= 2 * program.SAME
    out.write_text(json.dumps(stale))
    before = out.read_bytes()
    with pytest.raises(
        SystemExit, match=r"svm, \d+ labels of films, seed 0: accuracy on films was"
    ):
        main(accept)
    assert out.read_bytes() == before
    (folder / "test.tsv").write_text("\n".join(lines(40, 9)))
    with pytest.raises(SystemExit, match="holds another study: its data differ"):
        main(accept)


# ---------------------------------------------------------------- what is published


@pytest.mark.parametrize("study", real.STUDIES)
def test_the_published_study_holds(study):
    data = real.check(study)
    seeds = {}
    for run in data["runs"]:
        seeds.setdefault((run["domain"], run["m"], run["system"]), set()).add(run["seed"])
    assert all(len(found) >= 5 for found in seeds.values())
    sizes = {(domain["name"], domain["train"]) for domain in data["data"]}
    for name, n in sizes:
        for m in (*real.STUDIES[study], n):
            assert {s for d, k, s in seeds if (d, k) == (name, m)} == set(real.SYSTEMS)


def test_a_study_is_stale_when_its_code_changes(monkeypatch):
    now = records.digests(record_of("few-labels-and-many"))
    changed = now | {"snippets/lab/bpe.py": "other"}
    monkeypatch.setattr(records, "digests", lambda record: changed)
    told = (
        r"few-labels-and-many.json is stale, for snippets/lab/bpe.py changed .* accept few-labels-"
    )
    with pytest.raises(ResultsError, match=told):
        real.check("few-labels-and-many")


def test_what_decides_a_run_on_real_text_is_one_run_and_no_command():
    """Reading data, keeping records and sharing runs may change without a new study."""
    names = {*records.digests(record_of("few-labels-and-many"))}
    study = {
        f"snippets/studies/{n}.py" for n in ("one_run", "text_classifiers", "pretrained", "domains")
    }
    assert {name for name in names if name.startswith("snippets/studies/")} == study
    assert {"snippets/lab/bpe.py"} <= names
    assert "the world" not in names
