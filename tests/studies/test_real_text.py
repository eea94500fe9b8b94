"""The studies on real text: all runs on one process or two, wrong options, and the records."""

import json
import os
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest
import real_texts
import torch
from conftest import ROOT
from real_texts import ON_ASPECTS, ON_FILMS, command, glue, lines, main, runs_of

from snippets.studies import command as program
from snippets.studies import one_run, real, records
from snippets.studies.experiments import record_of
from snippets.studies.records import ResultsError
from snippets.studies.text_classifiers import RECIPES
from snippets.studies.texts import read

# the fixtures that are asked for here
folder, aspects = real_texts.folder, real_texts.aspects


# ---------------------------------------------------------------- wrong options


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


# ---------------------------------------------------------------- all runs


def test_a_study_on_glues_folder_says_what_it_measured_on(folder, tmp_path, capsys):
    glue(folder)
    main(command(folder, tmp_path / "results.json", "--systems", "nb"))
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("films: no test part with labels, so its dev part (24 lines)")
    assert printed[1].startswith("trained on")
    data = json.loads((tmp_path / "results.json").read_text("utf-8"))["data"]
    assert data[0]["test"] == 24


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
