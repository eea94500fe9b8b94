"""Conditions of the ledger's rules: what they read, what they compute, how bad ones are told."""

import json
import math

import pytest
from conftest import ROOT
from scipy import stats

from snippets.studies.experiments import summaries
from tools.markdown.conditions import ConditionError, Records, holds, margins, with_margin

RUNS = {
    "gpt-big": [0.90, 0.92, 0.91, 0.94, 0.93],
    "bert": [0.80, 0.83, 0.81, 0.84, 0.80],
}


@pytest.fixture
def records(tmp_path):
    """A listing that printed three values, and a study of two systems with five seeds."""
    out = tmp_path / "docs" / "recorded" / "page" / "mask.out"
    out.parent.mkdir(parents=True)
    out.write_text("a title\nexcess_bits = 0.12 ± 0.03\nshare = 1/4\nsame = True\nword = cat\n")
    folder = tmp_path / "snippets" / "studies" / "results" / "two-masks"
    folder.mkdir(parents=True)
    for system, values in RUNS.items():
        runs = [{"seed": seed, "f1-score": value} for seed, value in enumerate(values)]
        made = {"time": "2026-11-20T10:00+00:00", "runs": runs}
        (folder / f"{system}.json").write_text(json.dumps(made))
    one = {"time": "2026-11-21T10:00+00:00", "runs": [{"seed": 0, "f1-score": 0.5}]}
    (folder / "counter.json").write_text(json.dumps(one))
    return Records(tmp_path, "page/mask")


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        ("excess_bits < .2", True),
        ("excess_bits > .2", False),
        ("share == .25 and same == 1", True),
        ("not (share > .3 or excess_bits > .2)", True),
        ("0 < excess_bits < share < 1", True),
        ("excess_bits + 2 * share - .12 == .5", True),
        ("-share < 0", True),
        ("abs(excess_bits - share) < .2 and max(excess_bits, share) == .25", True),
        ("mean(two_masks.gpt_big.f1_score) > .9", True),
        ("low(two_masks.gpt_big.f1_score - two_masks.bert.f1_score) > .05", True),
        ("high(two_masks.gpt_big.f1_score - two_masks.bert.f1_score) < .15", True),
        ("half(two_masks.bert.f1_score) > .1", False),
    ],
)
def test_a_condition_is_true_or_false(records, condition, truth):
    assert holds(condition, records) is truth


def test_an_interval_is_that_of_paired_differences(records):
    differences = [a - b for a, b in zip(RUNS["gpt-big"], RUNS["bert"], strict=True)]
    low, high = stats.t.interval(0.95, 4, loc=sum(differences) / 5, scale=stats.sem(differences))
    holds("low(two_masks.gpt_big.f1_score - two_masks.bert.f1_score) > 0", records)
    holds("high(two_masks.gpt_big.f1_score - two_masks.bert.f1_score) > 0", records)
    assert sorted(records.names.values()) == pytest.approx([low, high], abs=1e-12)
    assert records.times == {"2026-11-20"}


def test_all_names_are_read_though_the_first_decides(records):
    """A name that does not exist is told even where it could not change the outcome."""
    with pytest.raises(ConditionError, match="no number 'nothing = …'"):
        holds("share > .9 and nothing > 0", records)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("exces_bits < .2", r"prints no number 'exces_bits = …' \(it prints: excess_bits"),
        ("word == 1", "prints no number 'word"),
        ("mean(two_mask.bert.f1_score) > 0", r"no study 'two_mask' \(near: two_masks"),
        ("mean(two_masks.brt.f1_score) > 0", r"no record of two-masks 'brt' \(near: bert"),
        ("mean(two_masks.bert.f2_score) > 0", r"no measure 'f2_score' \(it has f1_score"),
        ("two_masks.bert.f1_score > 0", r"has one value a seed: compare its mean\(…\)"),
        ("mean(share) > 0", "mean takes one recorded measure"),
        ("mean(two_masks.bert.f1_score, 2) > 0", "mean takes one recorded measure"),
        ("half(two_masks.counter.f1_score) > 0", "of one seed there is no interval"),
        ("mean(two_masks.bert.f1_score - two_masks.counter.f1_score) > 0", "have other seeds"),
        ("median(share) > 0", "unknown function 'median' in a condition"),
        ("abs(share, 2) > 0", "takes another number of values"),
        ("share", "is a number, no condition"),
        ("share and same == 1", "is a number where a comparison should stand"),
        ("(share > 0) > 0", "is a comparison where a number should stand"),
        ("(share > 0) + 1 > 0", "calculates with a comparison"),
        ("share / 0 > 1", "divides by zero"),
        ("share >", "is no condition"),
        ("", "is no condition"),
        ("share in same", "a condition compares with"),
        ("share ** 2 > 0", "cannot stand in a condition"),
        ("'cat' == 1", "cannot stand in a condition"),
        ("[share] == 1", "cannot stand in a condition"),
        ("share if same else 0", "cannot stand in a condition"),
        ("(lambda: share)() > 0", "cannot stand in a condition"),
        ("__import__('os').system('true') == 0", "cannot stand in a condition"),
        ("open('/etc/passwd') == 0", "unknown function 'open'"),
        ("share.real > 0", "cannot stand in a condition"),
        ("(x := 1) > 0", "cannot stand in a condition"),
    ],
)
def test_a_bad_condition_says_what_is_wrong(records, condition, sentence):
    with pytest.raises(ConditionError, match=sentence):
        holds(condition, records)


def test_a_missing_record_is_told(tmp_path):
    with pytest.raises(ConditionError, match=r"snippets/page/mask.py has not recorded an output"):
        holds("share > 0", Records(tmp_path, "page/mask"))
    with pytest.raises(ConditionError, match="there is no study 'two_masks'"):
        holds("mean(two_masks.bert.f1) > 0", Records(tmp_path))


def test_margins_are_the_numbers_of_a_condition():
    condition = "a > b + .05 and\n  c < 2 * d"  # and what something equals is no margin:
    assert margins("a == 1 and 2 != b") == []
    assert [node.value for node in margins(condition)] == [0.05, 2]
    assert with_margin(condition, 1, 4.0) == "a > b + .05 and c < 4.0 * d"
    assert with_margin(condition, 0, 0.1) == "a > b + 0.1 and c < 2 * d"


def test_a_real_record_is_read_as_the_studies_read_it():
    mean, half = summaries("two-regimes")["binary"]["nb_0_8"]
    records = Records(ROOT)
    assert holds("mean(two_regimes.binary.nb_0_8) > 0", records)
    assert math.isclose(records.names["mean(two_regimes.binary.nb_0_8)"], mean)
    holds("half(two_regimes.binary.nb_0_8) > 0", records)
    assert math.isclose(records.names["half(two_regimes.binary.nb_0_8)"], half)
