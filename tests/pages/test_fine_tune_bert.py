"""The listings of docs/models/fine-tune-bert.md, against transformers, scikit-learn and sums."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from sklearn.calibration import calibration_curve
from sklearn.metrics import accuracy_score, log_loss
from transformers import BertForMaskedLM, BertForSequenceClassification

from snippets.fine_tune_bert import tuning
from snippets.lab import reviews
from snippets.lab.probes import label_shares, masked_shares
from snippets.lab.world.corpus import truth
from tools.engine.record import tolerance_of


def numbers(run):
    """Return the lines `name = value` of a listing's output as numbers."""
    return {name: float(value.split()[0].replace(",", "")) for name, value in run.numbers.items()}


@pytest.fixture
def seeded():
    """Keep torch's random state as it was."""
    with torch.random.fork_rng():
        yield


@pytest.fixture(scope="module")
def shipped():
    return BertForSequenceClassification.from_pretrained("snippets/lab/checkpoints/bert-sentiment")


def test_the_reviews_are_all_reviews_of_movies_and_their_posterior_is_bayes_rule():
    world = truth("training")
    listed = [s for s in world.sentences if s.startswith("this movie ")]
    assert reviews.reviews == listed
    assert reviews.weights.sum() == pytest.approx(1, abs=1e-12)
    likelihood = np.exp(
        [[world.log_prob(text, y) for y in ("positive", "negative")] for text in listed[::50]]
    )
    assert np.allclose(reviews.exact[::50], likelihood[:, 0] / likelihood.sum(1), atol=1e-12)
    assert (reviews.weights * reviews.exact).sum() == pytest.approx(0.5, abs=1e-12)


def test_drawn_labels_follow_the_posterior_and_exact_accuracy_is_the_sampled_one_in_the_limit():
    chosen, positive = reviews.draw(50_000, seed=5)
    guess = reviews.exact > 0.5
    sampled = accuracy_score(positive, guess[chosen])
    assert sampled == pytest.approx(reviews.accuracy(guess), abs=0.01)
    assert positive.mean() == pytest.approx(0.5, abs=0.01)
    again, _ = reviews.draw(50_000, seed=5)
    assert np.array_equal(chosen, again)


def test_the_head_by_hand_is_the_library(listing):
    names = listing("fine_tune_bert/head_by_hand").namespace
    model = names["model"]
    assert isinstance(model, BertForSequenceClassification)
    assert (names["logits"] - names["by_library"]).abs().max() <= 1e-5
    with torch.no_grad():
        pooler_output = model.bert(**names["inputs"]).pooler_output
    assert (names["pooled"] - pooler_output).abs().max() <= 1e-5
    # it reads [CLS] alone: another position gives something else
    assert (names["hidden_states"][:, 1] - names["first"]).abs().max() > 0.1


def test_the_label_loss_is_cross_entropy_and_reaches_the_whole_body(listing):
    names = listing("fine_tune_bert/label_loss").namespace
    by_library = F.cross_entropy(names["output"].logits, names["labels"])
    assert abs(names["by_hand"] - by_library).item() < 1e-6
    assert abs(names["by_hand"] - names["output"].loss).item() < 1e-6
    model = names["model"]  # its gradients stay where the listing ran
    model(**names["inputs"], labels=names["labels"]).loss.backward()
    without = [name for name, p in model.named_parameters() if p.grad is None]
    assert without == []
    assert all(key.startswith("pooler.") for key in names["loaded"].missing_keys)


def test_bayes_accuracy_is_a_ceiling_for_everyone(listing):
    posteriors = numbers(listing("fine_tune_bert/posteriors"))
    by_hand = (reviews.weights * np.maximum(reviews.exact, 1 - reviews.exact)).sum()
    assert posteriors["bayes_accuracy"] == pytest.approx(by_hand, abs=1e-4)
    assert by_hand < 0.99
    names = listing("fine_tune_bert/scoreboard").namespace
    for name, (_, score) in names["scores"].items():
        assert score <= names["bayes"] + 1e-12, name
    assert names["scores"]["one_label_always"][1] == pytest.approx(0.5)
    assert names["scores"]["fine_tuned_bert"][1] > names["bayes"] - 0.015
    margin = 2 * tolerance_of(listing("fine_tune_bert/scoreboard"))
    assert names["scores"]["words"][1] < names["scores"]["fill_mask"][1] - 0.1 - margin


