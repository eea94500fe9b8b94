"""The listings of docs/models/a-classifier-from-a-language-model.md, against exact answers."""

import math

import numpy as np
import pytest
import torch
from sklearn.metrics import accuracy_score, log_loss
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from transformers import AutoTokenizer, BertForSequenceClassification, PreTrainedTokenizerFast

from snippets.lab.probes import label_shares
from snippets.lab.world.corpus import truth
from snippets.lab.world.enumeration import Enumeration
from snippets.lab.world.grammar import RULES
from snippets.lab.world.templates import Grammar

PAGE = "a_classifier_from_a_language_model"
LABELS = ("positive", "negative")


@pytest.fixture(scope="module")
def run(listing):
    return lambda concept: listing(f"{PAGE}/{concept}")


def numbers(run):
    """Return the lines `name = value` of a listing's output."""
    return {name: float(value) for name, value in run.numbers.items()}


def labels_and_weights(exact, weight):
    """Return both labels of every review and their joint probabilities, for scikit-learn."""
    y = np.repeat([1, 0], len(exact))
    return y, np.concatenate([weight * exact, weight * (1 - exact)])


def test_bayes_rule_divides_one_string_by_two(run):
    names = run("bayes").namespace
    assert names["exact"]["this movie is great !"] == pytest.approx(0.95, abs=1e-12)
    for x, posterior in names["posterior"].items():
        joint = []
        for label in LABELS:
            ids = names["tokenizer"](f"{label} : {x} [EOS]", return_tensors="pt").input_ids
            loss = names["gpt"](input_ids=ids, labels=ids).loss.item()  # the library's own
            joint.append(math.exp(-loss * (ids.shape[1] - 1)))
        assert posterior == pytest.approx(joint[0] / sum(joint), abs=1e-4)
        assert posterior == pytest.approx(names["exact"][x], abs=0.02)


def test_the_labelled_strings_share_out_the_bare_one(run):
    names = run("strings").namespace
    exact = names["exact"]
    assert exact["positive"] + exact["negative"] == pytest.approx(exact[""], rel=1e-12)
    assert numbers(run("strings"))["labelled_over_unlabelled"] == pytest.approx(1, abs=0.05)
    by_bayes = run("bayes").namespace["posterior"][names["x"]]
    assert names["ratio"] == pytest.approx(by_bayes, abs=1e-6)


def test_batches_and_padding_change_nothing(run):
    classifiers = run("odd_texts").namespace["classifiers"]
    texts = ["positive : this book is good .", "negative : this book is not good , i loved it ."]
    alone = [classifiers.log_probs([text])[0] for text in texts]
    assert classifiers.log_probs(texts) == pytest.approx(alone, abs=1e-4)

    tuned = BertForSequenceClassification.from_pretrained("snippets/lab/checkpoints/bert-sentiment")
    reviews = ["this movie is great !", "this song is bad and the melody is weak ."]
    by_library = label_shares(tuned, reviews)[:, 0]
    assert classifiers.bert_fine_tuned(reviews) == pytest.approx(by_library, abs=1e-5)


def test_the_test_set_is_every_bare_review_of_a_movie(run):
    predictions = run("compare").namespace["predictions"]
    world = truth("training")
    assert all(x.startswith("this movie is ") for x in predictions.reviews)
    movies = [x.startswith("this movie") for x in world.sentences]
    assert len(predictions.reviews) == sum(movies)
    p = world.probabilities[movies].sum()
    asked = math.exp(world.log_prob(predictions.reviews[5])) / p
    assert predictions.p_x[5] == pytest.approx(asked)
    assert predictions.p_x.sum() == pytest.approx(1)


def test_nobody_beats_the_exact_posterior(run):
    names = run("compare").namespace
    exact, p_x, measured = names["exact"], names["p_x"], names["measured"]
    for name, guess in names["p_positive"].items():
        y, weight = labels_and_weights(exact, p_x)
        accuracy = accuracy_score(y, np.tile(guess > 0.5, 2), sample_weight=weight)
        assert measured[name][0] == pytest.approx(accuracy)
        assert accuracy <= measured["exact posterior"][0] + 1e-12
        assert (p_x * (names["bits"](guess) - names["bits"](exact))).sum() > 0
    assert measured["GPT with Bayes"][1] < 0.02 > measured["BERT, fine-tuned"][1]
    for name in ("naive Bayes", "logistic regression"):  # both without the order of the words
        assert measured[name][1] > 0.15
    pair = [names["p_positive"][name] for name in ("naive Bayes", "logistic regression")]
    assert abs(pair[0] - pair[1]).max() < 0.15


def test_calibrated_is_not_right(run):
    names = run("calibration").namespace
    exact, p_x = names["exact"], names["p_x"]
    assert names["eces"]["exact posterior"][0] == pytest.approx(0, abs=1e-12)
    assert names["eces"]["exact posterior"][1] > 0.01
    constant = np.full(len(exact), 0.5)
    assert names["reliability"](constant, exact, p_x)[2] == pytest.approx(0, abs=1e-9)
    for name, guess in names["p_positive"].items():
        y, weight = labels_and_weights(exact, p_x)
        nats = log_loss(y, np.concatenate([guess, guess]), sample_weight=weight)
        assert names["losses"][name] == pytest.approx(nats / math.log(2))
        assert names["losses"][name] > names["losses"]["exact posterior"]
    assert names["eces"]["naive Bayes"][0] < 0.05
    assert names["losses"]["naive Bayes"] > names["losses"]["exact posterior"] + 0.2


