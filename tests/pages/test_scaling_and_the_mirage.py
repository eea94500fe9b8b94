"""e10: models in four widths, what they are asked, what is recorded, and rules."""

import copy
import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F
from weighed import bearing, printed

from snippets.lab.checkpoints import load
from snippets.lab.fit import SIZE, fit
from snippets.lab.measure import FRESH, SEED, bayes_accuracy
from snippets.lab.objectives import gpt_batch, gpt_loss
from snippets.lab.tokenizer import BOS, ID, VOCABULARY, encode
from snippets.lab.world.corpus import fresh, truth
from snippets.lab.world.engine import MASK
from snippets.scaling_and_the_mirage import models
from snippets.studies.experiments import runs_of, summaries
from snippets.studies.results import check, interval
from snippets.studies.scaling_and_the_mirage import (
    EXAM,
    OBJECTIVES,
    SCHEDULES,
    SYSTEMS,
    WIDTHS,
    curves,
    largest_step,
    largest_widening,
    of_each_seed,
    slope,
    slopes,
)

FOLDER = "scaling_and_the_mirage"
FALL = 0.5  # excess bits between the two sizes, or lengths of training, of the quick forms
FAR = 1.0  # excess bits by which quick diffusion, with thrice the steps, is behind


@pytest.fixture(scope="module")
def recorded():
    return summaries("scaling-and-the-mirage")


@pytest.fixture(scope="module")
def measures(listing):
    return lambda name: listing(f"{FOLDER}/{name}").namespace["measures"]


# ---------------------------------------------------------------- models and their cost


@pytest.mark.parametrize("width", WIDTHS)
def test_both_classes_have_about_the_same_parameters(width):
    gpt, bert = models.gpt(width), models.bert(width)
    assert 1 < bert.num_parameters() / gpt.num_parameters() < 1.1
    assert gpt.config.n_embd // gpt.config.n_head == 8
    assert bert.config.hidden_size // bert.config.num_attention_heads == 8


@pytest.mark.parametrize("width", [8, 32])
def test_operations_are_those_of_the_formula(width):
    model = models.gpt(width)
    tokens = 16
    body = 2 * (24 * tokens * width**2 + 4 * tokens**2 * width)
    head = 2 * tokens * width * len(VOCABULARY)
    assert models.sentence_flops(model) == body + head
    transform = 2 * tokens * width**2  # a square matrix of BERT's head
    assert models.sentence_flops(models.bert(width)) == body + head + transform


def test_counting_changes_neither_weights_nor_attention():
    torch.manual_seed(0)
    model = models.gpt(8)
    before = copy.deepcopy(model.state_dict())
    used = model.config._attn_implementation
    rows = models.rows_to_read(0, 1, 1)
    one = models.gigaflops(model, gpt_batch, gpt_loss, rows, 1)
    assert models.gigaflops(model, gpt_batch, gpt_loss, rows, 7) == pytest.approx(7 * one)
    assert model.config._attn_implementation == used
    assert all(p.grad is None for p in model.parameters())
    assert all(before[name].equal(x) for name, x in model.state_dict().items())


def test_few_sentences_come_over_and_over():
    rows = models.rows_to_read(3, 5, 2)
    assert len(rows) == 5 * SIZE
    assert rows[2 * SIZE :][: 2 * SIZE] == rows[: 2 * SIZE]
    assert rows[: 2 * SIZE] == models.rows_to_read(3, 2, 2) == models.rows_to_read(3, 5, 5)[:128]


# ---------------------------------------------------------------- the questions


def oracle(wrong: int = -1):
    """Logits that are sure of every right word, but of another at the place `wrong`."""

    def logits_of(sources, targets):
        right = torch.tensor([word for target in targets for word in target])
        places = torch.cat([torch.arange(len(target)) for target in targets])
        right = torch.where(places == wrong, (right + 1) % len(VOCABULARY), right)
        return 100.0 * F.one_hot(right, len(VOCABULARY))

    return logits_of


