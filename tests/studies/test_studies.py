"""Recorded results: run, kept when killed, renewed when something changed, refused when stale."""

import errno
import json
import math
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import numpy as np
import pytest
import small_clone
from scipy import stats
from small_clone import HELPER, REGISTRY, TINY, study

from snippets.lab.files import DiskFullError
from snippets.lab.told import rule_digest
from snippets.studies import records, run
from snippets.studies.records import Record
from snippets.studies.results import System, interval

# the fixture that is asked for here
project = small_clone.project


def test_a_study_is_recorded_checked_and_renewed(project):
    tiny = project / "snippets/studies/results/timeline/tiny.json"
    missing = study(project, "check", "timeline")
    assert missing.returncode == 1
    assert "tiny.json is missing: run `python -m snippets.studies run timeline tiny`." in (
        missing.stderr
    )
    assert study(project, "run", "timeline").returncode == 0
    data = json.loads(tiny.read_text())
    assert [run["seed"] for run in data["runs"]] == [0, 1, 2, 3, 4]
    assert len({run["excess_bits"] for run in data["runs"]}) == 5
    assert all(run["parameters"] == 7 and run["cpu_seconds"] >= 0 for run in data["runs"])
    assert data["versions"]["torch"] == "2.13.0"
    assert set(data) >= {"commit", "time", "arguments", "digests"}
    assert study(project, "check", "timeline").returncode == 0
    assert "nothing has changed" in study(project, "run", "timeline").stdout

    helper = project / "snippets/page/helper.py"
    helper.write_text('"""A new docstring."""\n\n\n' + HELPER + "# and a comment\n")
    assert study(project, "check", "timeline").returncode == 0, "comments do not count"
    helper.write_text(HELPER.replace("2 *", "3 *"))
    stale = study(project, "check", "timeline")
    assert stale.returncode == 1
    assert (
        "snippets/studies/results/timeline/tiny.json is stale, for snippets/page/helper.py changed "
        "since it was recorded: run `python -m snippets.studies accept timeline tiny`."
    ) in stale.stderr
    assert study(project, "run", "timeline", "tiny").returncode == 0
    renewed = json.loads(tiny.read_text())
    for old, new in zip(data["runs"], renewed["runs"], strict=True):
        assert new["excess_bits"] == pytest.approx(1.5 * old["excess_bits"])
    left = study(project, "check", "timeline")
    assert "other.json is stale" in left.stderr
    assert "tiny.json" not in left.stderr


def test_repeating_says_where_it_leaves_the_record(project):
    tiny = project / "snippets/studies/results/timeline/tiny.json"
    assert study(project, "run", "timeline").returncode == 0
    before = tiny.read_text()
    assert "the same again" in study(project, "repeat", "timeline", "tiny").stdout
    data = json.loads(before)
    data["runs"][3]["excess_bits"] *= 1.01
    data["runs"][2]["cpu_seconds"] += 7  # a time may differ
    tiny.write_text(json.dumps(data))
    again = study(project, "repeat", "timeline", "tiny")
    assert again.returncode == 1
    told = [line for line in again.stderr.splitlines() if "recorded" in line]
    assert len(told) == 1
    assert "results/timeline/tiny.json: seed 3, excess_bits: recorded " in told[0]
    assert json.loads(tiny.read_text()) == data, "repeating writes nothing"
    listing = project / "snippets/page/tiny.py"
    listing.write_text("# tolerance: 0.05\n" + listing.read_text())
    assert study(project, "repeat", "timeline", "tiny").returncode == 0


def test_repeating_keeps_what_it_measured_of_the_cheapest_systems(project):
    assert study(project, "run", "timeline").returncode == 0
    kept = project / "kept.json"
    command = ("repeat", "timeline", "--seeds", "1", "--cheapest", "1", "--keep", str(kept))
    assert study(project, *command).returncode == 0
    rows = json.loads(kept.read_text())
    assert {row[3] for row in rows} == {"parameters", "excess_bits"}
    assert len({row[1] for row in rows}) == 1
    assert all(row[4] == row[5] for row in rows)


