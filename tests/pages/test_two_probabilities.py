"""The listings of docs/ideas/two-probabilities.md, against exact arithmetic and the libraries."""

from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from scipy.special import logsumexp, softmax
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import accuracy_score, log_loss

GREAT = "this movie is great !"


@pytest.fixture(scope="module")
def toy(listing):
    """Return the exact table, as the first listing of the page imports it."""
    names = listing("two_probabilities/joint").namespace
    joint, sentences, labels = names["joint"], names["SENTENCES"], names["LABELS"]
    p_x = {x: sum(joint[x, y] for y in labels) for x in sentences}
    posterior = np.array([float(joint[x, "positive"] / p_x[x]) for x in sentences])
    return SimpleNamespace(
        joint=joint, sentences=sentences, labels=labels, p_x=p_x, posterior=posterior
    )


def column(run, toy, index):
    """Return one column of the table that a listing prints for the six sentences."""
    lines = {line[:24].rstrip(): line[24:].split() for line in run.output.splitlines()}
    return np.array([float(lines[x][index]) for x in toy.sentences])


def test_the_table_is_a_distribution_with_the_figure_of_the_notes(listing, toy):
    run = listing("two_probabilities/joint")
    assert sum(toy.joint.values()) == 1
    assert run.namespace["p_positive"][GREAT] == Fraction(95, 100)
    assert sum(run.namespace["p_x"].values()) == sum(run.namespace["p_y"].values()) == 1
    assert run.numbers["posterior_great"] == "0.95"
    assert 'text "0.95"' in run.figure


def test_two_worlds_share_every_conditional_and_no_world_follows_from_it(listing, toy):
    names = listing("two_probabilities/two_worlds").namespace
    other = {x: (names["other_joint"][x], names["other_p_x"][x]) for x in toy.sentences}
    assert all(
        part / whole == toy.joint[x, "positive"] / toy.p_x[x] for x, (part, whole) in other.items()
    )
    assert sum(whole for _, whole in other.values()) == 1
    assert all(whole != toy.p_x[x] for x, (_, whole) in other.items())
    printed = listing("two_probabilities/two_worlds").numbers
    assert (printed["same_posteriors"], printed["same_p_of_texts"]) == ("True", "False")
    assert sum(names["posterior"].values()) > 1


def test_bayes_rule_in_logarithms_agrees_with_the_fractions(listing, toy):
    names = listing("two_probabilities/bayes").namespace
    assert np.abs(names["posterior"][:, 0] - toy.posterior).max() < 1e-12
    log_joint = np.log(names["table"].astype(float))
    by_scipy = np.exp(log_joint - logsumexp(log_joint, axis=0, keepdims=True))
    assert np.abs(names["likelihood"] - by_scipy).max() < 1e-12


def test_the_factors_of_the_chain_rule_are_conditionals_and_multiply_to_the_table(listing, toy):
    names = listing("two_probabilities/chain_rule").namespace
    starts_with = names["starts_with"]
    for x, tokens in names["tokens"].items():
        steps = [starts_with(tokens[: i + 1]) / starts_with(tokens[:i]) for i in range(len(tokens))]
        assert np.prod(steps) == toy.p_x[x]
        for i in range(len(tokens)):
            following = {t[i] for t in names["tokens"].values() if t[:i] == tokens[:i]}
            assert sum(starts_with([*tokens[:i], t]) for t in following) == starts_with(tokens[:i])
    assert sum(names["bits"]) == pytest.approx(-np.log2(float(toy.p_x[GREAT])))


def test_every_order_gives_the_joint_for_every_sentence(listing, toy):
    names = listing("two_probabilities/any_order").namespace
    assert len(names["orders"]) == 720
    assert names["products"] == {toy.p_x[GREAT]}
    for x in toy.sentences:
        assert {names["factorise"](x, order) for order in names["orders"][::37]} == {toy.p_x[x]}


def test_without_eos_the_sum_is_too_large(listing, toy):
    run = listing("two_probabilities/without_eos")
    names = run.namespace
    assert sum(names["score"].values()) == Fraction(6, 5)
    assert names["score"]["this movie is great"] == toy.p_x["this movie is great"] + toy.p_x[GREAT]
    assert np.allclose(names["without_eos"], 1)
    assert sum(names["with_eos"]) == pytest.approx(1 - (1 - names["p_eos"]) ** 12)


def test_samples_come_as_often_as_the_table_says(listing, toy):
    names = listing("two_probabilities/sampling").namespace
    assert set(names["share"]) == set(toy.sentences)
    sigma = {x: float(toy.p_x[x] * (1 - toy.p_x[x]) / 10_000) ** 0.5 for x in toy.sentences}
    assert all(abs(names["share"][x] - toy.p_x[x]) < 4 * sigma[x] for x in toy.sentences)
    assert sum(names["next_token"][()].values()) == 1