def test_fill_mask_is_what_the_probes_say_of_the_label(listing):
    names = listing("fine_tune_bert/zero_labels").namespace
    asked = [f"[MASK] : {text}" for text in reviews.reviews[::200]]
    world = truth("training")
    columns = [world.vocabulary.index(word) for word in ("positive", "negative")]
    assert np.allclose(names["shares"][::200], masked_shares(names["model"], asked)[:, columns])
    # and the exact answer to the same blank is the posterior
    blank = np.array([world.masked(text)[0, columns] for text in asked])
    assert np.allclose(blank[:, 0] / blank.sum(1), reviews.exact[::200], atol=1e-9)
    assert numbers(listing("fine_tune_bert/zero_labels"))["accuracy"] > 0.9


def test_frozen_states_are_the_library_states_without_padding():
    states = reviews.frozen_states()
    model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
    some = [0, 700, len(reviews.reviews) - 1]
    batch = reviews.tokenizer([reviews.reviews[i] for i in some], padding=True, return_tensors="pt")
    with torch.no_grad():
        last = model(**batch, output_hidden_states=True).hidden_states[-1]
    mask = batch.attention_mask.unsqueeze(-1)
    assert np.allclose(states["[CLS]"][some], last[:, 0], atol=1e-5)
    assert np.allclose(states["mean"][some], (last * mask).sum(1) / mask.sum(1), atol=1e-5)


def test_labels_that_were_fitted_to_say_more_than_all_reviews_do(listing):
    run = listing("fine_tune_bert/frozen")
    found, margin = numbers(run), 2 * tolerance_of(run)
    for state in ("mean", "cls"):
        assert found[f"on_its_own_labels_{state}"] > found[f"accuracy_{state}"] + margin
    # which of the two states is better, the listing does not say
    assert abs(found["accuracy_mean"] - found["accuracy_cls"]) < 0.02


def test_more_labels_help_and_single_words_stop_short(listing):
    run = listing("fine_tune_bert/number_of_labels")
    rows = [line.split() for line in run.output.splitlines() if "±" in line]
    means = {row[0]: [float(cell.split("±")[0]) for cell in row[1:]] for row in rows}
    widths = {row[0]: [float(cell.split("±")[1]) for cell in row[1:]] for row in rows}
    margin = 2 * tolerance_of(run)
    assert set(means) == {"words", "pairs", "mean", "cls"}
    for name, curve in means.items():
        assert curve[-1] > curve[0] + margin, name
        assert widths[name][-1] < widths[name][0] - margin, name
        assert max(curve) < run.namespace["bayes"]
    assert all(means["words"][-1] < means[name][-1] - 0.05 for name in ("pairs", "mean", "cls"))
    for frozen in ("mean", "cls"):
        assert all(a > b + margin for a, b in zip(means[frozen], means["pairs"], strict=True))
        assert abs(means[frozen][0] - means["pairs"][-1]) < 0.05
    assert all(a > b + margin for a, b in zip(means["pairs"], means["words"], strict=True))
    assert means["words"][-1] - means["words"][1] < 0.03  # soon stop gaining


def test_fine_tuning_learns_and_the_pretrained_body_gets_further(listing):
    run = listing("fine_tune_bert/fine_tune")
    found = numbers(run)
    assert found["pretrained_after"] > found["pretrained_before"] + 0.15
    assert found["pretrained_after"] > found["random_after"] + 2 * tolerance_of(run)
    assert found["pretrained_after"] <= found["bayes_accuracy"]
    assert abs(found["pretrained_before"] - 0.5) < 0.05 > abs(found["random_before"] - 0.5)


def test_both_starts_share_the_head_and_only_one_the_pretrained_body(seeded):
    pretrained, random = tuning.new_classifier(), tuning.new_classifier(pretrained=False)
    assert torch.equal(pretrained.classifier.weight, random.classifier.weight)
    assert torch.equal(pretrained.bert.pooler.dense.weight, random.bert.pooler.dense.weight)
    body = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert").bert
    for name, weight in body.named_parameters():
        assert torch.equal(weight, pretrained.bert.get_parameter(name)), name
    words = "embeddings.word_embeddings.weight"
    assert not torch.equal(body.get_parameter(words), random.bert.get_parameter(words))


