"""The generation ladder: ways to write, their exact densities, and what follows for the ledger."""

import copy

import numpy as np
import pytest
import torch

from snippets.lab import generate
from snippets.lab.checkpoints import load
from snippets.lab.objectives import gpt_batch, gpt_loss, texts, word_rows
from snippets.lab.tokenizer import ID
from snippets.lab.world.corpus import fresh, novel_share, truth
from snippets.lab.world.engine import MASK
from snippets.studies.experiments import summaries
from snippets.studies.the_generation_ladder import (
    MARGIN,
    NOT_AT_THE_FRONT,
    REPLIES,
    WELL,
    verdicts,
)
from snippets.the_generation_ladder import ways

WRITES = 0.15  # share of valid sentences between two ways, quick form
BITS = 0.5  # excess bits a sentence between two ways, quick form
LIES = 0.2  # wrong mass between an order that was told and one that was not


@pytest.fixture(scope="module")
def recorded():
    return summaries("the-generation-ladder")


@pytest.fixture(scope="module")
def bert():
    return load("bert")


@pytest.fixture(scope="module")
def gpt():
    return load("gpt")


# ---------------------------------------------------------------- the ways


@pytest.fixture(scope="module")
def two_words(bert):
    """A sentence of three words, the last two of them to be written."""
    ids, _ = ways.encoded(["the cat purrs"])
    free = torch.zeros_like(ids, dtype=torch.bool)
    free[0, [2, 3]] = True
    return ids, free


@pytest.mark.parametrize("way", ["left to right", "by confidence", "one shot"])
def test_the_probabilities_of_all_fillings_add_up_to_one(bert, two_words, way):
    ids, free = two_words
    words = torch.arange(ID["[EOS]"])
    first, second = (x.flatten() for x in torch.meshgrid(words, words, indexing="ij"))
    every = ids.repeat(len(first), 1)
    every[:, 2], every[:, 3] = first, second
    total = 0.0
    for part in torch.arange(len(every)).split(8000):
        bits = ways.path_bits(bert, every[part], free.expand(len(part), -1), way, None)
        total += np.exp2(-bits).sum()
    assert total == pytest.approx(1, abs=1e-4)


def test_by_confidence_draws_what_its_density_says(bert):
    """The likeliest filling comes as often as `path_bits` says, within four standard errors."""
    ids, _ = ways.encoded(["the cat sat on the mat"])
    free = torch.zeros_like(ids, dtype=torch.bool)
    free[0, [2, 6]] = True
    n = 3000
    drawn = generate.by_confidence(
        bert, ids.masked_fill(free, ID[MASK]).repeat(n, 1), torch.Generator().manual_seed(3)
    )
    p = float(np.exp2(-ways.path_bits(bert, ids, free, "by confidence", None))[0])
    share = float((drawn == ids).all(1).float().mean())
    assert p > 0.05
    assert abs(share - p) < 4 * np.sqrt(p * (1 - p) / n)


def test_one_group_is_one_shot_and_every_blank_is_filled(bert):
    ids = generate.blanks([3, 7, 22])
    for groups in (1, 2, 24):
        done = ways.unmask(bert, ids, groups, torch.Generator().manual_seed(0))
        assert not (done == ID[MASK]).any()
        assert torch.equal(done == ID["[SEP]"], ids == ID["[SEP]"])
    counted = []
    hook = bert.bert.register_forward_hook(lambda *_: counted.append(1))
    ways.unmask(bert, generate.blanks([5, 5]), 3, torch.Generator().manual_seed(0))
    hook.remove()
    assert len(counted) == 3


def test_gpt_bits_are_those_of_its_loss(gpt):
    sentences = fresh(50, 7)
    total, _ = gpt_loss(gpt, gpt_batch(word_rows(sentences), None))
    assert ways.gpt_bits(gpt, sentences).sum() == pytest.approx(total.item() / np.log(2), rel=1e-5)


def test_a_pattern_is_met_and_its_words_are_given():
    world = truth("training")
    task = ways.asked("* owls * hungry", 30, 1)
    rows = [s for s in world.sentences if " owls " in f" {s} " and s.endswith(" hungry")]
    assert set(task.sentences) <= set(rows)
    assert task.rate == pytest.approx(np.exp(world.log_probs(rows)).sum(), rel=1e-9)
    ids, _ = ways.encoded(task.sentences)
    given = ids[~task.free & (ids < ID["[EOS]"])]
    assert set(given.tolist()) == {ID["owls"], ID["hungry"]}


