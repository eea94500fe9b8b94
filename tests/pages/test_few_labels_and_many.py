"""Few labels and many: the quick form, who is ahead, and verdicts that follow from the record."""

import numpy as np
import pytest

from snippets.studies.few_labels_and_many import (
    FEW,
    NAMES,
    ahead,
    best,
    differences,
    places,
    recorded,
    verdicts,
    winner,
)
from snippets.studies.real import summaries
from snippets.studies.results import interval

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


# ---------------------------------------------------------------- verdicts


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


@pytest.mark.parametrize(
    ("accuracy", "claims"),
    [
        (generative_ahead, {"36": "refuted", "35": "contested", "44": "contested"}),
        (discriminative_ahead, {"36": "supported", "35": "supported", "44": "supported"}),
        (crossing, {"36": "contested", "25": "supported", "60": "supported", "45": "refuted"}),
        (hungry, {"45": "supported", "44": "supported", "114": "contested"}),
    ],
)
def test_a_verdict_follows_from_the_accuracies(accuracy, claims):
    found = verdicts(made(accuracy))
    assert {claim: found[claim] for claim in claims} == claims


def test_verdicts_of_cost_follow_from_the_seconds():
    level = made(crossing, seconds=dict.fromkeys(NAMES, 1.0))
    assert {verdicts(level)[claim] for claim in ("37", "46")} == {"open"}
    assert verdicts(level)["41"] == "refuted"
    dear = made(crossing)
    assert verdicts(dear)["37"] == verdicts(dear)["46"] == "contested"
    assert verdicts(dear)["41"] == "supported"


def test_reliability_counts_calibration_too():
    data = made(discriminative_ahead, error=lambda s, m: 0.01 if s == "nb" else 0.2)
    assert verdicts(data)["52"] == "contested"
    assert verdicts(made(discriminative_ahead, error=lambda s, m: 0.1))["52"] == "supported"


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
    printed = listing(f"{FOLDER}/findings").output
    for place in places(data):
        mean, half = interval(differences(data, place, "decoder", "encoder", "accuracy"))
        assert f"decoder_minus_encoder_{place[1]} = {mean:+.3f}" in printed
        assert f"decoder_minus_encoder_{place[1]}_half = {half:.3f}" in printed


def test_the_study_covers_few_labels_and_all(data):
    sizes = [m for _, m, _ in places(data)]
    assert sizes == [32, 128, 512, 2048, 6920]
    assert FEW in sizes
