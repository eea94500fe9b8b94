"""The generation ladder: ways to write, their exact densities, and what follows for the ledger."""

import numpy as np
import pytest
import torch
from weighed import bearing, printed

from snippets.lab import generate
from snippets.lab.checkpoints import load
from snippets.lab.objectives import gpt_batch, gpt_loss, texts, word_rows
from snippets.lab.tokenizer import ID
from snippets.lab.world.corpus import fresh, novel_share, truth
from snippets.lab.world.engine import MASK
from snippets.studies.experiments import runs_of, summaries
from snippets.studies.the_generation_ladder import (
    BERT_WAYS,
    CLOSE,
    MARGIN,
    WELL,
    compared,
)
from snippets.the_generation_ladder import ways

WRITES = 0.15  # share of valid sentences between two ways, quick form
BITS = 0.5  # excess bits a sentence between two ways, quick form
NOT_AT_THE_FRONT = ("inside", "end", "both")
REPLIES = ("story", "review", "fact", "translation")
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


# ---------------------------------------------------------------- ways of writing beside GPT's


def made(**changes):
    """Eight runs, with exact means, in which a way is as good as GPT but for what is changed."""
    means = {
        "valid_gpt": 0.99, "novel_gpt": 0.08, "drift_world": 0.03,
        "valid_way": 0.98, "novel_way": 0.08, "drift_way": 0.03,
    }  # fmt: skip
    means |= changes
    return [
        {
            name: mean + 0.002 * (-1) ** (seed >> k % 3)
            for k, (name, mean) in enumerate(means.items())
        }
        for seed in range(8)
    ]


def test_as_good_is_who_is_so_in_all_three_and_behind_who_is_not_in_one():
    assert compared(made(), "way") == "as good"
    for name, value in (("valid_way", 0.9), ("novel_way", 0.02), ("drift_way", 0.3)):
        assert compared(made(**{name: value}), "way") == "behind"
    assert compared(made(drift_way=0.03 + CLOSE), "way") == "neither"


def test_every_way_of_bert_s_is_behind_in_one_respect(listing):
    runs = runs_of("the-generation-ladder")
    found = printed(listing("the_generation_ladder/findings"))
    ways = [compared(runs["ladder"], way) for way in BERT_WAYS]
    assert found["ways"] == found["ways_behind"] == len(BERT_WAYS)
    assert set(ways) == {"behind"}


# ---------------------------------------------------------------- what the ledger makes of it


NO_FILLS = {f"constraints__fill_passes_{name}": 1e9 for name in ("inside", "end", "both")} | {
    f"constraints__fill_valid_{name}": 0.0 for name in ("inside", "end", "both")
}
FRONT = "words given at the front"
PROMPT_FAILS = {"constraints__force_valid_front": 0.2}
SHARES = "trained on all shares"


@pytest.mark.parametrize(
    ("claim", "about", "changes", "comes_to"),
    [
        ("5", "validity", {"ladder__valid_gpt": 0.6}, "opposes"),
        ("5", "validity", {"density__excess_gpt": 2.0}, "opposes"),
        ("5", "the mixture", {"ladder__drift_gpt": 0.3}, "opposes"),
        ("10", "an LSTM", {"lstm__valid": 0.4}, "supports"),
        ("10", "n-grams", {"n_gram_minus_gpt": 0.0}, "opposes"),
        ("24", "facts", {"facts__right_untold_gpt": 0.9}, "supports"),
        ("24", "sentences", {"ladder__novel_gpt": 0.0}, "opposes"),
        ("29", "", {"ladder__valid_by_confidence": 0.97}, "no bearing"),
        ("29", "", {"ladder__valid_by_confidence": 1.1}, "opposes"),
        ("29", "", {"replies__fill_valid_story": 1.2}, "opposes"),
        ("30", "the same layers", {"unmasking__excess_left_to_right": 5.0}, "supports"),
        ("30", "GPT and BERT", {"density__excess_gpt": 2.0}, "no bearing"),
        ("30", "GPT and BERT", {"density__excess_left_to_right": 0.01}, "opposes"),
        ("38", "", {"ways_behind": 6, "ways_as_good": 1}, "opposes"),
        ("38", "", {"ways_behind": 6}, "no bearing"),
        ("39", FRONT, PROMPT_FAILS, "supports"),
        ("39", "words given inside", NO_FILLS, "opposes"),
        ("43", "", {"facts__wrong_untold_gpt": 0.001}, "opposes"),
        ("53", "", {"replies__force_valid_fact": 0.5}, "opposes"),
        ("57", "", NO_FILLS, "opposes"),
        ("66", "", {"replies__force_valid_story": 0.5}, "opposes"),
        ("66", "", {"replies__reject_excess_story": 1.0}, "opposes"),
        ("83", "replies", {"replies__force_valid_fact": 0.5}, "opposes"),
        ("95", SHARES, {"unmasking__excess_left_to_right": 5.0}, "supports"),
        ("95", "one sweep", {"ladder__valid_settled": 0.5}, "supports"),
        ("95", "as many", {"ladder__valid_by_confidence": 1.0}, "opposes"),
        ("112", FRONT, PROMPT_FAILS, "supports"),
        ("112", "computed", {"work_gpt": 999}, "supports"),
        ("112", "novelty", {"ladder__novel_settled": 0.2}, "opposes"),
    ],
)
def test_a_rule_turns_with_its_evidence(tmp_path, claim, about, changes, comes_to):
    assert bearing(tmp_path, claim, "the_generation_ladder", about, **changes) == comes_to