def test_naive_bayes_and_logistic_regression_have_one_form(listing):
    run = listing("two_probabilities/naive_bayes")
    counts, nb, lr = (run.namespace[name] for name in ("counts", "nb", "lr"))
    weights, bias = run.namespace["nb_weights"], run.namespace["nb_bias"]
    for model, w, b in ((nb, weights, bias), (lr, lr.coef_[0], lr.intercept_[0])):
        log_prob = model.predict_log_proba(counts)
        assert np.allclose(log_prob[:, 1] - log_prob[:, 0], counts @ w + b, atol=1e-9)
    words = list(run.namespace["vectorizer"].get_feature_names_out())
    for word in ("bad", "not", "great", "!"):
        k = words.index(word)
        assert weights[k] * lr.coef_[0, k] > 0
        assert abs(lr.coef_[0, k]) > abs(weights[k])


def test_naive_bayes_counts_and_logistic_regression_meets_the_exact_posterior(listing, toy):
    run = listing("two_probabilities/naive_bayes")
    names = run.namespace
    assert np.abs(names["lr"].predict_proba(names["counts"])[:, 1] - toy.posterior).max() < 1e-3
    assert np.abs(names["nb"].predict_proba(names["counts"])[:, 1] - toy.posterior).max() > 0.1
    assert run.numbers["lr_largest_error"] == "0.000"
    assert float(run.numbers["nb_largest_error"]) > 0.1
    totals = [
        sum(
            toy.joint[x, y] * np.array(row)
            for x, row in zip(toy.sentences, names["counts"], strict=True)
        )
        for y in toy.labels
    ]
    shares = [np.array([float(n / sum(total)) for n in total]) for total in totals]
    assert np.allclose(names["nb_weights"], np.log(shares[0] / shares[1]))


def test_naive_bayes_is_exact_only_if_words_are_independent(listing):
    run = listing("two_probabilities/correlated")
    names, errors = run.namespace, []
    for positive, negative in names["worlds"].values():
        assert positive.sum() == pytest.approx(1)
        assert negative.sum() == pytest.approx(1)
    for line in run.output.splitlines():
        if "largest error" in line:
            errors.append([float(number) for number in line.split()[3::2]])
    (nb_independent, lr_independent), (nb_echo, lr_echo) = errors
    assert max(nb_independent, lr_independent, lr_echo) < 0.001
    assert nb_echo > 0.4


def test_naive_bayes_writes_words_with_the_probabilities_of_its_class(listing):
    names = listing("two_probabilities/naive_bayes_writes").namespace
    share = (names["drawn"][:, None] == names["vocabulary"]).mean(axis=0)
    assert np.abs(share - names["p_word"][1]).max() < 0.01
    assert np.allclose(names["p_word"].sum(axis=1), 1)


def test_naive_bayes_takes_its_lengths_from_the_reviews(listing, toy):
    run = listing("two_probabilities/naive_bayes_writes")
    of_reviews = np.average([len(x.split()) for x in toy.sentences], weights=list(toy.p_x.values()))
    assert run.namespace["lengths"].mean() == pytest.approx(float(of_reviews))
    bags = [line.split(": ")[1].split() for line in run.output.splitlines() if ": " in line]
    assert {len(bag) for bag in bags} <= {len(x.split()) for x in toy.sentences}


def test_softmax_maps_scores_to_the_simplex(listing):
    run = listing("two_probabilities/softmax")
    logits, probs = run.namespace["logits"], run.namespace["probs"]
    assert np.allclose(softmax(logits.numpy(), axis=-1), probs.numpy(), atol=1e-6)
    assert logits.shape == probs.shape == (5, 3)
    assert run.namespace["y"].dtype == torch.int64
    assert (probs > 0).all()
    assert (logits.sum(-1) - 1).abs().min() > 1e-3
    assert run.numbers["softmax_of_a_label"] == "1.0"


def test_one_boundary_allows_many_probabilities(listing):
    names = listing("two_probabilities/same_boundary").namespace
    x, y = names["x"][names["test"]], names["y"][names["test"]]
    p = {name: model(x) for name, model in names["models"].items()}
    for name, bits in names["cost"].items():
        assert bits == pytest.approx(log_loss(y, p[name]) / np.log(2), abs=1e-6)
    accuracies = [accuracy_score(y, q > 0.5) for q in p.values()]
    assert np.ptp(accuracies) < 0.005
    assert names["accuracy"]["timid"] == names["accuracy"]["exact"]
    assert min(names["cost"]["timid"], names["cost"]["bold"]) > names["cost"]["exact"] + 0.1
    assert names["svm"].decision_function([[3.0]]) > 1
    assert np.abs(p["SVM, Platt scaling"] - p["exact"]).max() < 0.05
    assert np.abs(p["SVM, margin squashed"] - p["exact"]).max() > 0.2