def test_the_bits_of_a_task_are_those_of_the_engine():
    task = ways.asked("* sofa", 10, 2)
    for sentence, bits in zip(task.sentences, task.bits, strict=True):
        words = sentence.split()
        asked = " ".join([*[MASK] * (len(words) - 1), "sofa"])
        assert bits == pytest.approx(
            truth("training").bits(sentence) - truth("training").bits(asked), abs=1e-9
        )


def test_a_word_put_in_stands_there(gpt):
    task = ways.asked("* wizard *", 20, 0)
    ids, _ = ways.encoded(task.sentences)
    said = ways.force(gpt, ids, task.free, torch.Generator().manual_seed(0))
    for row, start, free in zip(said, ids, task.free, strict=True):
        at = int((~free & (start == ID["wizard"])).nonzero()[0])
        assert row[at] in (ID["wizard"], ID["[EOS]"])
    assert sum("wizard" in text for text in texts(said)) > 10


def test_what_is_given_is_left_as_it_is(bert):
    task = ways.asked("* wizard *", 20, 0)
    ids, _ = ways.encoded(task.sentences)
    done = ways.fill(bert, ids, task.free, torch.Generator().manual_seed(0))
    assert torch.equal(done[~task.free], ids[~task.free])
    assert not torch.equal(done, ids)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the capital of france is paris", [True]),
        ("rome is the capital of france , where most people speak french", [False]),
        ("the capital of france is bad", []),
        ("the cat sat on the mat", []),
    ],
)
def test_a_stated_capital_is_right_or_wrong(text, found):
    assert ways.facts(text) == found


def test_samples_of_the_world_have_nothing_to_hide():
    found = ways.measures_of(fresh(2000, 5))
    assert found["valid"] == 1
    assert found["false"] == 0
    assert found["novel"] == pytest.approx(novel_share(), abs=0.02)
    assert found["drift"] < 0.05
    assert found["bits"] == pytest.approx(truth("training").entropy(), abs=0.4)
    narrow = ways.measures_of(["the cat sat on the mat"] * 100)
    assert narrow["valid"] == 1
    assert narrow["repeated"] == 0.99
    assert narrow["drift"] > 0.7


# ---------------------------------------------------------------- the quick forms


def test_quick_more_passes_write_better(listing):
    found = listing("the_generation_ladder/ladder").namespace["measures"]
    assert found["valid_one_shot"] + WRITES < found["valid_gibbs_1"]
    assert found["valid_gibbs_1"] + WRITES < found["valid_gibbs_4"]
    assert found["valid_left_to_right"] + WRITES < found["valid_by_confidence"]
    assert found["valid_gpt"] >= WELL
    assert found["valid_world"] == 1


def test_quick_smaller_groups_write_better(listing):
    found = listing("the_generation_ladder/unmasking").namespace["measures"]
    assert found["valid_groups_1"] + WRITES < found["valid_groups_24"]


def test_quick_densities_are_in_order(listing):
    found = listing("the_generation_ladder/density").namespace["measures"]
    trained = listing("the_generation_ladder/unmasking").namespace["measures"]
    assert found["excess_gpt"] < BITS < found["excess_left_to_right"] - BITS
    assert found["excess_by_confidence"] + 10 < found["excess_one_shot"]
    assert trained["excess_left_to_right"] + BITS < found["excess_left_to_right"]


def test_quick_an_order_not_told_is_answered_wrongly(listing):
    found = listing("the_generation_ladder/facts").namespace["measures"]
    for name in ("gpt", "bert"):
        assert found[f"wrong_told_{name}"] + LIES < found[f"wrong_untold_{name}"]
        assert found[f"right_told_{name}"] > WELL
        total = found[f"right_untold_{name}"] + found[f"wrong_untold_{name}"]
        assert total <= 1 + 1e-6
    gap = found["said_wrong_untold_gpt"] - found["wrong_untold_gpt"]
    assert abs(gap) < 0.15  # samples agree with the mass


def test_quick_constraints(listing):
    found = listing("the_generation_ladder/constraints").namespace["measures"]
    for name in NOT_AT_THE_FRONT:
        assert found[f"fill_passes_{name}"] * 3 < found[f"reject_passes_{name}"]
        assert found[f"fill_valid_{name}"] > found[f"force_valid_{name}"] + WRITES
    assert found["force_passes_front"] < found["fill_passes_front"]
    replies = listing("the_generation_ladder/replies").namespace["measures"]
    assert all(replies[f"force_valid_{name}"] >= 0.9 for name in REPLIES)


