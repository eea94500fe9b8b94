"""The article's listings do what the article says, and agree with the libraries."""

import random
import re
from itertools import pairwise

import numpy as np
import pytest
import torch
from scipy.stats import binom
from sklearn.linear_model import LogisticRegression

PAGE = "is_a_generative_model_better"


def value(run, name):
    return float(re.search(rf"^{name} = (\S+)$", run.output, re.MULTILINE)[1])


def test_both_header_models_tell_the_labels_apart_and_the_density_is_torchs(listing):
    run = listing(f"{PAGE}/header").namespace
    points = np.vstack(run["clouds"])
    assert run["boundary"].score(points, run["labels"]) > 0.9
    log_densities = []
    for cloud in run["clouds"]:
        normal = torch.distributions.MultivariateNormal(
            torch.tensor(cloud.mean(0)), torch.tensor(np.cov(cloud.T))
        )
        log_densities.append(normal.log_prob(torch.tensor(points)).numpy())
    by_bayes = np.argmax(log_densities, axis=0)
    assert (by_bayes == run["labels"]).mean() > 0.9
    # the last density drawn is the second label's, as torch computes it
    expected = normal.log_prob(torch.tensor(run["grid"])).exp().numpy()
    np.testing.assert_allclose(run["density"], expected)


def test_one_border_fits_two_censuses(listing):
    run = listing(f"{PAGE}/surveyor_and_census").namespace
    joint, moved = run["joint"], run["moved"]
    assert joint.sum() == pytest.approx(1)
    assert moved.sum() == pytest.approx(1)
    np.testing.assert_allclose(joint / joint.sum(0), moved / moved.sum(0))
    assert np.abs(joint - moved).max() > 0.1
    # Bayes' rule from the other side: P(word | label) P(label) / P(word)
    p_label = joint.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(joint / p_label * p_label / run["p_word"], run["border"])


def test_the_timeline_shows_what_the_table_lists(listing):
    figure = listing(f"{PAGE}/timeline").figure
    for name in ["Word2Vec", "GloVe", "Transformer", "BERT", "RoBERTa", "ALBERT", "ELECTRA"]:
        assert name in figure
    for name in ["n-gram", "GANs", "GPT-1", "GPT-3", "GPT-4", "PaLM", "LLaMA"]:
        assert name in figure


def test_pretraining_losses_are_the_librarys_and_need_no_label(listing):
    run = listing(f"{PAGE}/two_losses").namespace
    input_ids, hidden = run["input_ids"], run["hidden"]
    bert_targets = input_ids.masked_fill(~hidden, -100)
    with torch.no_grad():
        bert = run["bert"](run["masked_ids"], labels=bert_targets).loss
        gpt = run["gpt"](input_ids, labels=input_ids).loss
        label = run["classifier"](input_ids, labels=run["label"]).loss
        no_label = run["classifier"](input_ids).loss
    torch.testing.assert_close(run["bert_loss"].detach(), bert)
    torch.testing.assert_close(run["gpt_loss"].detach(), gpt)
    torch.testing.assert_close(run["label_loss"].detach(), label)
    assert no_label is None


@pytest.mark.parametrize(("name", "sees"), [("bert", True), ("gpt", False), ("llama", False)])
def test_the_gradient_agrees_with_what_the_families_see(listing, name, sees):
    run = listing(f"{PAGE}/families").namespace
    model = run[name]
    embeddings = model.get_input_embeddings()(run["sentence"]).detach().requires_grad_()
    with torch.enable_grad():
        model(inputs_embeds=embeddings).logits[0, 0].sum().backward()
    reached = embeddings.grad[0].abs().sum(-1) > 0
    assert reached[0]
    assert reached[1:].any() == sees


def test_an_open_mask_is_all_that_parts_gpt2_from_looking_both_ways(listing):
    run = listing(f"{PAGE}/families").namespace
    look = run["first_word_sees_last"]
    causal = run["all_true"].tril()
    assert look(run["gpt"], run["all_true"])
    assert not look(run["gpt"], causal)
    assert not look(run["bert"], causal)
    last_line = listing(f"{PAGE}/families").output.splitlines()[-1]
    assert last_line == "gpt_mask_all_true_first_sees_last = True"  # the one to remember
    assert run["bert_layer"] == run["gpt_layer"] == 12 * 48**2 + 13 * 48


def test_no_line_does_as_well_on_random_features(listing):
    run = listing(f"{PAGE}/features_then_classifier")
    learned = run.namespace["features"]
    is_eight = run.namespace["is_eight"].numpy()
    with torch.no_grad():
        trained_on = run.namespace["measure"](run.namespace["pixels"][:240])
    line = LogisticRegression(C=1e6).fit(trained_on, is_eight[:240])
    assert line.score(learned, is_eight[240:]) == pytest.approx(
        value(run, "accuracy_learned_features"), abs=0.03
    )
    pixels = run.namespace["pixels"].numpy()
    best_random = 0
    for seed in range(20):
        measured = pixels @ np.random.default_rng(seed).normal(size=(64, 2)) / 8
        random_line = LogisticRegression(C=1e6, max_iter=1000).fit(measured[:240], is_eight[:240])
        best_random = max(best_random, random_line.score(measured[240:], is_eight[240:]))
    assert best_random < value(run, "accuracy_learned_features")


