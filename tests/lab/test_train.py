"""The tokenizer, the training program, and the committed checkpoints against their gates."""

import errno
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer

from snippets.lab import files, objectives, training
from snippets.lab import train as program
from snippets.lab.checkpoints import CHECKPOINTS, CLASSES, CheckpointError, digest, load
from snippets.lab.probes import (
    probe_errors,
    probes,
    sentiment_quality,
    valid_translations,
)
from snippets.lab.tokenizer import (
    ID,
    LONGEST,
    TEMPLATES,
    VOCABULARY,
    OverLongSentenceError,
    encode,
    pad,
    tokenizer,
)
from snippets.lab.world.corpus import corpus, fresh, truth
from snippets.lab.world.engine import MASK, UnknownWordError
from snippets.lab.world.floors import masked_floor

MODELS = list(CLASSES)
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


# ---------------------------------------------------------------- the tokenizer


def test_an_id_is_the_index_in_the_exact_engine():
    assert VOCABULARY[: ID["[EOS]"] + 1] == truth().vocabulary


@pytest.mark.parametrize("template", TEMPLATES)
def test_tokenizer_and_encode_agree_and_come_back(template):
    for sentence in (*corpus()[:50], f"the {MASK} sat on the {MASK}"):
        ids = tokenizer(template)(sentence).input_ids
        assert ids == encode(sentence, template)
        assert tokenizer(template).decode(ids) == " ".join(VOCABULARY[i] for i in ids)
    assert max(len(encode(text, template)) for text in truth().sentences[::50]) <= LONGEST


@pytest.mark.parametrize("name", MODELS)
def test_the_committed_tokenizer_is_this_one(name):
    there = AutoTokenizer.from_pretrained(CHECKPOINTS / name)
    template = program.RECIPES[name].template
    sentence = "translate : hello world = bonjour monde"
    assert there(sentence).input_ids == encode(sentence, template)
    assert there.get_vocab() == ID
    assert (there.mask_token, there.pad_token, there.eos_token) == ("[MASK]", "[PAD]", "[EOS]")


def test_an_unknown_word_is_named():
    with pytest.raises(UnknownWordError, match="'zebra' at position 1 "):
        encode("the zebra sat")
    with pytest.raises(Exception, match="UNK"):
        tokenizer()("the zebra sat")


def test_an_over_long_sentence_is_refused():
    with pytest.raises(OverLongSentenceError, match="30 words, and with its 2 mark"):
        encode(["the"] * 30)


# ---------------------------------------------------------------- training


def equal(a, b):
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


@pytest.fixture
def small(monkeypatch):
    """A run of six steps, its state saved after every second one."""
    monkeypatch.setattr(training, "EVERY", 2 * program.RECIPES["gpt"].size)
    monkeypatch.setattr(training, "SAVE", 2)
    return {"steps": 6, "sentences": 1024}


def test_same_seed_same_weights_and_a_killed_run_goes_on(small, tmp_path, monkeypatch):
    whole, curve = program.train("gpt", tmp_path / "whole", **small)
    again, _ = program.train("gpt", tmp_path / "again", **small)
    assert equal(training.weights(whole), training.weights(again))
    assert curve[-1][1] < curve[0][1]

    steps = []
    true_clip = torch.nn.utils.clip_grad_norm_

    def kill(*arguments):
        steps.append(true_clip(*arguments))
        if len(steps) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", kill)
    with pytest.raises(KeyboardInterrupt):
        program.train("gpt", tmp_path / "killed", **small)
    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", true_clip)
    resumed, curve_resumed = program.train("gpt", tmp_path / "killed", **small)
    assert len(steps) == 4
    assert equal(training.weights(whole), training.weights(resumed))
    assert curve == curve_resumed


def test_each_descent_begins_at_half_the_last_ones_rate():
    recipe = program.RECIPES["gpt"]
    parts = training.descents(recipe, recipe.steps)
    assert [length for _, length, _ in parts[1:]] == list(recipe.again)
    assert sum(length for _, length, _ in parts) == recipe.steps
    for i, (start, length, _) in enumerate(parts):
        rates = [
            training.learning_rate(recipe, step, recipe.steps)
            for step in range(start, start + length)
        ]
        assert max(rates) == pytest.approx(recipe.learning_rate / 2**i)
        assert max(rates[0], rates[-1]) < max(rates) / 50
    once = program.RECIPES["bart"]
    assert training.descents(once, once.steps) == [(0, once.steps, once.learning_rate)]