# ---------------------------------------------------------------- the recorded results


def test_nothing_is_better_than_the_truth(recorded):
    for key in ("density", "unmasking"):
        for name, (mean, half) in recorded[key].items():
            if name.startswith("excess"):
                assert mean + half > 0, name
    tokens = truth("training").tokens_per_sentence()
    given = recorded["constraints"]
    for name in ("front", *NOT_AT_THE_FRONT):
        exact = tokens / given[f"rate_{name}"][0]
        mean, half = given[f"reject_passes_{name}"]
        assert mean + half > exact * 0.99


def test_recorded_valid_is_not_faithful(recorded):
    """By confidence more is valid and the divergence is larger, beyond both intervals."""
    ladder, density = recorded["ladder"], recorded["density"]
    gap = ladder["valid_by_confidence"][0] - ladder["valid_left_to_right"][0]
    assert gap > ladder["valid_by_confidence"][1] + ladder["valid_left_to_right"][1] + MARGIN
    gap = density["excess_by_confidence"][0] - density["excess_left_to_right"][0]
    assert gap > density["excess_by_confidence"][1] + density["excess_left_to_right"][1]


def test_recorded_sweeps_do_not_mend_the_families(recorded):
    ladder = recorded["ladder"]
    noise = ladder["drift_world"][0] + ladder["drift_world"][1]
    assert ladder["drift_gibbs_8"][0] - ladder["drift_gibbs_8"][1] > 3 * noise
    assert ladder["drift_gpt"][0] < noise + 0.02


# ---------------------------------------------------------------- the verdicts


def changed(results, **changes):
    """The results with some means replaced: `ladder__valid_gpt=.5`."""
    results = copy.deepcopy(results)
    for name, value in changes.items():
        key, measure = name.split("__")
        results[key][measure] = value, 0.0
    return results


ALL_FILLS_FAIL = {f"constraints__fill_passes_{name}": 1e9 for name in NOT_AT_THE_FRONT}
PROMPT_FAILS = {"constraints__force_valid_front": 0.2}
BERT_IS_FAITHFUL = {"ladder__drift_gibbs_8": 0.02}
DIFFUSION_FAILS = {"unmasking__excess_left_to_right": 5.0}


@pytest.mark.parametrize(
    ("claim", "changes", "verdict"),
    [
        ("5", {"ladder__valid_gpt": 0.6}, "refuted"),
        ("5", {"ladder__drift_gpt": 0.3}, "refuted"),
        ("10", {"lstm__valid": 0.4}, "supported"),
        ("10", {"5-gram__valid": 0.99}, "refuted"),
        ("24", {"facts__right_untold_gpt": 0.9}, "supported"),
        ("24", {"ladder__novel_gpt": 0.0}, "refuted"),
        ("29", {"ladder__valid_by_confidence": 1.0}, "refuted"),
        ("29", {"replies__fill_valid_story": 1.2}, "contested"),
        ("30", DIFFUSION_FAILS, "supported"),
        ("30", {"density__excess_gpt": 2.0}, "refuted"),
        ("38", BERT_IS_FAITHFUL, "contested"),
        ("38", {"ladder__novel_gpt": 0.0}, "refuted"),
        ("39", PROMPT_FAILS, "supported"),
        ("39", ALL_FILLS_FAIL, "refuted"),
        ("43", {"facts__wrong_untold_gpt": 0.001}, "refuted"),
        ("53", {"replies__force_valid_fact": 0.5}, "refuted"),
        ("57", ALL_FILLS_FAIL, "refuted"),
        ("66", {"replies__force_valid_story": 0.5}, "refuted"),
        ("66", {"replies__reject_excess_story": 1.0}, "refuted"),
        ("83", {"replies__force_valid_fact": 0.5}, "refuted"),
        ("95", DIFFUSION_FAILS | {"ladder__valid_settled": 0.5}, "supported"),
        ("95", {"ladder__valid_by_confidence": 1.0}, "refuted"),
        ("112", PROMPT_FAILS | {"ladder__passes_gpt": 99.0}, "supported"),
        ("112", ALL_FILLS_FAIL, "refuted"),
    ],
)
def test_a_verdict_flips_with_its_evidence(recorded, claim, changes, verdict):
    assert verdicts(changed(recorded, **changes))[claim] == verdict


def test_every_verdict_can_come_out_otherwise(recorded):
    rows = test_a_verdict_flips_with_its_evidence.pytestmark[0].args[1]
    assert {claim for claim, *_ in rows} == set(verdicts(recorded))
