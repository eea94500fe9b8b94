"""Weights and effects: the exact effects, what each model offers, and the verdicts."""

import math

import numpy as np
import pytest
import torch
from scipy.special import logit
from scipy.stats import spearmanr
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from weighed import bearing

from snippets.a_classifier_from_a_language_model.classifiers import gpt_with_bayes
from snippets.lab.measure import labelled, reviews
from snippets.lab.probes import label_shares
from snippets.lab.world.corpus import truth
from snippets.studies.experiments import summaries
from snippets.studies.results import check
from snippets.studies.weights_and_effects import READINGS, SYSTEMS
from snippets.weights_and_effects import effects

PAGE = "weights_and_effects"
SAME = 0.01  # of a rank correlation: no difference
FAR = 0.1  # of a rank correlation: a difference
SUM = 1e-6  # nats: the log-odds are a sum of weights
TELLS = 0.1  # rank correlation between two explanations, quick form


@pytest.fixture(scope="module")
def recorded():
    return summaries("weights-and-effects")


@pytest.fixture(scope="module")
def rows():
    asked = ("this movie is great !", "this book is not awful but the style is weak , i hated it .")
    return [reviews()[0].index(text) for text in asked]


@pytest.fixture(scope="module")
def gpt(rows):
    return effects.Gpt(rows)


@pytest.fixture(scope="module")
def bert(rows):
    return effects.Bert(rows)


def log_odds(text):
    shares = truth("training").posterior(text)
    return math.log(shares["positive"] / shares["negative"])


# ---------------------------------------------------------------- the exact effects


def test_exact_effects_are_those_of_the_engine():
    texts = reviews()[0]
    for row in range(0, len(texts), 611):
        words = texts[row].split()
        for t, effect in enumerate(effects.exact_effects(row)):
            hidden = " ".join([*words[:t], "[MASK]", *words[t + 1 :]])
            assert effect == pytest.approx(log_odds(texts[row]) - log_odds(hidden), abs=1e-8)


def test_great_is_worth_log_19_and_not_turns_it_round():
    texts = reviews()[0]
    for text, sign in (("this movie is great !", 1), ("this movie is not great !", -1)):
        effect = effects.exact_effects(texts.index(text))[text.split().index("great")]
        assert effect == pytest.approx(sign * math.log(19), abs=1e-6)
    mean, lowest, highest = effects.word_effects(["great"])["great"]
    assert (lowest, highest) == pytest.approx((-math.log(19), math.log(19)), abs=1e-6)
    assert 0 < mean < math.log(19)


# ---------------------------------------------------------------- the four models


@pytest.mark.parametrize("model", [MultinomialNB(), LogisticRegression(max_iter=1000)])
def test_a_linear_model_s_weights_are_its_effects(model, rows):
    linear = effects.Linear(model, *labelled(512, 7))
    for row in rows:
        weights = linear.explanations(row)["weights"]
        np.testing.assert_allclose(linear.effects(row), weights, atol=1e-6)
    shares = model.predict_proba(linear.bag.transform(reviews()[0][:50]))[:, 1]
    np.testing.assert_allclose(linear.log_odds(reviews()[0][:50]), logit(shares), atol=1e-9)


def test_bert_is_the_checkpoint(bert):
    some = reviews()[0][::400]
    shares = label_shares(bert.model, some)[:, 0]
    np.testing.assert_allclose(bert.log_odds(some), logit(shares), atol=1e-4)


def test_gpt_is_the_classifier_of_the_other_page(gpt, rows):
    """That one multiplies with P(label) too, as GPT has learned it; here both count the same."""
    with torch.no_grad():
        begun = gpt.model(torch.tensor([[effects.ID["[BOS]"]]])).logits[0, 0].double()
    prior = float(begun[effects.ID["positive"]] - begun[effects.ID["negative"]])
    shares = gpt_with_bayes([reviews()[0][row] for row in rows])
    for row, share in zip(rows, shares, strict=True):
        positive, negative = gpt.log_probs[row].sum(axis=1)
        assert positive - negative + prior == pytest.approx(logit(share), abs=1e-4)


def test_gpt_s_terms_add_up_to_its_log_odds(gpt, rows):
    for row in rows:
        positive, negative = gpt.log_probs[row]
        end = positive[-1] - negative[-1]
        whole = positive.sum() - negative.sum()
        assert gpt.terms(row).sum() + end == pytest.approx(whole, abs=1e-9)


def test_gpt_hides_a_word_by_its_own_probabilities(gpt, rows):
    """By hand: "great" in "this movie is great !" could be any of nine opinions."""
    row = rows[0]
    texts = reviews()[0]
    could_be = effects.groups()["this movie is [MASK] !"]
    assert len(could_be) == 9
    sums = np.zeros(2)
    for i in could_be:
        sums += np.exp(gpt.log_probs[i].sum(axis=1))
    whole = gpt.log_probs[row].sum(axis=1)
    by_hand = (whole[0] - whole[1]) - math.log(sums[0] / sums[1])
    at = texts[row].split().index("great")
    assert gpt.effects(row)[at] == pytest.approx(by_hand, abs=1e-9)
    assert by_hand == pytest.approx(math.log(19), abs=0.2)  # and near the truth