def test_a_run_that_was_killed_outright_goes_on_to_the_same_checkpoint(tmp_path):
    command = [sys.executable, "-m", "snippets.lab.train", "gpt", "--quick", "--out"]
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    state = killed / "gpt.state"
    run = subprocess.Popen([*command, str(killed)], cwd=ROOT, stderr=subprocess.DEVNULL)
    while run.poll() is None and not state.exists():
        time.sleep(0.01)
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert state.exists(), "the run was over before it could be killed"
    assert not (killed / "gpt").exists()
    (killed / "gpt.state.partial").write_bytes(b"what a kill while saving leaves")
    (killed / "gpt.partial").mkdir()
    for out in (killed, whole):
        program.main(["gpt", "--quick", "--out", str(out)])
    assert digest(killed / "gpt") == digest(whole / "gpt")
    assert (killed / "gpt" / "README.md").read_text() == (whole / "gpt" / "README.md").read_text()
    assert load("gpt", killed)
    assert not state.exists()


def test_another_runs_state_is_refused(small, tmp_path):
    program.train("gpt", tmp_path, **small)
    with pytest.raises(ValueError, match="belongs to another run"):
        program.train("gpt", tmp_path, steps=7, sentences=1024)


def test_a_damaged_state_is_named(small, tmp_path):
    (tmp_path / "gpt.state").write_bytes(b"half a file")
    with pytest.raises(ValueError, match=r"gpt\.state is damaged"):
        program.train("gpt", tmp_path, **small)


def test_quick_trains_all_four(tmp_path, capsys):
    program.main(["all", "--quick", "--out", str(tmp_path)])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(MODELS)
    for name in MODELS:
        assert load(name, tmp_path).num_parameters() == load(name).num_parameters()
        assert "60 of" in (tmp_path / name / "README.md").read_text("utf-8")
    assert "excess bits" in capsys.readouterr().err


def test_quick_never_overwrites_the_trained_checkpoints(capsys):
    with pytest.raises(SystemExit):
        program.main(["gpt", "--quick"])
    assert "--out" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "1e3", "²", "", "many"])
def test_steps_out_of_range_are_one_sentence(value, tmp_path, capsys):
    with pytest.raises(SystemExit) as exit:
        program.main(["gpt", "--text", "nowhere", "--out", str(tmp_path), f"--steps={value}"])
    assert exit.value.code == 2
    told = capsys.readouterr().err
    assert f"argument --steps: a whole number from 1 on is wanted, not {value!r}" in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("more", [[], ["--text", "nowhere", "--quick"]])
def test_steps_that_would_not_count_are_refused(more, tmp_path, capsys):
    with pytest.raises(SystemExit):
        program.main(["gpt", "--out", str(tmp_path), "--steps", "9", *more])
    assert "--steps goes with --text, and without --quick" in capsys.readouterr().err


def test_a_full_disk_loses_nothing(tmp_path, monkeypatch):
    file = tmp_path / "gpt.state"
    files.write(file, b"before")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(files.DiskFullError, match="no room on the disk to write"):
        files.write(file, b"after")
    assert file.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["gpt.state"]


