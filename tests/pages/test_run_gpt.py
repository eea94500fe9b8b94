"""The listings of docs/models/run-gpt.md, against transformers and the exact world."""

import math

import numpy as np
import pytest
import torch
from transformers import (
    AutoTokenizer,
    GPT2Config,
    GPT2LMHeadModel,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from snippets.lab.probes import probes
from snippets.lab.world.corpus import fresh, is_valid, truth
from snippets.run_gpt import by_hand
from snippets.run_gpt.decoding import apply_temperature, keep_top_k, keep_top_p
from tools.engine.record import tolerance_of

PAGE = "run_gpt"
CHECKPOINT = "snippets/lab/checkpoints/gpt"


@pytest.fixture(scope="module")
def model():
    return GPT2LMHeadModel.from_pretrained(CHECKPOINT)


@pytest.fixture(scope="module")
def tokenizer():
    return AutoTokenizer.from_pretrained(CHECKPOINT)


def test_the_tokenizer_marks_and_returns_the_text(listing, tokenizer):
    run = listing(f"{PAGE}/load")
    assert run.namespace["input_ids"][0] == tokenizer.bos_token_id
    assert "back:   the cat sat on the\n" in run.output
    words = truth("training").vocabulary
    assert tokenizer.convert_ids_to_tokens(list(range(len(words)))) == list(words)
    for sentence in fresh(50, seed=11):
        assert tokenizer.decode(tokenizer(sentence).input_ids[1:]) == sentence


def test_bad_input_is_named(listing):
    lines = listing(f"{PAGE}/refused").output.splitlines()
    assert lines[0].startswith("UnknownWordError")
    assert "'dinosaur' at position 1" in lines[0]
    assert lines[1].startswith("OverLongSentenceError")
    assert "24" in lines[1]
    assert lines[2].startswith("the tokenizer itself")


def test_next_word_is_close_to_the_truth(listing):
    run = listing(f"{PAGE}/next_word")
    assert run.namespace["prompts"][2] == "paris is a famous"
    p, exact = run.namespace["p"], run.namespace["exact"]  # of the last prompt
    np.testing.assert_allclose(p[: len(exact)], exact, atol=0.01)
    assert abs(float(run.numbers["p_mat"]) - truth().next_token("the cat sat on the").max()) < 0.01
    assert "exact" in run.figure


@pytest.mark.parametrize("seed", range(5))
def test_decoding_by_hand_is_the_library_s(seed):
    logits = 3 * torch.randn(40, generator=torch.Generator().manual_seed(seed))
    ids = torch.zeros(1, 1, dtype=torch.long)
    for temperature in (0.3, 1.0, 4.0):
        theirs = TemperatureLogitsWarper(temperature)(ids, logits[None])[0]
        assert torch.equal(apply_temperature(logits, temperature), theirs)
    for k in (1, 5, 40):
        assert torch.equal(keep_top_k(logits, k), TopKLogitsWarper(k)(ids, logits[None])[0])
    for p in (0.05, 0.5, 0.9, 0.999):
        assert torch.equal(keep_top_p(logits, p), TopPLogitsWarper(p)(ids, logits[None])[0])


def test_every_knob_leads_away_from_the_truth(listing):
    run = listing(f"{PAGE}/warpers")
    assert run.output.count("as library: True") == 4
    distance, pairs = run.namespace["distance"], run.namespace["pairs"]
    learned = distance(run.namespace["logits"])
    assert learned < 0.02
    assert all(distance(changed) > 2 * learned for changed, _ in pairs.values())
    drawn = listing(f"{PAGE}/reshaped").namespace["panels"]
    assert all(torch.equal(drawn[name], changed) for name, (changed, _) in pairs.items())


def test_greedy_tells_the_fairy_tale(listing):
    lines = listing(f"{PAGE}/greedy").output.splitlines()
    assert lines[0].startswith("once upon a time , there lived a princess")
    assert is_valid(lines[0])
    assert lines[1] == "generate says the same: True"


def test_generate_keeps_fifty_words_unless_told_otherwise(listing, model):
    first, second = listing(f"{PAGE}/default_top_k").output.splitlines()
    assert first.startswith("default: 50 ")
    assert second.startswith(f"top_k=0: {model.config.vocab_size} ")


def test_heat_breaks_sentences_and_cold_narrows_them(listing):
    run = listing(f"{PAGE}/samples")
    valid, surprise = run.namespace["valid"], run.namespace["surprise"]
    assert valid["as learned"] > 0.98
    margin = 2 * tolerance_of(run)
    assert all(
        valid["temperature 1.5"] < valid[name] - margin
        for name in valid.keys() - {"temperature 1.5"}
    )
    cut = ("temperature 0.5", "top-k 5", "top-p 0.8")
    assert all(valid[name] >= valid["as learned"] for name in cut)
    assert all(surprise[name] < surprise["as learned"] - margin for name in cut)
    assert all(surprise[name] < truth("training").entropy() - margin for name in cut)
    assert abs(surprise["as learned"] - truth("training").entropy()) < 0.8


def test_the_chain_rule_adds_up(listing, model, tokenizer):
    run = listing(f"{PAGE}/chain_rule")
    ids = tokenizer(f"{run.namespace['sentence']} [EOS]", return_tensors="pt").input_ids
    model.loss_type = "ForCausalLM"
    with torch.no_grad():
        loss = model(ids, labels=ids).loss.item()
    paid = float(run.numbers["bits_gpt"])
    assert paid == pytest.approx(loss * (ids.shape[1] - 1) / math.log(2), abs=1e-3)
    exact = [float(line.split()[2]) for line in run.output.splitlines()[1 : ids.shape[1]]]
    assert sum(exact) == pytest.approx(float(run.numbers["bits_exact"]), abs=0.01)
    assert paid == pytest.approx(sum(exact), abs=0.1)


def test_sentences_lie_on_the_line(listing):
    run = listing(f"{PAGE}/sentences")
    log_prob, exact = run.namespace["log_prob"], run.namespace["exact"]
    assert np.corrcoef(log_prob, exact)[0, 1] > 0.99
    assert np.mean(abs(run.namespace["difference"]) < 0.25) > 0.98


def test_perplexity_stays_above_its_floor(listing):
    run = listing(f"{PAGE}/perplexity")
    gpt, exact = run.namespace["paid"]["all"]
    sentences = fresh(600, seed=5)
    tokens = sum(len(sentence.split()) + 1 for sentence in sentences)
    paid = sum(truth("training").bits(sentence) for sentence in sentences)
    assert exact == pytest.approx(paid / tokens)
    assert exact < gpt < 1.01 * exact
    assert float(run.numbers["perplexity"]) == pytest.approx(2**gpt, abs=1e-3)


def test_attention_maps_are_causal(listing, model):
    run = listing(f"{PAGE}/attention_maps")
    weights = run.namespace["weights"]
    assert weights.shape[:2] == (model.config.n_layer, model.config.n_head)
    assert (np.triu(weights, 1) == 0).all()
    np.testing.assert_allclose(weights.sum(-1), 1, atol=1e-5)


def test_a_swap_tells_more_than_a_weight(listing):
    run = listing(f"{PAGE}/weight_or_effect")
    rows = run.namespace["rows"]
    for _, effect, exact in rows.values():
        assert effect == pytest.approx(exact, abs=0.02)
    others = [row for word, row in rows.items() if word != "cats"]
    assert rows["cats"][1] > 5 * max(effect for _, effect, _ in others)
    assert float(run.numbers["idle_weight"]) == pytest.approx(
        max(weight for weight, _, _ in others), abs=1e-3
    )
    assert float(run.numbers["idle_weight"]) > 0.1


def test_the_forward_pass_by_hand_is_the_library_s(listing, model, tokenizer):
    for name in ("one_head", "one_block", "whole_model"):
        output = listing(f"{PAGE}/{name}").output
        assert "1e-5: True" in output
        assert "False" not in output
    model.loss_type = "ForCausalLM"
    with torch.no_grad():
        for sentence in fresh(30, seed=12):
            ids = tokenizer(f"{sentence} [EOS]", return_tensors="pt").input_ids
            library = model(ids, labels=ids)
            logits = by_hand.forward(ids[0], model)
            assert (logits - library.logits[0]).abs().max() <= 5e-5
            assert (by_hand.loss(logits, ids[0]) - library.loss).abs() <= 1e-5


def test_by_hand_holds_for_other_sizes():
    torch.manual_seed(0)
    config = GPT2Config(
        vocab_size=30, n_positions=16, n_embd=24, n_layer=3, n_head=4, initializer_range=0.3
    )
    other, ids = GPT2LMHeadModel(config).double().eval(), torch.randint(0, 30, (11,))
    with torch.no_grad():
        assert torch.allclose(by_hand.forward(ids, other), other(ids[None]).logits[0], atol=1e-10)


def test_the_cache_saves_positions_and_changes_nothing(listing):
    run = listing(f"{PAGE}/cache")
    assert "same logits within 1e-5: True" in run.output
    text = run.namespace["text"][0]
    start, end = run.namespace["inputs"].input_ids.shape[1], len(text)
    assert int(run.numbers["with_cache"]) == end - 1  # the last token is never read
    assert int(run.numbers["without_cache"]) == sum(range(start, end))


def test_errors_are_all_shown(listing, model):
    run = listing(f"{PAGE}/errors")
    shown = sum(len(values) for values in run.namespace["errors"].values())
    assert shown == int(run.numbers["probes"]) == len(probes("next")) > 0
    assert float(run.numbers["largest_error"]) < 0.03
    assert float(run.numbers["agreement_largest"]) < 0.005


def test_the_held_out_order_is_not_known(listing):
    run = listing(f"{PAGE}/held_out")
    assert min(run.namespace["told"]) > 0.95
    assert max(run.namespace["unseen"]) < 0.4
    for prompt in ("berlin is the capital of", "the capital of japan is"):
        assert truth("full").next_token(prompt).max() == pytest.approx(1)


def test_likeliest_runs_without_the_world(listing):
    run = listing(f"{PAGE}/likeliest")
    assert "snippets.lab.world" not in run.source
    assert run.output.splitlines()[0].split()[0] == "mat"
    assert is_valid(run.output.splitlines()[-1])
