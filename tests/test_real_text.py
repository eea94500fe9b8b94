"""The studies on real text: reading data, one run, all runs on one process or two, bad input."""

import importlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace

import datasets
import numpy as np
import pytest
import torch
from conftest import ROOT
from sklearn.calibration import calibration_curve
from sklearn.metrics import log_loss

from snippets.study import real
from snippets.study.classifiers import (
    RECIPES,
    Bayes,
    Head,
    batches,
    calibration_error,
    measures,
    scores,
)
from snippets.study.results import ResultsError
from snippets.study.texts import DataError, read

CHANGES = {"epochs": 2, "least": 20, "every": 10, "patience": 2}
SMALL = {name: replace(recipe, **CHANGES) for name, recipe in RECIPES.items()}
GOOD = ["fine", "lovely", "bright", "warm", "clever", "honest", "tender", "brave"]
BAD = ["dull", "awful", "weak", "cold", "silly", "false", "clumsy", "grim"]


def main(arguments):
    importlib.import_module("snippets.study.__main__").main(arguments)  # with errors of its own


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
        main(["sst2", "--data", str(folder), "--out", str(out)])
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
        (["--columns", "text", "label"], r"train.tsv:1: there is no column 'text'"),
        (["--model", "no/such-model"], "--model no/such-model: .* Without a network, name a local"),
    ],
)
def test_a_wrong_option_is_one_sentence(folder, tmp_path, arguments, told):
    if "--data" not in arguments:
        arguments = ["--data", str(folder), *arguments]
    with pytest.raises(SystemExit) as exit:
        main(["sst2", *arguments, "--out", str(tmp_path / "results.json")])
    assert re.search(told, str(exit.value)), exit.value
    assert "\n" not in str(exit.value)


def test_a_missing_network_is_one_sentence(tmp_path):
    with pytest.raises(DataError) as error:
        read("no-one/no-such-data")
    assert "Without a network, name local files." in str(error.value)
    assert "\n" not in str(error.value)


# ---------------------------------------------------------------- one run


def test_subsets_are_nested_paired_and_hold_every_label(folder):
    (films,) = read(str(folder))
    few, many = real.subset(films, 8, seed=3), real.subset(films, 32, seed=3)
    assert few == many[:8]
    assert {row.label for row in real.subset(films, 2, seed=5)} == {"0", "1"}
    assert real.subset(films, 8, seed=4) != few


def test_a_decoder_answers_by_bayes_rule_and_an_encoder_by_its_head(folder):
    """The scores are those of transformers' own losses, text by text and label by label."""
    (films,) = read(str(folder))
    labels = ["0", "1"]
    tokenizer = real.bpe([r.text for r in films.train], more=real.label_marks(labels))
    prior = np.log([0.25, 0.75])
    decoder = real.SCRATCH_SYSTEMS["decoder"](tokenizer, labels, prior, SMALL["decoder"])
    encoder = real.SCRATCH_SYSTEMS["encoder"](tokenizer, labels, None, SMALL["encoder"])
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
        real.run_once(real.Job("films", 32, "encoder", seed), domains, SMALL) for seed in (0, 0, 1)
    ]
    assert runs[0]["on"] == runs[1]["on"]
    assert runs[0]["on"] != runs[2]["on"]
    assert runs[0]["steps"] == 20
    assert runs[0]["passes"] == 1


def test_words_that_decide_are_learned(folder):
    domains = read(str(folder))
    for system in ("nb", "lr", "svm"):
        found = real.run_once(real.Job("films", 60, system, 0), domains)["on"]["films"]
        assert found["accuracy"] >= 0.85, system


# ---------------------------------------------------------------- all runs


def command(folder, out, *more):
    return ["sst2", "--data", str(folder), "--labels", "16", "all", "--seeds", "2", "--steps",
            "30", "--out", str(out), *more]  # fmt: skip


def runs_of(out):
    """Return what a results file holds, without times."""
    return [
        {name: value for name, value in run.items() if name not in ("cpu_seconds", "ms")}
        for run in json.loads(out.read_text())["runs"]
    ]


WITNESS = """import os, sys
from snippets.study import real
from snippets.study.__main__ import main

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
    arguments = [sys.executable, "-m", "snippets.study", *command(folder, out, "--seeds", "20")]
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
    assert set(data["versions"]) == set(real.LIBRARIES)
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
    with pytest.raises(SystemExit, match="this is no whole results file"):
        main(command(folder, out, "--systems", "nb"))
    main(command(folder, out, "--systems", "nb", "--again"))
    assert len(runs_of(out)) == 4


def test_domains_are_asked_of_each_other(aspects, tmp_path):
    out = tmp_path / "results.json"
    main(["absa", "--data", str(aspects), "--labels", "all", "--systems", "nb", "--seeds", "2",
          "--out", str(out)])  # fmt: skip
    runs = json.loads(out.read_text())["runs"]
    assert {run["domain"] for run in runs} == {"cafes", "phones"}
    assert all(set(run["on"]) == {"cafes", "phones"} for run in runs)


def test_domains_with_other_labels_are_told(folder, aspects, tmp_path):
    with pytest.raises(SystemExit, match=r"the labels of films \(0, 1\) are not those of cafes"):
        main(["absa", "--data", str(aspects), str(folder), "--out", str(tmp_path / "r.json")])


@pytest.mark.parametrize(("kind", "passes"), [("decoder", 2), ("encoder", 1)])
def test_a_model_of_a_local_folder_is_tuned(folder, tmp_path, kind, passes):
    """A folder that `save_pretrained` wrote stands for a public model: one writes, one reads."""
    (films,) = read(str(folder))
    tokenizer = real.bpe([row.text for row in films.train], more=real.label_marks("01"))
    torch.manual_seed(0)
    made = real.SCRATCH_SYSTEMS[kind](tokenizer, "01", np.log([0.5, 0.5]), RECIPES[kind])
    model, out = tmp_path / f"my-{kind}", tmp_path / "results.json"
    made.model.save_pretrained(model)
    tokenizer.save_pretrained(model)
    main(["sst2", "--data", str(folder), "--labels", "all", "--seeds", "1", "--steps", "30",
          "--model", str(model), "--out", str(out)])  # fmt: skip
    data = json.loads(out.read_text())
    (run,) = data["runs"]
    assert data["model"] == f"my-{kind}"
    assert run["passes"] == passes
    assert np.isfinite(run["on"]["films"]["log_loss"])


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


def test_a_study_is_stale_when_its_code_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(real, "code_digests", lambda: {"snippets/bpe.py": "other"})
    with pytest.raises(ResultsError, match=r"sst2.json is stale, for snippets/bpe.py changed"):
        real.check("sst2")