def test_a_full_disk_leaves_no_half_written_checkpoint(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    model = load("gpt")
    monkeypatch.setattr(program, "card", full)
    with pytest.raises(files.DiskFullError):
        program.save_checkpoint("gpt", model, [], tmp_path, {"steps": 3, "sentences": 1000})
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- the committed checkpoints


@pytest.mark.parametrize("name", MODELS)
def test_the_card_states_the_digest_and_the_size_is_small(name):
    folder = CHECKPOINTS / name
    assert re.search(r"SHA-256 \| `(\w+)`", (folder / "README.md").read_text("utf-8"))[1] == digest(
        folder
    )
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 2 * 2**20
    assert {p.dtype for p in load(name).parameters()} == {torch.float32}


def test_gpt_and_bert_have_the_same_size_and_saw_the_same_tokens():
    sizes = [load(name).num_parameters() for name in ("gpt", "bert")]
    assert max(sizes) / min(sizes) <= 1.03
    cards = [(CHECKPOINTS / name / "README.md").read_text("utf-8") for name in ("gpt", "bert")]
    assert len({re.search(r"Tokens seen \| ([\d,]+)", text)[1] for text in cards}) == 1


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_damaged_or_missing_file_is_named(file, tmp_path):
    copy = tmp_path / "gpt"
    copy.mkdir()
    for path in (CHECKPOINTS / "gpt").iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    (copy / file).write_bytes((copy / file).read_bytes()[:-100])
    with pytest.raises(CheckpointError, match=f"{file} of the checkpoint gpt is damaged"):
        load("gpt", tmp_path)
    (copy / file).unlink()
    with pytest.raises(CheckpointError, match=f"lacks {file}"):
        load("gpt", tmp_path)


def test_the_checkpoints_are_named_when_another_is_asked_for():
    with pytest.raises(ValueError, match="the checkpoints are gpt, bert"):
        load("t5")


def excess(name, n):
    recipe = program.RECIPES[name]
    paid, floor = training.bits(recipe, load(name), training.held_out(recipe, fresh(n, seed=3)))
    return (paid - floor) / floor


def test_the_masked_floor_of_training_is_the_worlds():
    recipe = program.RECIPES["bert"]
    (batch, exact), *_ = training.held_out(recipe, fresh(100, seed=3))
    hidden = (batch["labels"] != objectives.IGNORE).numpy()
    sentences = program.texts(
        torch.where(torch.tensor(hidden), batch["labels"], batch["input_ids"])
    )
    masks = [row[1 : 1 + len(text.split())] for row, text in zip(hidden, sentences, strict=True)]
    floor = masked_floor(truth("training"), sentences, masks)
    assert exact / hidden.sum() == pytest.approx(floor)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("translate : hello world =", "bonjour monde"),
        (f"the cat {MASK} the mat", "the cat sat on the mat"),
        (f"this movie is {MASK} !", "this movie is not great !"),
    ],
)
def test_barts_floor_is_the_share_of_the_target_among_all_that_fit(source, target):
    batch = {
        "input_ids": pad([encode(source, "bart")]),
        "labels": pad([[*encode(target, "gpt")[1:], ID["[EOS]"]]]),
    }
    if MASK in source:
        world = truth("training")
        left, right = (part.split() for part in source.split(MASK))
        fits = {
            text: p
            for text, p in zip(world.sentences, world.probabilities, strict=True)
            if (words := text.split())[: len(left)] == left
            and words[len(words) - len(right) :] == right
            and 1 <= len(words) - len(left) - len(right) <= objectives.SPAN
        }
        expected = -np.log2(fits[target] / sum(fits.values()))
    else:
        expected = 0.0
    assert program.bart_exact(batch) == pytest.approx(expected, abs=1e-12)


def test_probes_are_enough_and_possible():
    for kind in ("next", "masked"):
        listed = probes(kind)
        latents = [probe["latent"] for probe in listed]
        assert len(set(latents)) == 9
        assert min(map(latents.count, latents)) >= 20
        assert len({(p["context"], *p["event"]) for p in listed}) == len(listed)


def test_gpt_gate_on_its_excess():
    assert excess("gpt", 4000) <= 0.01


# Not reached yet. Strict: the day they are reached, these marks have to go.
@pytest.mark.xfail(strict=True, reason="largest probe error .0212, where .02 is wanted")
def test_gpt_gate_on_its_probes():
    errors = [abs(probe["model"] - probe["exact"]) for probe in probe_errors(load("gpt"), "next")]
    assert max(errors) <= 0.02


def test_bert_gate_on_its_excess():
    assert excess("bert", 4000) <= 0.01


def test_bert_gate_on_its_probes():
    errors = [abs(p["model"] - p["exact"]) for p in probe_errors(load("bert"), "masked")]
    assert max(errors) <= 0.05
    assert np.mean(errors) <= 0.01


def test_bart_gates():
    assert excess("bart", 2000) <= 0.05
    assert valid_translations(load("bart"))[0] >= 0.99


def test_sentiment_gates():
    quality = sentiment_quality(load("bert-sentiment"))
    assert quality["bayes"] - quality["accuracy"] <= 0.005
    assert quality["mean_error"] <= 0.02