def test_moving_the_prior_is_the_exact_answer_of_the_new_world(run):
    names = run("new_prior").namespace
    reviews = run("compare").namespace["predictions"].reviews
    sentiment = {"positive": 1, "negative": 4}
    world = Enumeration(Grammar({"review": 1}, RULES | {"sentiment": sentiment}))
    p_x = np.exp(world.log_probs(reviews))
    assert names["truth_new"] == pytest.approx(world.posteriors(reviews)[:, 0], abs=1e-12)
    assert names["p_x_new"] == pytest.approx(p_x / p_x.sum(), abs=1e-12)


def test_moving_the_posterior_is_swapping_the_prior(run):
    names = run("new_prior").namespace
    predictions = run("compare").namespace["predictions"]
    some = predictions.reviews[::100]
    log_joint = [
        predictions.classifiers.log_probs([f"{label} : {x}" for x in some]) for label in LABELS
    ]
    odds = np.exp(log_joint[0] - log_joint[1]) * names["NEW"] / (1 - names["NEW"])
    moved = names["moved"](predictions.p_positive["GPT with Bayes"][::100])
    assert moved == pytest.approx(odds / (1 + odds), abs=1e-4)


def test_the_correction_helps_everybody_and_reaches_the_line_only_from_the_posterior(run):
    names = run("new_prior").namespace
    best = names["best"]
    for before, after in names["rows"].values():
        assert before[0] < after[0] <= best[0] + 1e-12
        assert before[1] > after[1] > best[1]
        assert before[2] > after[2]
    assert names["rows"]["GPT with Bayes"][1][0] > best[0] - 0.02
    assert names["rows"]["naive Bayes"][1][0] < best[0] - 0.05


def test_gpt_writes_reviews_of_the_label_asked_for(run):
    names, found = run("write_positive").namespace, numbers(run("write_positive"))
    assert found["share_valid"] > 0.98
    assert found["mean_posterior_of_samples"] == pytest.approx(
        found["mean_posterior_exact"], abs=0.03
    )
    assert names["posterior"].min() < 0.5 < np.median(names["posterior"])


def test_odd_texts_lie_beyond_the_rarest_review(run):
    names = run("odd_texts").namespace
    exact, surprise = names["exact"], names["surprise"]
    possible = np.isfinite(exact)
    assert possible.tolist() == [True, True, False, False, False, False]
    assert surprise[possible] == pytest.approx(exact[possible], abs=0.3)
    assert exact[possible].max() < names["rarest"] < surprise[~possible].min()


def test_confidence_hints_at_odd_texts_and_is_as_small_for_some_reviews(run):
    names = run("odd_texts").namespace
    tuned = np.maximum(names["tuned"], 1 - names["tuned"])
    assert tuned[2:].max() < tuned[:2].min()
    doubtful = [x for x, d in zip(names["reviews"], names["doubtful"], strict=True) if d]
    posterior = truth("training").posteriors(doubtful)[:, 0]
    assert np.abs(posterior - 0.5).max() <= names["surest"] - 0.5
    share = names["p_review"][names["doubtful"]].sum() / names["p_review"].sum()
    assert 0.02 < share < 0.9


def test_a_hidden_word_is_summed_over(run):
    names = run("hidden_word").namespace
    world = truth("training")
    x = names["reviews"][2]
    fillings = [x.replace("[MASK]", word) for word in names["words"]]
    p = [
        np.exp(world.log_probs([f"{label} : {text}" for text in fillings])).sum()
        for label in LABELS
    ]
    assert names["exact"][2] == pytest.approx(p[0] / sum(p), abs=1e-12)
    assert names["guesses"]["GPT, summed"] == pytest.approx(names["exact"], abs=0.03)


def test_prompts_answer_the_question_they_ask(run):
    assert run("label_last").output.endswith("below .001: True\n")
    names = run("verbalizer").namespace
    world = truth("training")
    exact = world.next_tokens(names["prompts"])[:, names["loved"]]
    assert names["guesses"]["exact P(loved|x , i)"] == pytest.approx(exact, abs=1e-12)
    assert names["p_x"] @ abs(names["p_loved"] - exact) < 0.02
    assert names["p_loved"].min() > 0.15  # squeezed between the two ends, more or less
    assert names["p_loved"].max() < 0.85


def test_cost_grows_with_the_labels_for_one_of_them_only(run):
    names, found = run("cost").namespace, numbers(run("cost"))
    labels, bayes, head = (np.array(names[key]) for key in ("label_counts", "bayes", "head"))
    assert bayes / labels == pytest.approx(bayes[0] / 2)
    extra = 2 * names["config"].hidden_size * (labels - 2) / 1e6  # a column of the head each
    assert head - head[0] == pytest.approx(extra, abs=1e-9)
    assert found["ratio_at_two_labels"] > 2


def test_zero_shot_takes_tokenizers_with_and_without_bos(run, monkeypatch):
    names = run("zero_shot").namespace
    rows = [line.split() for line in run("zero_shot").output.splitlines()]
    assert [float(row[1]) > 0.5 for row in rows] == [True, False, True]
    assert all(float(row[1]) + float(row[3]) == pytest.approx(1, abs=0.011) for row in rows)

    x = "this movie is great !"
    by_site = names["encode"](x)
    assert by_site == AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")(x).input_ids
    score = names["log_prob"](x, "positive")
    plain = Tokenizer(WordLevel(names["tokenizer"].get_vocab()))
    plain.pre_tokenizer = WhitespaceSplit()
    without_bos = PreTrainedTokenizerFast(tokenizer_object=plain, bos_token="[BOS]")
    assert without_bos(x).input_ids == by_site[1:]
    monkeypatch.setitem(names["encode"].__globals__, "tokenizer", without_bos)
    assert names["encode"](x) == by_site
    assert torch.equal(names["log_prob"](x, "positive"), score)
