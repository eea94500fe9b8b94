from fractions import Fraction

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertForMaskedLM, GPT2Config, GPT2LMHeadModel

LISTING = "index/one_blank_two_masks"


@pytest.fixture
def run(listing):
    return listing(LISTING)


def conditional(texts, start, word):
    """P(word | the text begins with `start`), by counting, as a fraction."""
    begun = [text.split() for text in texts if text.split()[: len(start)] == start]
    return Fraction(sum(text[len(start)] == word for text in begun), len(begun))


def test_the_masks_are_a_triangle_and_a_square(run):
    ones = torch.ones(6, 6, dtype=torch.bool)
    assert np.array_equal(run.namespace["causal"], ones.tril().numpy())
    assert np.array_equal(run.namespace["full"], ones.numpy())


def test_causal_answers_multiply_to_the_probability_of_the_text(run):
    texts, sentence = run.namespace["texts"], list(run.namespace["sentence"])
    steps = [conditional(texts, sentence[:t], sentence[t]) for t in range(len(sentence))]
    assert float(np.prod(steps)) == pytest.approx(run.namespace["p_text"])
    assert float(steps[1]) == run.namespace["p_causal"]


def test_full_answer_is_bayes_rule_on_the_word_and_what_follows(run):
    texts, sentence = run.namespace["texts"], " ".join(run.namespace["sentence"])
    both = {word: texts.count(sentence.replace("cat", word)) for word in ("cat", "dog")}
    assert run.namespace["p_full"] == both["cat"] / sum(both.values())


def test_full_answers_do_not_multiply_to_the_probability_of_the_text(run):
    words, sentence = run.namespace["words"], run.namespace["sentence"]
    product = 1.0
    for position in range(6):
        others = np.arange(6) != position
        same = (words[:, others] == sentence[others]).all(axis=1)
        product *= (words[same, position] == sentence[position]).mean()
    assert product == pytest.approx(0.75 * 0.6)
    assert product != pytest.approx(run.namespace["p_text"])


def gpt2():
    size = {"n_positions": 6, "n_embd": 8, "n_layer": 2, "n_head": 2}
    return GPT2LMHeadModel(GPT2Config(vocab_size=9, bos_token_id=None, eos_token_id=None, **size))


def bert():
    size = {"hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2}
    return BertForMaskedLM(BertConfig(vocab_size=9, intermediate_size=16, **size))


@pytest.mark.parametrize(("build", "mask", "row"), [(gpt2, "causal", 0), (bert, "full", 1)])
def test_real_classes_see_what_the_framed_row_sees(run, build, mask, row):
    torch.manual_seed(0)
    model = build().eval()
    input_ids = torch.arange(6)[None]  # (1, tokens)
    for column in range(6):
        changed = input_ids.clone()
        changed[0, column] = 8
        with torch.no_grad():
            moved = model(input_ids).logits[0, row] - model(changed).logits[0, row]
        assert bool(moved.any()) == run.namespace[mask][row, column]


def test_the_figure_shows_both_masks_and_both_answers(run):
    for name in ("p_causal", "p_full"):
        assert f"{run.namespace[name]:.2f}" in run.figure
    causal, full = run.namespace["causal"], run.namespace["full"]
    assert run.figure.count("✓") == causal.sum() + full.sum()
    assert run.figure.count("✗") == (~causal).sum()