def test_one_small_run_of_the_loop_lowers_the_label_loss(seeded):
    model = tuning.new_classifier()
    chosen, positive = reviews.draw(32, seed=7)

    def label_loss():
        shares = reviews.probability_positive(model)[chosen]
        return log_loss(positive, shares)

    before = label_loss()
    assert tuning.fine_tune(model, chosen, positive, epochs=12) == []
    assert label_loss() < 0.8 * before


def test_probability_positive_is_the_probes_own(shipped):
    by_probes = label_shares(shipped, reviews.reviews)[:, 0]
    assert np.allclose(reviews.probability_positive(shipped), by_probes, atol=1e-5)


def test_word_counters_cannot_see_the_switches_and_bert_does(listing):
    names = listing("fine_tune_bert/switches").namespace
    at = dict(zip(names["one"] + names["two"], names["asked"], strict=True))
    exact, bert, words, pairs = (names["guesses"][n] for n in ("exact", "BERT", "words", "pairs"))
    positive = {text: exact[i] > 0.5 for text, i in at.items()}
    assert positive["great ."]
    assert not positive["not great ."]
    assert not positive["long but the plot is strong ."]

    def mistakes(share, texts):
        return sum((share[at[text]] > 0.5) != positive[text] for text in texts)

    assert mistakes(bert, names["one"] + names["two"]) == 0
    assert mistakes(words, names["one"]) >= 1
    assert mistakes(words, names["two"]) >= 1
    assert mistakes(pairs, names["one"]) == 0
    assert mistakes(pairs, names["two"]) >= 1
    assert reviews.accuracy(pairs > 0.5) < reviews.accuracy(bert > 0.5)


def test_the_calibration_error_is_that_of_the_library_s_bins(listing):
    run = listing("fine_tune_bert/reliability")
    names, found = run.namespace, numbers(run)
    share, chosen, positive = names["share"], names["chosen"], names["positive"]
    true, said = calibration_curve(positive, share[chosen], n_bins=10)
    sizes, _ = np.histogram(share[chosen], bins=np.linspace(0, 1, 11))
    by_library = (sizes[sizes > 0] / 500 * np.abs(true - said)).sum()
    by_hand = names["calibration_error"](share[chosen], positive, names["drawn"])
    assert by_hand == pytest.approx(by_library, abs=1e-9)
    assert found["calibration_error"] <= found["mean_error"]
    assert found["exact_from_500_labels"] > found["calibration_error"]
    assert found["mean_confidence"] == pytest.approx(found["accuracy"], abs=0.01)
    assert found["mean_error"] < 0.02


def test_temperature_saves_bits_and_changes_no_label(listing):
    run = listing("fine_tune_bert/temperature")
    names, found = run.namespace, numbers(run)
    margin = 2 * tolerance_of(run)
    assert found["temperature"] > 1 + margin
    assert found["excess_after"] < found["excess_before"] - margin
    assert min(names["excess"]) > margin  # the floor lies above the exact line
    assert abs(found["mean_error_after"] - found["mean_error_before"]) < 0.1  # hardly moves
    assert np.array_equal(names["shares"][names["best"]] > 0.5, names["raw"] > 0.5)
    by_library = log_loss(names["positive"], names["raw"][names["chosen"]]) / np.log(2)
    by_hand = names["bits"](names["raw"][names["chosen"]], names["positive"], names["drawn"])
    assert by_hand == pytest.approx(by_library, abs=1e-6)


def test_what_is_no_review_is_answered_by_bert_and_refused_by_the_engine(listing):
    run = listing("fine_tune_bert/not_a_review")
    assert 0 < run.namespace["share"] < 1
    assert run.output.count("refused:") == 3
    assert "'film' at position 1" in run.output


def test_the_full_size_listing_takes_any_name_and_beats_guessing(listing):
    run = listing("fine_tune_bert/frozen_embeddings")
    found = numbers(run)
    assert run.namespace["model_name"] == "snippets/lab/checkpoints/bert"
    assert found["width"] == run.namespace["model"].config.hidden_size
    assert 0.6 < found["accuracy"] < found["bayes_accuracy"] - 2 * tolerance_of(run)
    names = run.namespace
    alone = names["tokenizer"](names["texts"][0], return_tensors="pt")
    with torch.no_grad():
        by_itself = names["model"](**alone).last_hidden_state.mean(1)[0]
    assert np.allclose(names["mean"][0], by_itself, atol=1e-5)  # padding counts for nothing
