"""Few labels and many: the quick form, who is ahead, and what follows from the record."""

import numpy as np
import pytest
from weighed import bearing, printed

from snippets.studies.few_labels_and_many import (
    FEW,
    MARGIN,
    NAMES,
    ahead,
    best,
    differences,
    named_values,
    places,
    recorded,
    winner,
)
from snippets.studies.real import summaries
from snippets.studies.results import interval
from snippets.studies.text_classifiers import RECIPES

FOLDER = "few_labels_and_many"
LEARNED = 0.1  # of accuracy: what 400 labels are worth above always saying the commoner label
SAMPLE = 0.04  # of accuracy: 400 reviews are a sample


@pytest.fixture(scope="module")
def data():
    return recorded()


# ---------------------------------------------------------------- the quick form


def test_the_quick_form_learns_and_nothing_beats_the_truth(listing):
    names = listing(f"{FOLDER}/quick").namespace
    found, exact = names["found"], (names["exact"] == names["positive"]).mean()
    chance = max(names["positive"].mean(), 1 - names["positive"].mean())
    for system in NAMES:
        few, many = (found["reviews", m, system, "reviews"]["accuracy"][0] for m in (32, 400))
        assert many >= chance + LEARNED, system
        if system in ("nb", "lr", "svm"):  # of one seed, chance decides among the networks
            assert many > few, system
        assert many <= exact + SAMPLE, system
    assert [found["reviews", 400, s, "reviews"]["passes"][0] for s in ("decoder", "encoder")] == [
        2,
        1,
    ]


# ---------------------------------------------------------------- who is ahead


def made(accuracy, log_loss=lambda system, m: 0.5, error=lambda system, m: 0.1, seconds=None):
    """Return a record whose measures are these functions of (system, labels), with some noise."""
    seconds = seconds or {"decoder": 300, "encoder": 100, "nb": 0.1, "lr": 0.5, "svm": 0.2}
    runs = [
        {
            "domain": "films", "m": m, "system": system, "seed": seed, "passes": 1, "ms": 1.0,
            "cpu_seconds": seconds[system],
            "on": {"films": {"accuracy": accuracy(system, m) + 0.001 * seed, "macro_f1": 0.5}
                   | ({} if system == "svm" else {"log_loss": log_loss(system, m),
                                                  "calibration_error": error(system, m)})},
        }
        for m in (32, 512, 6920) for system in NAMES for seed in range(5)
    ]  # fmt: skip
    return {"runs": runs, "data": [{"name": "films", "train": 6920, "test": 1821, "labels": {}}]}


def test_ahead_asks_for_more_than_chance_and_more_than_the_margin():
    where = ("films", 512, "films")
    for gap, expected in ((0.03, "decoder"), (0.009, ""), (-0.009, ""), (-0.03, "encoder")):
        data = made(lambda system, m, gap=gap: 0.7 + gap * (system == "decoder"))
        assert ahead(data, where, "decoder", "encoder") == expected
        assert np.mean(differences(data, where, "decoder", "encoder", "accuracy")) == pytest.approx(
            gap
        )
    noisy = made(lambda system, m: 0.7 + 0.03 * (system == "decoder"))
    for run in noisy["runs"]:
        if run["system"] == "encoder":
            run["on"]["films"]["accuracy"] += 0.1 * (run["seed"] % 2)
    assert ahead(noisy, where, "decoder", "encoder") == ""


def test_of_a_loss_the_lower_is_better_and_who_has_none_is_left_out():
    where = ("films", 512, "films")
    data = made(lambda s, m: 0.7, log_loss=lambda s, m: 0.3 if s == "nb" else 0.5)
    assert best(data, where, ("decoder", "nb"), "log_loss") == "nb"
    assert best(data, where, ("encoder", "lr", "svm"), "log_loss") in ("encoder", "lr")
    assert winner(data, where, "log_loss") == "generative"
    assert winner(data, where) == "neither"


# ---------------------------------------------------------------- the values that rules read


def generative_ahead(system, m):
    return {"decoder": 0.8, "nb": 0.75}.get(system, 0.6 if m < 6920 else 0.7)


def discriminative_ahead(system, m):
    return {"encoder": 0.8, "lr": 0.75}.get(system, 0.55 if m < 6920 else 0.6)


def crossing(system, m):
    """Generative ahead with few labels, discriminative with all: the story of the two regimes."""
    return {"decoder": 0.7, "nb": 0.7}.get(system, 0.6 if m < 6920 else 0.8)


def hungry(system, m):
    """The decoder far behind with few labels, level with all."""
    return 0.55 if system in ("decoder", "nb") and m < 6920 else 0.8


ALL = ("generative_ahead", "discriminative_ahead")


def test_who_is_ahead_is_counted_over_all_looks():
    assert [named_values(made(generative_ahead))[name] for name in ALL] == [3, 0]
    assert [named_values(made(discriminative_ahead))[name] for name in ALL] == [0, 3]
    found = named_values(made(crossing))
    assert [found[name] for name in ALL] == [2, 1]
    assert (found["generative_ahead_few"], found["discriminative_ahead_few"]) == (2, 0)


def test_a_lead_within_what_the_sentences_could_explain_is_none():
    """By the seeds alone, which all judge the same sentences, naive Bayes would be ahead."""
    small = made(lambda system, m: 0.73 if system == "nb" else 0.7)
    assert winner(small, ("films", 512, "films")) == "generative"
    assert [named_values(small)[name] for name in ALL] == [0, 0]