def test_repeating_leaves_out_no_system_unless_asked(monkeypatch):
    systems = {key: System(key, f"page/{key}", seeds=1) for key in ("quick", "dear", "dearer")}
    seconds = {"quick": 0.01, "dear": 2.0, "dearer": 9.0}
    runs = {key: [{"seed": 0, "cpu_seconds": value, "loss": 1}] for key, value in seconds.items()}
    again = []

    def finished(jobs, workers):
        again[:] = [system.key for system, _ in jobs]
        return ((system, seed, runs[system.key][0]) for system, seed in jobs)

    monkeypatch.setattr(run.results, "check", lambda study, system: {"runs": runs[system.key]})
    monkeypatch.setattr(run, "finished", finished)
    monkeypatch.setattr(run, "differences", lambda *_: [])
    chosen = [*systems.values()]
    run.repeat("timeline", chosen, 1, 99, None)
    assert sorted(again) == ["dear", "dearer", "quick"]
    run.repeat("timeline", chosen, 1, 99, 1)
    assert again == ["dear"]


def test_each_study_that_holds_is_named_beside_one_that_does_not(monkeypatch, capsys):
    program = import_module("snippets.studies.__main__")
    monkeypatch.setattr(program, "EXPERIMENTS", ("stale", "fresh"))
    monkeypatch.setattr(program, "REAL", ())
    monkeypatch.setattr(program, "systems_of", lambda study: {})
    monkeypatch.setattr(
        program, "missing_or_stale", lambda study, _: ["it is stale."] * (study == "stale")
    )
    with pytest.raises(SystemExit, match=r"it is stale\."):
        program.main(["check", "all"])
    assert capsys.readouterr().out == "fresh: recorded, and nothing has changed since.\n"


def test_times_are_known_by_their_names():
    assert run.is_time("cpu_seconds")
    assert run.is_time("ms_decoder_16")
    assert run.is_time("answer_ms")
    assert not run.is_time("items")


def test_an_unknown_experiment_is_told_with_the_known_ones(project):
    done = study(project, "run", "e11")
    assert done.returncode == 2
    assert "invalid choice: 'e11' (choose from " in done.stderr
    assert "scaling-and-the-mirage" in done.stderr
    done = study(project, "run", "timeline", "tinny")
    assert done.returncode == 2
    assert "timeline has no system 'tinny': tiny, other." in done.stderr


@pytest.mark.parametrize("command", ["run", "repeat"])
@pytest.mark.parametrize("value", ["0", "-2", "1.5", "two", ""])
def test_workers_out_of_range_are_one_sentence(command, value, capsys):
    program = import_module("snippets.studies.__main__")
    with pytest.raises(SystemExit) as exit:
        program.main([command, "two-blanks-at-once", f"--workers={value}"])
    assert exit.value.code == 2
    told = capsys.readouterr().err
    assert f"argument --workers: a whole number from 1 on is wanted, not {value!r}" in told
    assert told.count("\n") == 1


