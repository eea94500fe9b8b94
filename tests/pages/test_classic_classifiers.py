"""The listings of docs/evidence/classic-classifiers.md, against the libraries and exact values."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from hmmlearn.hmm import CategoricalHMM
from scipy.optimize import minimize
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import PolynomialFeatures
from sklearn.svm import SVC

from snippets.lab.measure import bayes_accuracy, label_quality, reviews
from tools.engine.record import tolerance_of

FOLDER = "classic_classifiers"
SYSTEMS = (
    "naive_bayes",
    "lda",
    "hmm",
    "logistic_regression",
    "decision_tree",
    "svm_platt",
    "feed_forward",
)
SUMS = ("naive_bayes", "lda", "logistic_regression")
TOGETHER = ("hmm", "decision_tree", "svm", "svm_platt", "feed_forward")
MARGIN = 0.06  # of accuracy, between those that add up words and those that combine them


@pytest.fixture(scope="module")
def names(listing):
    return lambda name: listing(f"{FOLDER}/{name}").namespace


@pytest.fixture(scope="module")
def numbers(listing):
    return lambda name: {
        key: float(value)
        for key, value in listing(f"{FOLDER}/{name}").numbers.items()
        if value.lstrip("-").replace(".", "").replace("inf", "0").isdigit()
    }


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_measures_of_a_system_are_those_of_its_probabilities(names, system):
    run = names(system)
    assert run["labels"] == len(run["texts"]) == 2048
    assert isinstance(run["parameters"], int)
    for name, value in label_quality(run["positive"]).items():
        assert run[name] == value
    assert 0.5 < run["accuracy"] < bayes_accuracy()
    assert 0 <= run["positive"].min() <= run["positive"].max() <= 1


@pytest.mark.parametrize("system", ["naive_bayes", "lda", "hmm", "svm"])
def test_by_hand_is_as_in_the_library(listing, system):
    assert listing(f"{FOLDER}/{system}").output.count("True") == 1


def test_naive_bayes_by_hand_is_the_librarys_and_doubling_only_spoils_its_calibration(
    names, numbers
):
    run, told = names("naive_bayes"), numbers("naive_bayes")
    assert np.abs(run["model"].feature_log_prob_ - run["log_share"]).max() < 1e-10
    assert np.abs(run["model"].predict_proba(run["every"])[:, 1] - run["positive"]).max() < 1e-10
    assert told["accuracy_twice"] == told["accuracy"]
    assert told["calibration_error_twice"] > told["calibration_error"] + 0.06
    assert told["excess_bits_twice"] > told["excess_bits"] + 0.05


def test_discriminant_analysis_by_hand_is_the_librarys_and_has_no_inverse(names):
    run = names("lda")
    by_library = run["model"].decision_function(run["every"])
    assert np.abs(by_library - run["log_odds"]).max() < 1e-6
    covariance = run["covariance"]
    assert np.linalg.matrix_rank(covariance, tol=1e-8) < len(covariance)
    centers = (run["means"] - run["means"].mean(axis=0)) @ run["w"]
    assert math.isclose(centers[1] - centers[0], run["spread"] ** 2, rel_tol=1e-8)


def test_forward_by_hand_is_hmmlearns_for_every_row_and_sums_to_one(names):
    run = names("hmm")
    for k, model in enumerate(run["models"]):
        likelihood = run["log_joint"][k] - np.log(run["prior"][k])
        sequence = np.concatenate(run["all_rows"])[:, None]
        total = model.score(sequence, [len(row) for row in run["all_rows"]])
        assert math.isclose(likelihood.sum(), total, rel_tol=1e-12)
        alone = CategoricalHMM(24, n_features=len(run["words"]), implementation="log")
        alone.startprob_, alone.transmat_ = model.startprob_, model.transmat_
        alone.emissionprob_ = model.emissionprob_
        for i in range(0, len(run["all_rows"]), 997):
            row = np.array(run["all_rows"][i])[:, None]
            assert abs(alone.score(row) - likelihood[i]) < 1e-8
        V = len(run["words"])
        pairs = [[i, j] for i in range(V) for j in range(V)]
        forward = run["log_joints"]([model], pairs, np.ones(1))[0]
        assert abs(np.exp(forward).sum() - 1) < 1e-10


def test_the_hidden_state_learned_not_and_missed_but(numbers):
    run, exact = numbers("hmm"), numbers("features")
    assert abs(run["not_great"] - exact["exact_not_great"]) < 0.1
    assert run["flipped"] < 0.5 < exact["exact_flipped"] - 0.3
    assert 0.3 < run["valid"] < 0.7


def test_logistic_regression_stands_where_its_slope_is_zero(names, numbers):
    run = names("logistic_regression")
    X, y, w, b = run["X"], run["y"], run["w"], run["b"]
    p = 1 / (1 + np.exp(-(X @ w + b)))
    assert abs((p - y).sum()) < 0.01
    assert np.abs(X.T @ (p - y) + w).max() < 0.01
    assert np.abs(w - (run["counted"][1] - run["counted"][0])).max() < 1
    not_ = run["bag"].vocabulary_["not"]
    assert abs(w[not_]) < 0.3 < abs(w[run["bag"].vocabulary_["great"]]) - 0.5


def test_a_full_tree_is_sure_and_pays_for_it(names, numbers):
    run, told = names("decision_tree"), numbers("decision_tree")
    assert run["excess_bits"] == math.inf == told["excess_bits"]
    assert told["share_said_for_certain"] > 0.8
    certain = np.isin(run["positive"], (0, 1))
    exact = reviews()[2]
    assert 0 < exact[certain].min() < exact[certain].max() < 1
    assert told["calibration_error_20_leaves"] < told["calibration_error"] - 0.08
    assert (run["small"].predict_proba(run["every"]) == 0).any()
    shown = run["first"].tree_
    awful, not_ = (run["bag"].vocabulary_[word] for word in ("awful", "not"))
    below = [shown.feature[shown.children_right[i]] for i in np.flatnonzero(shown.feature == awful)]
    assert below == [not_]


def test_a_margin_is_no_probability_and_too_modest_when_squashed(names, numbers):
    run, told = names("svm"), numbers("svm")
    assert not {"excess_bits", "calibration_error"} & run.keys()
    assert told["smallest_margin"] < -1 < 1 < told["largest_margin"]
    squashed = 1 / (1 + np.exp(-run["margin"]))
    exact, right = run["exact"], run["margin"] > 0
    modest = run["p"] * np.where(right, exact - squashed, squashed - exact)
    assert modest.sum() > 0.1
    assert told["accuracy_without_kernel"] < told["accuracy"] - MARGIN
    assert numbers("svm_platt")["calibration_error"] < told["squashed_calibration_error"] - 0.08
    assert numbers("svm_platt")["excess_bits"] < told["squashed_excess_bits"] - 0.08
    assert abs(numbers("svm_platt")["accuracy"] - told["accuracy"]) < 0.01


def test_platts_curve_by_hand_is_the_librarys_and_the_best(names):
    run = names("svm_platt")
    library = CalibratedClassifierCV(SVC(), method="sigmoid", cv=5, ensemble=False)
    calibrator = library.fit(run["X"], run["y"]).calibrated_classifiers_[0].calibrators[0]
    assert abs(-calibrator.a_ - run["a"]) < 1e-3
    assert abs(-calibrator.b_ - run["b"]) < 1e-3
    hope, apart = run["hope"], run["apart"][:, 0]

    def loss(ab):
        z = ab[0] * apart + ab[1]
        return (hope * np.logaddexp(0, -z) + (1 - hope) * np.logaddexp(0, z)).sum()

    best = minimize(loss, [1.0, 0.0])
    assert loss((run["a"], run["b"])) < best.fun + 1e-6


def test_the_network_is_its_formula_and_blind_to_order(listing, names):
    run = names("feed_forward")
    first, second = run["model"].layers[0], run["model"].layers[2]
    rows = run["all_rows"][:200]
    with torch.no_grad():
        sums = torch.stack([run["model"].embedding.weight[row].sum(0) for row in rows])
        hidden = (sums @ first.weight.T + first.bias).clamp(min=0)
        by_hand = (hidden @ second.weight.T + second.bias)[:, 0]
        assert (run["model"](rows) - by_hand).abs().max() < 1e-4
    assert listing(f"{FOLDER}/feed_forward").output.endswith("matters: False\n")
    assert label_quality(run["without"])["excess_bits"] > run["excess_bits"] + 0.03


def test_any_two_words_hold_the_exact_log_odds_and_single_words_do_not():
    texts, _, exact = reviews()
    counts = CountVectorizer(token_pattern=r"\S+").fit_transform(texts).toarray().astype(float)
    some = np.random.default_rng(0).choice(len(texts), 2500, replace=False)
    log_odds = np.log(exact / (1 - exact))[some]
    left = {}
    for degree in (1, 2):
        pairs = PolynomialFeatures(degree, interaction_only=True)
        X = pairs.fit_transform(counts[some])
        X = X[:, X.any(axis=0)]
        solution = np.linalg.lstsq(X, log_odds, rcond=1e-9)[0]
        left[degree] = np.abs(X @ solution - log_odds).max()
    assert left[2] < 1e-6 < 1 < left[1]


def test_neighbours_see_not_and_only_any_two_words_see_but(listing, numbers):
    told, margin = numbers("features"), 2 * tolerance_of(listing(f"{FOLDER}/features"))
    assert told["bags"] == told["reviews"] == 7344
    assert told["words_lr_not_great"] > 0.5 > told["neighbours_lr_not_great"] + 0.3
    assert told["neighbours_lr_flipped"] < 0.5 < told["any_two_lr_flipped"] - 0.2
    kinds = ("words", "neighbours", "any_two")
    for earlier, later in pairwise(kinds):
        gain = told[f"{later}_lr_accuracy"] - told[f"{earlier}_lr_accuracy"]
        echo = told[f"{later}_nb_calibration_error"] - told[f"{earlier}_nb_calibration_error"]
        assert gain > 0.015
        assert echo > 0.04
    errors = {kind: told[f"{kind}_lr_calibration_error"] for kind in kinds}
    assert errors.pop("words") > max(errors.values()) + margin  # never above that of words
    # naive Bayes rises and then falls; it loses once features echo, and not on plain words
    plain, neighbours, any_two = (told[f"{kind}_nb_accuracy"] for kind in kinds)
    assert neighbours > any_two + margin > plain + 2 * margin
    assert told["neighbours_lr_accuracy"] > neighbours + margin
    assert told["any_two_lr_accuracy"] > any_two + margin
    assert abs(told["words_lr_accuracy"] - plain) < 0.01


def test_who_combines_words_is_ahead_whatever_the_target(listing, numbers):
    margin = 2 * tolerance_of(listing(f"{FOLDER}/feed_forward"))
    accuracy = {name: numbers(name)["accuracy"] for name in {*SUMS, *TOGETHER}}
    assert max(accuracy[name] for name in SUMS) < min(accuracy[name] for name in TOGETHER) - MARGIN
    assert max(accuracy[a] - accuracy[b] for a in SUMS for b in SUMS) < 0.02
    errors = {name: numbers(name)["calibration_error"] for name in SYSTEMS}
    others = [error for name, error in errors.items() if name != "decision_tree"]
    assert errors["decision_tree"] > max(others) + 0.08
    bits = {name: numbers(name)["excess_bits"] for name in SYSTEMS}
    assert accuracy.pop("feed_forward") > max(accuracy.values()) + margin
    assert bits.pop("feed_forward") < min(bits.values()) - margin


def test_the_figure_of_all_shows_what_the_listings_print(names, numbers):
    run = names("side_by_side")
    for i, key in enumerate(run["SYSTEMS"]):
        assert abs(run["accuracy"][i] - numbers(key)["accuracy"]) <= 0.02
        said = numbers(key).get("calibration_error", math.nan)
        assert math.isnan(said) == math.isnan(run["error"][i])
        assert math.isnan(said) or abs(run["error"][i] - said) <= 0.02