def test_what_more_labels_add_is_compared_in_pairs():
    found = named_values(made(hungry))
    assert found["gain_lead"] == pytest.approx(0.25)
    assert found["gain_lead"] - found["gain_lead_half"] > MARGIN
    assert found["half_way"] == pytest.approx((0.5 + 0.802) / 2)
    assert found["few_best"] == pytest.approx(0.802)


def test_seconds_are_compared_seed_by_seed():
    level = named_values(made(crossing, seconds=dict.fromkeys(NAMES, 1.0)))
    assert level["decoder_over_encoder"] == level["lr_over_nb"] == 1
    dear = named_values(made(crossing))
    assert dear["decoder_over_encoder"] == pytest.approx(3)
    assert dear["lr_over_nb"] == pytest.approx(5)


def test_printed_are_the_values_of_the_record(listing, data):
    said = printed(listing(f"{FOLDER}/findings"))
    for name, value in named_values(data).items():
        assert said[name] == pytest.approx(value, abs=0.001)


# ---------------------------------------------------------------- what the ledger makes of it


DISCRIMINATIVE_AHEAD = {"generative_ahead": 0, "discriminative_ahead": 5}


@pytest.mark.parametrize(
    ("claim", "about", "changes", "comes_to"),
    [
        ("25", "", {"generative_ahead": 2, "discriminative_ahead": 1}, "supports"),
        ("25", "", DISCRIMINATIVE_AHEAD, "opposes"),
        ("60", "", DISCRIMINATIVE_AHEAD, "opposes"),
        ("36", "two small", {"encoder_ahead": 0, "decoder_ahead": 2}, "opposes"),
        ("36", "the best", DISCRIMINATIVE_AHEAD, "supports"),
        ("35", "naive", {"nb_6920_accuracy": 0.5}, "supports"),
        ("114", "logistic", {"lr_6920_accuracy": 0.5}, "opposes"),
        ("37", "two small", {"decoder_over_encoder": 1.0}, "no bearing"),
        ("37", "naive", {"lr_over_nb": 0.2, "lr_over_nb_half": 0.1}, "supports"),
        ("41", "", {"decoder_over_encoder": 0.5, "decoder_over_encoder_half": 0.1}, "opposes"),
        ("46", "two small", {"decoder_over_encoder_half": 3.0}, "no bearing"),
        ("44", "", {"few_best": 0.7}, "supports"),
        ("44", "", {"few_best": 0.55}, "opposes"),
        ("45", "what the labels", {"gain_lead": 0.2}, "supports"),
        ("45", "512 labels", {"generative_ahead_few": 2}, "opposes"),
    ],
)
def test_a_rule_turns_with_its_evidence(tmp_path, claim, about, changes, comes_to):
    assert bearing(tmp_path, claim, FOLDER, about, **changes) == comes_to


# ---------------------------------------------------------------- what the page says


def test_the_figures_draw_the_record(listing, data):
    found = summaries(data)
    for name, measure in (("curves", "accuracy"), ("sure", "log_loss")):
        ax = listing(f"{FOLDER}/{name}").namespace["fig"].axes[-1]
        drawn = {line.get_label(): line for line in ax.containers}
        for system, label in NAMES.items():
            if system == "svm" and measure != "accuracy":
                assert label not in drawn
                continue
            means = [found[home, m, system, home][measure][0] for home, m, _ in places(data)]
            assert drawn[label].lines[0].get_ydata() == pytest.approx(means)


def test_the_page_quotes_paired_differences(listing, data):
    text = listing(f"{FOLDER}/findings").output
    for place in places(data):
        mean, half = interval(differences(data, place, "decoder", "encoder", "accuracy"))
        assert f"decoder_minus_encoder_{place[1]} = {mean:+.3f}" in text
        assert f"decoder_minus_encoder_{place[1]}_half = {half:.3f}" in text


def test_the_limit_of_passes_stops_the_decoder_alone_as_the_page_says(data):
    for m in (2048, 6920):
        most = RECIPES["decoder"].epochs * -(-m // RECIPES["decoder"].size)
        runs = [run for run in data["runs"] if run["m"] == m]
        assert {run["steps"] for run in runs if run["system"] == "decoder"} == {most}
        assert all(run["steps"] < most for run in runs if run["system"] == "encoder")
    encoder, decoder = RECIPES["encoder"], RECIPES["decoder"]
    assert (encoder.dropout, encoder.hidden) == (2 * decoder.dropout, 0.4)
    assert decoder.hidden == 0


def test_with_128_labels_the_decoder_is_the_best_calibrated_as_the_answer_says(listing):
    numbers = listing(f"{FOLDER}/findings").numbers
    error = {
        s: float(numbers[f"{s}_128_calibration_error"]) for s in ("decoder", "encoder", "nb", "lr")
    }
    assert min(error, key=error.get) == "decoder"
    assert error["nb"] > 3 * error["decoder"]
    assert float(numbers["decoder_128_accuracy"]) < 0.56


def test_the_study_covers_few_labels_and_all(data):
    sizes = [m for _, m, _ in places(data)]
    assert sizes == [32, 128, 512, 2048, 6920]
    assert FEW in sizes