def test_samples_keep_to_the_rules_and_a_long_memory_only_copies(listing):
    run = listing(f"{PAGE}/style")
    for voice in ("keeper", "seller"):
        copied = [value(run, f"{voice}_copied_{memory}") for memory in (1, 2, 5)]
        assert copied == sorted(copied)
        assert copied[0] < 0.1
        assert copied[-1] == 1
    text = run.namespace["keeper"]
    pairs = {pair for line in text for pair in pairwise(line.split())}
    rng = random.Random(0)
    for _ in range(50):
        words = run.namespace["sample"](text, 1, rng).split()
        assert set(pairwise(words)) <= pairs


def test_the_discriminative_model_leads_on_the_tumour_table(listing):
    run = listing(f"{PAGE}/medical_table")
    for n_train in (32, 400):
        assert value(run, f"logistic_{n_train}") > value(run, f"naive_bayes_{n_train}")
    assert run.namespace["X"].shape == (569, 30)


def test_naive_bayes_is_as_linear_as_logistic_regression(listing):
    run = listing(f"{PAGE}/same_form").namespace
    counts, bayes = run["counts"], run["bayes"]
    by_weights = counts @ run["bayes_weight"] + run["bayes_bias"]
    p_spam = bayes.predict_proba(counts)[:, 1]
    np.testing.assert_allclose(1 / (1 + np.exp(-by_weights)), p_spam)
    logistic = run["logistic"]
    by_weights = counts @ logistic.coef_[0] + logistic.intercept_[0]
    np.testing.assert_allclose(1 / (1 + np.exp(-by_weights)), logistic.predict_proba(counts)[:, 1])


def test_the_counted_operations_are_those_of_the_formula(listing):
    run = listing(f"{PAGE}/cost").namespace
    tokens, width = 32, run["width"]
    projections = 2 * tokens * 12 * width**2  # queries, keys, values, output, two of the MLP
    attention = 2 * 2 * tokens**2 * width  # scores, then the weighted mean
    assert run["gpt_reads"] * 1e6 == pytest.approx(2 * (projections + attention))
    assert run["bert_reads"] == run["gpt_reads"]
    assert run["four_labels"] == pytest.approx(4 * run["gpt_reads"])


def test_the_winner_depends_on_the_world(listing):
    run = listing(f"{PAGE}/it_depends")
    bayes, logistic = (
        {world: value(run, f"{world}_{kind}_32") for world in ("independent", "echoing")}
        for kind in ("BernoulliNB", "LogisticRegression")
    )
    assert bayes["independent"] + 0.005 < logistic["independent"]
    assert logistic["echoing"] + 0.02 < bayes["echoing"]
    assert value(run, "echoing_BernoulliNB_1024") > value(run, "echoing_best") + 0.05
    assert value(run, "echoing_LogisticRegression_1024") < value(run, "echoing_best") + 0.01


def test_the_errors_are_exact(listing):
    run = listing(f"{PAGE}/it_depends").namespace
    for echo in (0, 0.95):
        p_given_label = run["world"](echo)
        np.testing.assert_allclose(p_given_label.sum(axis=1), 1)
    # with independent words the best rule counts words and goes with the majority
    p_given_label = run["world"](0)
    said = np.arange(11)
    best = np.minimum(binom.pmf(said, 10, 0.35), binom.pmf(said, 10, 0.65)).sum() / 2
    assert p_given_label.min(axis=0).sum() / 2 == pytest.approx(best)


def test_an_extractive_head_only_quotes_and_a_generative_one_may_say_anything(listing):
    run = listing(f"{PAGE}/two_readers").namespace
    p_span, passage = run["p_span"].detach(), " ".join(run["passage"])
    assert p_span.sum().item() == pytest.approx(1)
    assert all(answer in passage for answer in run["answers"])
    assert run["p_midday_span"] == 0
    assert (run["p_word"] > 0).all()
    with torch.no_grad():
        whole = run["t5"](run["input_ids"], decoder_input_ids=run["start_token"]).logits
    torch.testing.assert_close(whole, run["logits"].detach())


def test_encoder_families_have_no_second_stack_and_no_cross_attention():
    """BERT, RoBERTa, ALBERT and ELECTRA are encoders by their own code; BART and T5 are not."""
    import transformers

    sizes = {"vocab_size": 20, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
    for name in ("Bert", "Roberta", "Albert", "Electra"):
        config = getattr(transformers, f"{name}Config")(**sizes, intermediate_size=8)
        model = getattr(transformers, f"{name}Model")(config)
        modules = " ".join(type(module).__name__.lower() for module in model.modules())
        assert not config.is_encoder_decoder
        assert "crossattention" not in modules
        assert "decoder" not in modules
    bart = transformers.BartConfig(
        vocab_size=20, d_model=8, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=2, decoder_attention_heads=2,
    )  # fmt: skip
    assert any("encoder_attn" in name for name, _ in transformers.BartModel(bart).named_modules())