def test_attention_is_that_of_the_library(bert, gpt, rows):
    text = reviews()[0][rows[1]]
    words = len(text.split())
    told = bert.explanations(rows[1])
    assert set(told) == {*READINGS}
    ids = torch.tensor([effects.encode(text, "bert")])
    with torch.no_grad():
        last = bert.model(input_ids=ids, output_attentions=True).attentions[-1]
    np.testing.assert_allclose(told["last_layer"], last[0, :, 0, 1:-1].mean(0), atol=1e-6)
    for name, said in (told | gpt.explanations(rows[1])).items():
        assert said.shape == (words,)
        assert name == "terms" or (0 < said.sum() <= 1 and (said > 0).all())


def test_rank_correlation_is_spearman_s():
    rng = np.random.default_rng(0)
    for _ in range(5):
        a, b = rng.integers(0, 4, (2, 12))
        assert effects.rank_correlation(a, b) == pytest.approx(spearmanr(a, b).statistic)
    assert math.isnan(effects.rank_correlation(np.ones(3), np.arange(3)))


# ---------------------------------------------------------------- the quick forms


def test_quick_both_linear_models_are_sums(listing):
    found = listing(f"{PAGE}/words").namespace["measures"]
    assert max(found["nb_not_a_sum"], found["lr_not_a_sum"]) <= SUM
    assert min(found["nb_like_exact"], found["lr_like_exact"], found["nb_like_lr"]) > 1 - TELLS
    assert found["great_highest"] == pytest.approx(math.log(19), abs=1e-6)
    assert found["lr_accuracy"] < found["bayes"] - TELLS


def test_quick_explanations(listing):
    found = listing(f"{PAGE}/decisions").namespace["measures"]
    assert found["nb_weights_rank"] == pytest.approx(1, abs=SAME)
    assert found["lr_weights_rank"] == pytest.approx(1, abs=SAME)
    bert = max(found[f"bert_{way}_rank"] for way in READINGS)
    assert found["gpt_terms_rank"] > bert + TELLS
    assert bert > max(found[f"gpt_{way}_rank"] for way in READINGS) + TELLS
    assert found["gpt_exact_error"] < found["bert_averaged_error"] < found["bert_exact_error"]
    assert found["bert_exact_error"] < min(found["nb_exact_error"], found["lr_exact_error"])


def test_the_figure_shows_the_recorded_means(listing, recorded):
    output = listing(f"{PAGE}/explanations").output
    mean = recorded["decisions"]["gpt_terms_rank"][0]
    assert f"GPT: terms of the chain rule{mean:10.3f}" in output


# ---------------------------------------------------------------- the recorded results


def test_recorded_intervals_lie_apart(recorded):
    found = recorded["decisions"]
    bert = max((found[f"bert_{way}_rank"] for way in READINGS), key=lambda pair: pair[0])
    gpt = max((found[f"gpt_{way}_rank"] for way in READINGS), key=lambda pair: pair[0])
    terms = found["gpt_terms_rank"]
    assert terms[0] - terms[1] > bert[0] + bert[1] + FAR
    assert bert[0] - bert[1] > gpt[0] + gpt[1] + FAR


def test_recorded_nothing_exceeds_an_exact_explanation(recorded):
    for run in check("weights-and-effects", SYSTEMS[1])["runs"]:
        for name, value in run.items():
            if name.endswith(("_rank", "_first")):
                assert -1 <= value <= 1 + 1e-9
        assert run["nb_weights_first"] == run["lr_weights_first"] == 1


# ---------------------------------------------------------------- what the ledger makes of it


@pytest.mark.parametrize("claim", ["28a", "47", "109"])
@pytest.mark.parametrize(
    ("about", "changes", "comes_to"),
    [
        ("two linear", {"decisions__nb_weights_rank": 0.5}, "supports"),
        ("two linear", {"words__nb_not_a_sum": 0.1}, "no bearing"),
        ("the terms", {"decisions__gpt_terms_rank": 0.0}, "supports"),
        ("the terms", {"decisions__gpt_terms_rank": 0.5}, "no bearing"),
    ],
)
def test_of_linear_models_and_of_terms_a_rule_turns(tmp_path, claim, about, changes, comes_to):
    assert bearing(tmp_path, claim, PAGE, about, **changes) == comes_to


@pytest.mark.parametrize(
    ("claim", "about", "changes", "comes_to"),
    [
        ("28a", "attention", {"gpt_attention_rank": 0.9}, "opposes"),
        ("28a", "attention", {"bert_attention_rank_half": 0.4}, "no bearing"),
        ("47", "simple", {"decisions__lr_weights_rank": 0.1}, "opposes"),
        ("47", "simple", {"gpt_attention_rank": 0.9}, "opposes"),
        ("70", "", {"decisions__gpt_exact_error": 0.9}, "opposes"),
    ],
)
def test_a_rule_turns_with_its_evidence(tmp_path, claim, about, changes, comes_to):
    assert bearing(tmp_path, claim, PAGE, about, **changes) == comes_to
