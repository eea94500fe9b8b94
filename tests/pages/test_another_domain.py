"""Another domain: the quick form, who is ahead away from home, and what is asked there."""

import pytest

from snippets.studies.another_domain import majority, places, recorded
from snippets.studies.few_labels_and_many import NAMES, ahead, winner
from snippets.studies.real import summaries

FOLDER = "another_domain"


@pytest.fixture(scope="module")
def data():
    return recorded()


def test_in_the_quick_form_a_word_decides_and_counting_carries_over(listing):
    names = listing(f"{FOLDER}/quick").namespace
    for where in places(names["data"]).values():
        for home, m, domain in where:
            for system in ("nb", "lr", "svm"):
                assert names["found"][home, m, system, domain]["accuracy"][0] >= 0.95
    for home, m, _ in places(names["data"])["at home"]:
        for system in ("decoder", "encoder"):
            assert names["found"][home, m, system, home]["accuracy"][0] >= 0.8


def made(scores):
    """Return a record of two domains; `scores(system, home, asked)` is accuracy and macro-F1."""
    names = ("cafes", "phones")
    runs = [
        {
            "domain": home, "m": 40, "system": system, "seed": seed, "passes": 1, "ms": 1.0,
            "cpu_seconds": 1.0,
            "on": {asked: {"accuracy": scores(system, home, asked) + 0.001 * seed,
                           "macro_f1": scores(system, home, asked)} for asked in names},
        }
        for home in names for system in NAMES for seed in range(5)
    ]  # fmt: skip
    labels = {"negative": 3, "neutral": 5, "positive": 12}
    return {
        "runs": runs,
        "data": [{"name": name, "train": 40, "test": 20, "labels": labels} for name in names],
    }


GENERATIVE = ("decoder", "nb")


def away(scores):
    """Who is ahead away from home: of the kinds, and of the two Transformers."""
    data = made(scores)
    found = set()
    for place in places(data)["away"]:
        found |= {winner(data, place, measure) for measure in ("accuracy", "macro_f1")}
        found.add(ahead(data, place, "decoder", "encoder", "accuracy"))
    return found - {"", "neither"}


@pytest.mark.parametrize(
    ("scores", "won"),
    [
        (
            lambda system, home, asked: 0.6 + 0.1 * (system not in GENERATIVE),
            {"discriminative", "encoder"},
        ),
        (lambda system, home, asked: 0.6 + 0.1 * (system in GENERATIVE), {"generative", "decoder"}),
        (
            lambda system, home, asked: 0.6 + 0.1 * ((system in GENERATIVE) == (home == "cafes")),
            {"generative", "decoder", "discriminative", "encoder"},
        ),
        (lambda system, home, asked: 0.6, set()),
    ],
)
def test_who_is_ahead_follows_from_what_is_asked_away(scores, won):
    assert away(scores) == won


def test_what_is_asked_at_home_does_not_count():
    def scores(system, home, asked):
        return 0.9 if home == asked and system in GENERATIVE else 0.6

    assert away(scores) == set()


def test_always_the_commonest_label_is_as_the_literature_has_it(data):
    found = majority(data)
    assert found["restaurants"] == pytest.approx(0.65, abs=0.005)
    assert found["laptops"] == pytest.approx(0.53, abs=0.005)


def test_the_figure_draws_the_record_and_the_commonest_label(listing, data):
    figure = listing(f"{FOLDER}/away").namespace["fig"]
    found, always = summaries(data), majority(data)
    panels = [*places(data)["at home"], *places(data)["away"]]
    for ax, (home, m, domain) in zip(figure.axes, panels, strict=True):
        assert f"learned on {home}" in ax.get_title()
        assert any(set(line.get_xdata()) == {always[domain]} for line in ax.lines)
        drawn = {round(float(line.get_xdata()[0]), 9) for line in ax.lines}
        for system in NAMES:
            for measure in ("accuracy", "macro_f1"):
                assert round(found[home, m, system, domain][measure][0], 9) in drawn
