"""e7: operations by formula and by counter, what is recorded, and what the ledger makes of it."""

import pytest
import torch
from weighed import bearing

from snippets.studies.experiments import summaries
from snippets.studies.what_it_costs import ANSWERS, LABELS, LENGTHS, ratios
from snippets.what_it_costs import costs

FOLDER = "what_it_costs"
NOISE = 1e-9  # of counts that are whole numbers


@pytest.fixture(scope="module")
def recorded():
    return summaries("what-it-costs")


@pytest.fixture(scope="module")
def measures(listing):
    return lambda name: listing(f"{FOLDER}/{name}").namespace["measures"]


def body(width: int, tokens: int) -> int:
    """Operations of the layers on one text: four square matrices, two of four times the width."""
    return costs.LAYERS * (24 * tokens * width**2 + 4 * tokens**2 * width)


# ---------------------------------------------------------------- one pass


def test_an_encoder_and_a_decoder_cost_the_same_and_by_formula(measures):
    found = measures("lengths")
    for L in (16, 64, 256, 1024):
        assert found[f"flops_encoder_{L}"] == found[f"flops_decoder_{L}"] == body(64, L)
        assert found[f"flops_square_{L}"] == body(64, L) - costs.LAYERS * 24 * L * 64**2


def test_the_two_parts_are_equal_where_the_listing_says(listing):
    at = int(listing(f"{FOLDER}/lengths").numbers["half_is_square_at"])
    assert costs.LAYERS * 24 * at * 64**2 == costs.LAYERS * 4 * at**2 * 64


def test_every_position_of_the_decoder_sees_the_left_only():
    torch.manual_seed(0)
    model, ids = costs.decoder(32), costs.some_text(1, 8)
    other = ids.clone()
    other[0, -1] = ids[0, -1] % (costs.MASK - 1) + 1
    with torch.no_grad():
        same = (model(ids).logits - model(other).logits).abs().amax(-1)[0] < 1e-6
    assert same.tolist() == [True] * 7 + [False]


# ---------------------------------------------------------------- labels


@pytest.mark.parametrize("K", [2, 8, 64])
def test_bayes_is_a_pass_for_each_label_and_the_rest_one_pass(measures, K):
    found = measures("labels")
    vocabulary = 2 * 64 * costs.WORDS  # of one position
    assert found[f"flops_bayes_{K}"] == K * (body(64, 32) + 32 * vocabulary)
    assert found[f"flops_label_last_{K}"] == body(64, 32) + vocabulary
    assert found[f"flops_encoder_head_{K}"] == body(64, 32) + 2 * 64 * 64 + 2 * 64 * K
    assert found[f"flops_decoder_head_{K}"] == body(64, 32) + 32 * 2 * 64 * K


def test_bayes_rule_is_scored_as_the_library_s_loss(listing):
    names = listing(f"{FOLDER}/labels").namespace
    text, decoder = names["text"], names["decoder"]
    with torch.no_grad():
        scores = names["by_bayes"](3)
        for label, score in enumerate(scores, start=1):
            ids = torch.cat([torch.tensor([[label]]), text], dim=1)
            loss = decoder(ids, labels=ids).loss
            assert score.item() == pytest.approx(-loss.item() * text.shape[1], rel=1e-5)


# ---------------------------------------------------------------- writing and training


def test_a_cache_changes_the_cost_and_not_the_text(listing, measures):
    names = listing(f"{FOLDER}/answers").namespace
    assert names["with_cache"].equal(names["without"])
    assert names["with_cache"].shape[1] == 32 + 16
    found = measures("answers")
    head = 2 * 64 * costs.WORDS
    without = sum(body(64, 32 + i) + head for i in range(16))
    assert found["flops_no_cache_16"] == without
    assert found["flops_cache_1"] == found["flops_no_cache_1"] == body(64, 32) + head
    step = [costs.LAYERS * (24 * 64**2 + 4 * (32 + i) * 64) + head for i in range(1, 16)]
    assert found["flops_cache_16"] == body(64, 32) + head + sum(step)


