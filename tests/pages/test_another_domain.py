"""Another domain: the quick form, and a verdict that follows from the record."""

import pytest

from snippets.studies.another_domain import majority, places, recorded, verdicts
from snippets.studies.few_labels_and_many import NAMES
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


@pytest.mark.parametrize(
    ("scores", "verdict"),
    [
        (lambda system, home, asked: 0.6 + 0.1 * (system not in GENERATIVE), "supported"),
        (lambda system, home, asked: 0.6 + 0.1 * (system in GENERATIVE), "refuted"),
        (
            lambda system, home, asked: 0.6 + 0.1 * ((system in GENERATIVE) == (home == "cafes")),
            "contested",
        ),
        (lambda system, home, asked: 0.6, "open"),
    ],
)
def test_the_verdict_follows_from_what_is_asked_away(scores, verdict):
    assert verdicts(made(scores)) == {"54": verdict}


def test_what_is_asked_at_home_does_not_count():
    def scores(system, home, asked):
        return 0.9 if home == asked and system in GENERATIVE else 0.6

    assert verdicts(made(scores)) == {"54": "open"}


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