def test_what_is_right_is_scored_so():
    assert models.translated(oracle()) == pytest.approx(
        {"token_bits": 0, "token_right": 1, "all_right": 1}, abs=1e-6
    )
    first = models.translated(oracle(wrong=0))
    _, targets, p = models.translations()
    length = (p * [len(target) for target in targets]).sum()
    assert first["all_right"] == 0
    assert first["token_right"] == pytest.approx(1 - 1 / length)
    last = models.translated(oracle(wrong=5))  # only those of six words have a sixth
    assert last["all_right"] == pytest.approx(p[[len(t) < 6 for t in targets]].sum())


def test_each_source_has_one_right_translation():
    engine = truth("training")
    sources, targets, p = models.translations()
    assert p.sum() == pytest.approx(1)
    assert len(set(map(tuple, sources))) == len(sources)
    for i in (0, len(sources) // 2, len(sources) - 1):
        prefix = " ".join(VOCABULARY[word] for word in sources[i])
        for word in targets[i]:
            assert engine.next_token(prefix)[word] == pytest.approx(1)
            prefix += " " + VOCABULARY[word]


def test_all_right_is_what_greedy_writing_gets_right():
    gpt = load("gpt")
    sources, targets, _ = models.translations()
    chosen = range(0, len(sources), 100)
    logits_of = models.left_to_right(gpt)
    for i in chosen:
        with torch.no_grad():
            logits = logits_of([sources[i]], [targets[i]])
            ids = torch.tensor([[ID[BOS], *sources[i]]])
            for _ in targets[i]:
                ids = torch.cat([ids, gpt(ids).logits[:, -1:].argmax(-1)], dim=1)
        said = ids[0, -len(targets[i]) :].tolist()
        assert (logits.argmax(-1).tolist() == targets[i]) == (said == targets[i])


def test_the_blanks_are_those_of_the_target():
    bert = load("bert")
    sources, targets, _ = models.translations()
    source, target = sources[7], targets[7]
    text = " ".join([*(VOCABULARY[word] for word in source), *[MASK] * len(target)])
    ids = torch.tensor([encode(text, "bert")])
    with torch.no_grad():
        asked = bert(ids).logits[ids == ID[MASK]]
        padded = models.all_at_once(bert)([source, sources[0]], [target, targets[0]])
    assert torch.allclose(padded[: len(target)], asked, atol=1e-4)


def test_trained_checkpoints_come_close_to_the_best_label_accuracy():
    best = bayes_accuracy()
    for score in (models.by_bayes(load("gpt")), models.by_blank(load("bert"))):
        assert best - 0.02 < models.label_accuracy(score) <= best + 1e-9


# ---------------------------------------------------------------- quick forms


def test_wider_is_better_in_the_quick_form(measures):
    found = measures("next_token")
    assert found["excess_8"] - found["excess_32"] > FALL
    assert found["sentence_flops_32"] > 8 * found["sentence_flops_8"]


def test_longer_is_better_in_the_quick_form(measures):
    found = measures("mirage")
    assert found["excess_25"] - found["excess_100"] > FALL
    assert found["token_right_100"] > found["all_right_100"]


def test_masked_training_is_behind_in_the_quick_form(measures):
    causal, diffusion = measures("next_token"), measures("masked_diffusion")
    assert diffusion["tokens_32"] > 2.5 * causal["tokens_32"]
    assert diffusion["excess_32"] - causal["excess_32"] > FAR
    assert measures("masked_word")["excess_32"] > 0


# ---------------------------------------------------------------- what is recorded


def text_of(system):
    """Which text a system reads: that of every width, less of it, or some sentences again."""
    part = system.key.split("-", 2)[2]
    return "fresh" if part.isdigit() and int(part) in WIDTHS else part


def test_every_system_has_its_seeds_and_the_same_text():
    tokens = {}
    for system in SYSTEMS:
        runs = check("scaling-and-the-mirage", system)["runs"]
        assert {run["seed"] for run in runs} >= set(range(5))
        for run in runs:
            for name in run:
                if name.startswith("tokens_"):
                    tokens.setdefault((text_of(system), run["seed"]), set()).add(run[name])
    trained = [s for s in SYSTEMS if s.key != "mirage" and not s.key.endswith("stopped")]
    wanted = {(text_of(system), seed) for system in trained for seed in range(5)}
    assert tokens.keys() >= wanted > set()
    assert all(len(found) == 1 for found in tokens.values())


def test_on_few_sentences_diffusion_overtakes_only_what_is_not_stopped(recorded):
    of = {name: recorded[name]["excess_32"] for name in recorded if "of-640" in name}
    end, stopped = of["next-token-of-640"], of["next-token-of-640-stopped"]
    rival, rival_stopped = of["masked-diffusion-of-640"], of["masked-diffusion-of-640-stopped"]
    assert end[0] - end[1] > rival[0] + rival[1]
    assert stopped[0] + stopped[1] < rival_stopped[0] - rival_stopped[1]
    assert recorded["next-token-of-640-stopped"]["step"][0] < 400


def test_what_is_stopped_is_the_same_training(listing):
    run = listing(f"{FOLDER}/stopped").namespace
    torch.set_default_dtype(torch.float64)
    try:
        torch.manual_seed(0)
        model = models.gpt(32)
        fit(model, gpt_batch, gpt_loss, 0, 32, 0.024, models.rows_to_read(0, 32, 2))
    finally:
        torch.set_default_dtype(torch.float32)
    assert run["step"] == 32  # so that nothing was thrown away
    for ours, theirs in zip(run["model"].parameters(), model.parameters(), strict=True):
        assert torch.allclose(ours, theirs, atol=1e-9)


def test_nothing_is_better_than_the_best(recorded):
    for system in SYSTEMS:
        for name, (mean, half) in recorded[system.key].items():
            if name.startswith("excess"):
                assert mean + half > 0, (system.key, name)
            if name.startswith("accuracy"):
                assert mean - half < bayes_accuracy() + 1e-9, (system.key, name)
            if name.startswith(("valid", "token_right", "all_right")):
                assert 0 <= mean <= 1
            if name.startswith("all_right"):
                right = recorded[system.key][name.replace("all_right", "token_right")][0]
                assert mean <= right + 1e-9


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_slope_is_that_of_a_fit_and_each_seed_has_its_own(recorded, listing, objective):
    runs = runs_of("scaling-and-the-mirage")
    key = objective.replace("_", "-")
    of_seeds = []
    for seed in range(5):
        these = [runs[f"{key}-{d}"][seed] for d in WIDTHS]
        excess, cost = (
            np.log([run[f"{name}_{d}"] for run, d in zip(these, WIDTHS, strict=True)])
            for name in ("excess", "training_gigaflops")
        )
        of_seeds.append(np.polyfit(cost, excess, 1)[0])
    assert slopes(runs, objective) == pytest.approx(of_seeds)
    mean, half = interval(of_seeds)
    assert abs(slope(recorded, objective) - mean) < half
    said = printed(listing(f"{FOLDER}/findings"))
    assert said[f"{objective}_slope"] == pytest.approx(mean, abs=0.001)
    assert said[f"{objective}_slope_half"] == pytest.approx(half, abs=0.001)


def test_slopes_are_compared_in_pairs(listing):
    runs, said = runs_of("scaling-and-the-mirage"), printed(listing(f"{FOLDER}/findings"))
    apart = slopes(runs, "next_token") - slopes(runs, "masked_word")
    mean, half = interval(apart)
    assert said["slope_lead"] == pytest.approx(mean, abs=0.001)
    assert said["slope_lead_half"] == pytest.approx(half, abs=0.001)


def test_leaps_are_those_of_each_seed(listing):
    said = printed(listing(f"{FOLDER}/findings"))
    seeds = of_each_seed(runs_of("scaling-and-the-mirage"))
    assert len(seeds) == 5
    leaps = [largest_step(curves(seed)["exam"]) for seed in seeds]
    assert said["exam_leap"] == pytest.approx(np.mean(leaps), abs=0.001)
    widenings = [largest_widening(seed, "masked_word") for seed in seeds]
    assert said["masked_word_widening"] == pytest.approx(np.mean(widenings), abs=0.001)


def test_largest_step_by_hand():
    assert largest_step([0, 0, 1, 1], (1, 2, 4, 8)) == 1
    assert largest_step([0, 1, 2, 4], (1, 2, 4, 8)) == 0.5
    assert largest_step([0, 1, 3, 4], (10, 14, 20, 28)) == 0.75
    assert largest_step([8, 4, 2, 0], (1, 2, 4, 8)) == 0.5


def test_the_exam_leaps_where_the_bits_do_not(recorded):
    curve = curves(recorded)
    assert curve["exam"] == [share**EXAM for share in curve["all_right"]]
    exam = largest_step(curve["exam"])
    assert exam > largest_step(curve["token_right"])
    assert exam > largest_step([math.log(bits) for bits in curve["token_bits"]])
    assert len(curve["exam"]) == len(SCHEDULES) + 1


# ---------------------------------------------------------------- what the ledger makes of it


def widths(objective, measure, values):
    return {
        f"{objective}_{d}__{measure}_{d}": value for d, value in zip(WIDTHS, values, strict=True)
    }


WORSE = [0.5, 0.6, 0.7, 0.8]
LAST = "from width 32"


@pytest.mark.parametrize(
    ("claim", "about", "changes", "comes_to"),
    [
        ("13", "bits", {"bits_leap": 0.9}, "supports"),
        ("13", "bits", {"bits_leap": 0.52}, "no bearing"),
        ("74", "an exam", {"exam_leap": 0.3, "exam_leap_half": 0.1}, "opposes"),
        ("74", "an exam", {"exam_at_last": 0.01}, "opposes"),
        ("45", "the same", {"next_token_of_640__excess_32": 0.02}, "no bearing"),
        ("45", "the same", {"masked_word_of_640__excess_32": 900.0}, "opposes"),
        ("48a", "", widths("masked_word", "excess", WORSE), "opposes"),
        ("48a", "", widths("masked_word", "excess", [0.5, 0.49, 0.48, 0.47]), "no bearing"),
        ("48b", "", widths("masked_word", "sentence_flops", [4.0, 3.0, 2.0, 1.0]), "supports"),
        ("49", "bits", {"next_token_widening": 0.9}, "supports"),
        ("85", "", widths("next_token", "excess", WORSE), "opposes"),
        ("101", "four", {"slope_lead": 0.3}, "opposes"),
        ("101", "four", {"slope_lead": 0.0}, "no bearing"),
        ("101", LAST, {"last_slope_lead": -0.3}, "supports"),
        ("101", LAST, {"last_slope_lead_half": 0.3}, "no bearing"),
        ("113", "", widths("next_token", "valid", [0.9, 0.8, 0.7, 0.6]), "opposes"),
        ("122", "640", {"next_token_of_640__excess_32": 0.02}, "supports"),
        ("122", "new draws", widths("next_token", "excess", [4.0, 3.0, 2.0, 1.0]), "opposes"),
    ],
)
def test_a_rule_turns_with_its_evidence(tmp_path, claim, about, changes, comes_to):
    assert bearing(tmp_path, claim, FOLDER, about, **changes) == comes_to


def test_draws_repeat_and_fresh_ones_were_read(listing):
    printed = listing(f"{FOLDER}/distinct").numbers
    found = {name: float(x.rstrip("%").replace(",", "")) for name, x in printed.items()}
    read = [
        {" ".join(VOCABULARY[i] for i in row) for row in models.rows_to_read(seed, 800, 50)}
        for seed in range(5)
    ]
    assert found["distinct_3200"] == pytest.approx(np.mean([len(x) for x in read]), abs=0.5)
    shares = [np.mean([text in x for text in fresh(FRESH, seed=SEED)]) for x in read]
    assert found["read_3200"] == pytest.approx(100 * np.mean(shares), abs=0.06)
    assert found["distinct_51200"] < 0.5 * 51_200
    assert found["read_640"] < found["read_3200"] < found["read_12800"] < found["read_51200"]