def test_an_encoder_goes_over_everything_again(measures):
    found = measures("answers")
    for t in (1, 4, 16):
        assert found[f"flops_masked_{t}"] == t * found[f"flops_one_pass_{t}"]


def test_all_blanks_are_filled_and_the_prompt_stays():
    torch.manual_seed(0)
    model, prompt = costs.masked_encoder(32), costs.some_text(1, 5)
    with torch.no_grad():
        for at_once in (1, 3):
            ids = costs.filled(model, prompt, 3, at_once)
            assert ids[:, :5].equal(prompt)
            assert (ids[:, 5:] < costs.MASK).all()


def test_what_a_training_step_asks_for(measures):
    found = measures("training")
    asked = {name: found[f"predictions_{name}"] for name in ("next_token", "masked_word", "label")}
    assert asked == {"next_token": 64 * 31, "masked_word": 64 * 5, "label": 64}
    reads = 64 * (body(64, 32) + 32 * 2 * 64 * costs.WORDS)
    # back costs twice forward: once for the inputs, once for the weights
    assert found["flops_next_token"] == 3 * reads


# ---------------------------------------------------------------- what is recorded


def test_recorded_counts_are_exact_and_those_of_the_quick_form(recorded, measures):
    for key, name in (("labels-64", "labels"), ("lengths", "lengths"), ("answers", "answers")):
        quick = {m: x for m, x in measures(name).items() if m.startswith("flops_")}
        assert quick
        for measure, count in quick.items():
            mean, half = recorded[key][measure]
            assert mean == pytest.approx(count, abs=NOISE)
            assert half == pytest.approx(0, abs=NOISE)
    assert all(recorded["labels-256"][f"flops_bayes_{K}"][1] == 0 for K in LABELS)


def test_times_are_recorded_and_positive(recorded):
    for key, names in (("lengths", LENGTHS), ("answers", ANSWERS), ("labels-64", LABELS)):
        times = [m for name, m in recorded[key].items() if name.startswith("ms_")]
        assert len(times) >= 2 * len(names)
        assert all(mean > 0 for mean, _ in times)


# ---------------------------------------------------------------- what the ledger makes of it


ONE_PASS = {f"bayes_{K}_at_{d}": 1.0 for K in (2, 64) for d in (64, 256)}  # for all labels
CHEAP = ONE_PASS | {"answer": 1.0, "answer_cached": 1.0}


@pytest.mark.parametrize(
    ("claim", "about", "changes", "comes_to"),
    [
        ("37", "labels", ONE_PASS, "opposes"),
        ("37", "64 words", {"writing": 0.5}, "supports"),
        ("37", "64 words", {"writing": 1.2}, "no bearing"),
        ("37", "training", {"training": 0.5}, "supports"),
        ("37", "pass for pass", {"reading": 2.0}, "no bearing"),
        ("41", "", CHEAP, "opposes"),  # *can* be: only if no use is dear
        ("41", "", CHEAP | {"answer": 1.2}, "no bearing"),
        ("46", "labels", ONE_PASS, "opposes"),
        ("46", "above all", {"bayes_64_at_256": 99.0}, "supports"),
        (
            "46",
            "pass for pass",
            {"reading": 2.0, "label_last_at_64": 2.0, "label_last_at_256": 2.0},
            "supports",
        ),
    ],
)
def test_a_rule_turns_with_its_evidence(tmp_path, claim, about, changes, comes_to):
    assert bearing(tmp_path, claim, "what_it_costs", about, **changes) == comes_to


def test_the_factor_between_the_ways_does_not_grow_with_the_width(recorded):
    found = ratios(recorded)
    for K in (2, 64):
        assert K < found[f"bayes_{K}_at_256"] < found[f"bayes_{K}_at_64"]