def test_bigrams_are_distributions_and_classify_by_bayes_rule(listing, toy):
    run = listing("two_probabilities/two_language_models")
    from snippets.two_probabilities.bigrams import pair_counts, prior, reviews, vocabulary

    assert sum(prior.values()) == pytest.approx(1)
    counted = sum(sum(counter.values()) for counter in pair_counts.values())
    assert counted == sum(len(x.split()) + 1 for x, _ in reviews)
    likelihood, seen = run.namespace["likelihood"], pair_counts["positive"]
    by_hand = 1.0
    for before, after in pairwise(["<bos>", *GREAT.split(), "<eos>"]):
        row = np.array([seen[before, token] for token in vocabulary]) + 0.1
        by_hand *= row[vocabulary.index(after)] / row.sum()
    assert likelihood(GREAT, "positive") == pytest.approx(by_hand)
    assert ((column(run, toy, 1) > 0.5) == (toy.posterior > 0.5)).all()
    assert 0.2 < float(run.numbers["mass_elsewhere"]) < 0.6


def test_a_pair_of_gpts_learns_the_posterior_of_its_data(listing, toy):
    run = listing("two_probabilities/gpt_pair")
    model, input_ids, targets = (run.namespace[n] for n in ("model", "input_ids", "targets"))
    assert np.abs(column(run, toy, 2) - column(run, toy, 1)).max() < 0.02
    assert np.abs(column(run, toy, 2) - toy.posterior).max() < 0.06
    with torch.no_grad():
        for row, log_prob in enumerate(run.namespace["log_prob"](model)):
            loss = model(input_ids[[row]], labels=targets[[row]]).loss
            scored = (targets[row, 1:] != -100).sum()
            assert log_prob.item() == pytest.approx(-(loss * scored).item(), abs=1e-4)


def test_a_new_prior_gives_the_posterior_of_the_new_world(listing, toy):
    names = listing("two_probabilities/new_prior").namespace
    p_y = {y: sum(toy.joint[x, y] for x in toy.sentences) for y in toy.labels}
    for x in toy.sentences:
        positive = toy.joint[x, "positive"] / p_y["positive"] * Fraction(1, 10)
        negative = toy.joint[x, "negative"] / p_y["negative"] * Fraction(9, 10)
        ratio = toy.joint[x, "positive"] / toy.joint[x, "negative"] / names["old_odds"]
        assert names["posterior"](ratio, Fraction(1, 10)) == positive / (positive + negative)
        old = {y: toy.joint[x, y] / toy.p_x[x] for y in toy.labels}
        mended = [old[y] * new / p_y[y] for y, new in zip(toy.labels, (0.1, 0.9), strict=True)]
        assert mended[0] / sum(mended) == pytest.approx(float(positive / (positive + negative)))


def test_a_model_of_the_conditional_takes_a_new_prior_and_finds_both_priors(listing, toy):
    run = listing("two_probabilities/corrected")
    names = run.namespace
    p_y = {y: sum(toy.joint[x, y] for x in toy.sentences) for y in toy.labels}
    shift = {
        "positive": Fraction(1, 10) / p_y["positive"],
        "negative": Fraction(9, 10) / p_y["negative"],
    }
    moved = {x: [toy.joint[x, y] * shift[y] for y in toy.labels] for x in toy.sentences}
    new = np.array(
        [float(positive / (positive + negative)) for positive, negative in moved.values()]
    )
    assert np.abs(names["exact"][:, 0] - new).max() < 1e-12
    assert np.abs(names["moved"][:, 0] - new).max() < 1e-4  # logistic regression, corrected
    assert np.abs(names["left_alone"][:, 0] - new).max() > 0.3
    assert np.abs(names["generative"][:, 0] - new).max() > 0.3  # a prior mends no likelihood
    assert float(run.numbers["old_prior_from_texts"]) == float(p_y["positive"])
    assert float(run.numbers["new_prior_from_texts"]) == 0.1


def test_densities_and_the_boundary_curve_agree_where_it_counts(listing):
    run = listing("two_probabilities/densities")
    names = run.namespace
    from_joint = names["p_joint"][1] / names["p_joint"].sum(axis=0)
    by_sklearn = names["generative"].predict_proba(names["grid"][:, None])[:, 1]
    assert np.allclose(from_joint, by_sklearn)
    assert np.allclose(names["p_joint"].sum() * 0.01, 1, atol=0.01)
    assert run.numbers["boundary_generative"] == run.numbers["boundary_discriminative"]
    lda = LinearDiscriminantAnalysis().fit(names["x"][:, None], names["y"])
    boundary = -lda.intercept_[0] / lda.coef_[0, 0]
    assert float(run.numbers["boundary_generative"]) == pytest.approx(boundary, abs=0.15)