def test_no_more_workers_start_than_there_are_runs(monkeypatch):
    started = []

    class Pool(ThreadPoolExecutor):
        def __init__(self, workers, *rest):
            started.append(workers)
            super().__init__(workers)

    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # as the workers have it: undone afterwards
    monkeypatch.setattr(run, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(run, "run_once", lambda system, seed: {"seed": seed})
    jobs = [(System("x", "page/x"), seed) for seed in range(3)]
    assert len(list(run.finished(jobs, 5000))) == 3
    assert started == [3]


def test_a_world_that_speaks_otherwise_makes_results_stale_and_one_written_otherwise_does_not(
    project,
):
    for name in ("tiny", "other"):
        file = project / f"snippets/page/{name}.py"
        file.write_text("from snippets.lab.world.corpus import truth\n" + TINY)
    assert study(project, "run", "timeline").returncode == 0
    grammar = project / "snippets/lab/world/corpus.py"
    grammar.write_text(grammar.read_text() + "\nUNUSED = 1\n")
    assert study(project, "check", "timeline").returncode == 0
    grammar.write_text(grammar.read_text().replace("SIZE, SEED = 200_000", "SIZE, SEED = 100_000"))
    stale = study(project, "check", "timeline", "tiny")
    assert stale.returncode == 1
    assert "tiny.json is stale, for the world changed" in stale.stderr


def test_a_truncated_file_and_an_unknown_system_are_told_in_a_sentence(project):
    assert study(project, "run", "timeline", "other").returncode == 0
    file = project / "snippets/studies/results/timeline/other.json"
    text = file.read_text()
    file.write_text(text[: len(text) // 2])
    half = study(project, "check", "timeline", "other")
    assert half.returncode == 1
    assert (
        "this is not whole JSON: run `python -m snippets.studies run timeline other --again`."
        in (half.stderr)
    )
    data = json.loads(text)
    file.write_text(json.dumps(data | {"runs": data["runs"][:1]}))
    assert "has 1 runs of 2" in study(project, "check", "timeline", "other").stderr
    unknown = study(project, "run", "timeline", "olmo")
    assert unknown.returncode == 2
    assert "timeline has no system 'olmo': tiny, other." in unknown.stderr


def test_a_killed_study_keeps_its_finished_runs(project):
    (project / "snippets/studies/timeline.py").write_text(REGISTRY.format(pause=15))
    file = project / "snippets/studies/results/timeline/tiny.json"
    command = [sys.executable, "-m", "snippets.studies", "run", "timeline", "tiny"]
    process = subprocess.Popen(
        command, cwd=project, start_new_session=True, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kept = json.loads(file.read_text())["runs"]
    assert 1 <= len(kept) < 5
    assert study(project, "run", "timeline", "tiny").returncode == 0
    runs = json.loads(file.read_text())["runs"]
    assert [run["seed"] for run in runs] == [0, 1, 2, 3, 4]
    assert runs[: len(kept)] == kept


def test_a_full_disk_is_told_in_a_sentence_and_keeps_what_was_there(tmp_path, monkeypatch):
    record = Record(tmp_path / "x.json", "run x", ())
    records.save(record, {"commit": "1", "runs": [1]})

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError, match=r"no room on the disk to write .*x\.json"):
        records.save(record, {"commit": "1", "runs": [1, 2]})
    assert json.loads(record.file.read_text()) == {"commit": "1", "runs": [1]}


def test_a_stale_record_is_accepted_where_one_seed_agrees_and_else_run_anew(project):
    tiny = project / "snippets/studies/results/timeline/tiny.json"
    helper = project / "snippets/page/helper.py"
    assert study(project, "run", "timeline").returncode == 0
    before = json.loads(tiny.read_text())
    helper.write_text("def scale(x):\n    return x + x\n")
    assert study(project, "check", "timeline").returncode == 1
    accepted = study(project, "accept", "timeline", "tiny")
    assert "tiny: seed 0 gives what is recorded; accepted." in accepted.stdout
    after = json.loads(tiny.read_text())
    assert after["runs"] == before["runs"]
    assert after["accepted"]["seed"] == 0
    assert "accepted" not in before
    assert study(project, "check", "timeline", "tiny").returncode == 0
    assert "nothing has changed" in study(project, "accept", "timeline", "tiny").stdout

    helper.write_text("def scale(x):\n    return 3 * x\n")
    anew = study(project, "accept", "timeline", "tiny")
    assert "seed 0, excess_bits: recorded" in anew.stdout
    assert "tiny is run anew" in anew.stdout
    assert study(project, "check", "timeline", "tiny").returncode == 0
    last = json.loads(tiny.read_text())
    assert len(last["runs"]) == 5
    assert last["runs"][0]["excess_bits"] == pytest.approx(1.5 * before["runs"][0]["excess_bits"])
    assert "accepted" not in last


def test_a_record_of_another_machine_holds_where_the_code_before_gives_the_same(project):
    """What was recorded elsewhere differs here, before and after a change that changes nothing."""
    tiny = project / "snippets/studies/results/timeline/tiny.json"
    helper = project / "snippets/page/helper.py"
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.c"]

    def commit():
        for command in (["add", "snippets"], ["commit", "-qm", "All"]):
            subprocess.run([*git, *command], cwd=project, check=True)

    subprocess.run([*git, "init", "-q"], cwd=project, check=True)
    commit()
    assert study(project, "run", "timeline", "tiny").returncode == 0
    data = json.loads(tiny.read_text())
    for one in data["runs"]:
        one["excess_bits"] += 0.1  # as another processor might give
    tiny.write_text(json.dumps(data))
    helper.write_text("def scale(x):\n    return x + x\n")
    commit()
    accepted = study(project, "accept", "timeline", "tiny", "--beside", data["commit"])
    assert "seed 0, excess_bits: recorded" in accepted.stdout
    assert f"the code of {data['commit']} gives the same on this machine" in accepted.stdout
    after = json.loads(tiny.read_text())
    assert (after["runs"], after["accepted"]["beside"]) == (data["runs"], data["commit"])
    assert study(project, "check", "timeline", "tiny").returncode == 0

    helper.write_text("def scale(x):\n    return 3 * x\n")
    commit()
    assert "tiny is run anew" in study(project, "accept", "timeline", "tiny").stdout


# ---------------------------------------------------------------- commits and versions


def test_nothing_is_recorded_of_code_that_no_commit_has(project):
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.c"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "All"]):
        subprocess.run([*git, *command], cwd=project, check=True)
    assert study(project, "run", "timeline", "other").returncode == 0
    file = project / "snippets/studies/results/timeline/other.json"
    head = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"], cwd=project, capture_output=True, text=True
    )
    assert json.loads(file.read_text())["commit"] == head.stdout.strip()

    helper = project / "snippets/page/helper.py"
    helper.write_text(HELPER.replace("2 *", "3 *"))
    (project / "snippets/page/unused.py").write_text("x = 1\n")
    before = file.read_bytes()
    for command in ("run", "accept"):
        refused = study(project, command, "timeline", "other")
        assert refused.returncode == 1
        assert "snippets/page/helper.py: changed since the last commit" in refused.stderr
        assert "unused.py" not in refused.stderr
        assert "Traceback" not in refused.stderr
    assert file.read_bytes() == before
    subprocess.run([*git, "commit", "-qam", "Three"], cwd=project, check=True)
    assert study(project, "run", "timeline", "other").returncode == 0


def test_the_check_says_which_records_other_packages_made(project):
    assert study(project, "run", "timeline").returncode == 0
    file = project / "snippets/studies/results/timeline/other.json"
    data = json.loads(file.read_text())
    data["versions"]["torch"] = "2.1.0"
    file.write_text(json.dumps(data))
    done = study(project, "check", "timeline")
    assert done.returncode == 0
    assert "timeline: other: made with torch 2.1.0 (here 2." in done.stdout


def test_the_interval_is_that_of_scipy():
    values = [0.31, 0.29, 0.35, 0.3, 0.33]
    mean, half = interval(values)
    low, high = stats.t.interval(0.95, 4, np.mean(values), stats.sem(values))
    assert (mean - half, mean + half) == pytest.approx((low, high))
    assert interval([math.inf, 1.0])[0] == math.inf


def test_a_record_knows_the_rules_that_stood_before_its_runs(tmp_path, monkeypatch):
    """Those of its system, by name, and those of its page's listings; no others."""
    rules = tmp_path / "claims.yml"
    rules.write_text(
        """
claims:
  - id: "1"
    evidence:
      - {listing: two_masks/findings, supports: "a > 1"}
      - {listing: other/findings, supports: "mean(two_masks.gpt.f1) > 2"}
      - {listing: other/findings, opposes: "mean(two_masks.bert.f1) > 3"}
      - {listing: other/findings, supports: "b > 4"}
      - {paper: arxiv-1, reading: supports}
"""
    )
    monkeypatch.setattr(records, "RULES", rules)
    file = records.FOLDER / "two-masks" / "gpt.json"
    mine = records.rules(Record(file, "two-masks gpt", ()))
    wanted = [{"supports": "a > 1"}, {"supports": "mean(two_masks.gpt.f1) > 2"}]
    assert mine == sorted(map(rule_digest, wanted))
    assert records.rules(Record(tmp_path / "own.json", "two-masks gpt", ())) == []
