"""Both halves: encoder–decoders and their floor, a decoder that reads, an encoder that writes."""

import math

import numpy as np
import pytest
import torch
from torch import nn
from transformers.modeling_outputs import CausalLMOutput

from snippets.both_halves.relative import fit_relative
from snippets.both_halves.states import pooled
from snippets.lab import generate
from snippets.lab.checkpoints import load
from snippets.lab.fit import fit
from snippets.lab.measure import bayes_accuracy, sample_quality, unseen
from snippets.lab.objectives import bart_batch, bart_exact, gpt_batch, gpt_loss, texts
from snippets.lab.tokenizer import BOS, CLS, ID, PAD, SEP
from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import END, MASK
from snippets.studies.experiments import runs_of
from tools.engine.record import tolerance_of

START = 0.3  # bits: what one rate costs T5 in the quick form, at the least, against the others
MEND = 0.7  # bits that rates in proportion save it
READS = 0.01  # accuracy between two ways to use states
WRITES = 0.1  # share of valid sentences between two ways to write


def value(run, name: str) -> float:
    return float(run.numbers[name])


@pytest.fixture(scope="module")
def gpt():
    return load("gpt")


@pytest.fixture(scope="module")
def bert():
    return load("bert")


# ---------------------------------------------------------------- encoder–decoders


def test_the_positions_are_sines_and_training_leaves_them_alone(listing):
    by_hand = listing("both_halves/sinusoids").namespace["by_hand"]
    model = listing("both_halves/transformer").namespace["model"]
    for half in (model.model.encoder, model.model.decoder):
        torch.testing.assert_close(half.embed_positions.weight.data, by_hand, atol=1e-5, rtol=0)
    position, i = 5, 7
    assert by_hand[position, i].item() == pytest.approx(math.sin(5 / 10000 ** (14 / 64)), abs=1e-6)
    assert by_hand[position, 32 + i] == pytest.approx(math.cos(5 / 10000 ** (14 / 64)), abs=1e-6)


def test_the_transformer_has_the_original_form(listing):
    model = listing("both_halves/transformer").namespace["model"]
    layer = model.model.encoder.layers[0]
    assert isinstance(layer.activation_fn, nn.ReLU)
    states = torch.randn(2, 5, 64)
    with torch.no_grad():
        out = layer(states, attention_mask=None)
    out = out[0] if isinstance(out, tuple) else out
    last = layer.final_layer_norm  # post-norm: the last step of a layer is a normalization
    plain = (out - last.bias) / last.weight
    torch.testing.assert_close(plain.mean(-1), torch.zeros(2, 5), atol=1e-4, rtol=0)
    torch.testing.assert_close(plain.var(-1, correction=0), torch.ones(2, 5), atol=1e-3, rtol=0)


def test_an_lstm_waits_for_every_word_and_attention_does_not(listing):
    chains = listing("both_halves/sequential_steps").namespace["chains"]
    lstm, attention = (list(column) for column in zip(*chains.values(), strict=True))
    assert len(set(attention)) == 1
    a_word = (lstm[1] - lstm[0]) / 8
    assert a_word >= 1
    assert [lstm[0] + a_word * (n - 8) for n in chains] == lstm
    assert lstm[0] < attention[0] < lstm[-1]


def test_the_chain_of_operations_is_counted_right(listing):
    chain = listing("both_halves/sequential_steps").namespace["chain"]
    x = torch.ones(3, requires_grad=True)
    assert chain(x.exp().exp().exp() + x) == 5  # three, the sum, and the leaf itself


def test_quick_forms_start_in_this_order(listing):
    excess = {
        name: value(listing(f"both_halves/{name}"), "excess_bits")
        for name in ("transformer", "t5", "t5_relative", "bart", "bart_checkpoint")
    }
    assert excess["t5"] > max(excess["transformer"], excess["bart"]) + START
    assert excess["t5"] > excess["t5_relative"] + MEND
    assert excess["bart"] > excess["t5_relative"] + START
    assert 0 < excess["bart_checkpoint"] < 0.01
    assert value(listing("both_halves/bart_checkpoint"), "translated") == 1


def test_in_the_recorded_runs_bart_is_lower_than_t5_in_each_seed():
    found = runs_of("timeline")
    for bart, t5 in zip(found["bart"], found["t5"], strict=True):
        assert bart["seed"] == t5["seed"]
        assert 0 < bart["excess_bits"] < t5["excess_bits"]


@pytest.mark.parametrize("name", ["transformer", "t5", "t5_relative", "bart"])
def test_all_read_the_same_tokens_with_nearly_the_same_number_of_parameters(listing, name):
    run, other = listing(f"both_halves/{name}"), listing("both_halves/bart")
    assert run.numbers["tokens"] == other.numbers["tokens"]
    assert run.namespace["parameters"] == pytest.approx(other.namespace["parameters"], rel=0.04)


@pytest.mark.parametrize("name", ["transformer", "t5", "bart", "bart_checkpoint"])
def test_excess_bits_are_the_librarys_loss_above_the_floor(listing, name):
    names = listing(f"both_halves/{name}").namespace
    nats = tokens = floor = 0
    for batch, exact in unseen(bart_batch, bart_exact):
        n = int((batch["labels"] != -100).sum())
        with torch.no_grad():
            nats += names["model"](**batch).loss.item() * n
        tokens, floor = tokens + n, floor + exact
    assert names["excess_bits"] == pytest.approx((nats / math.log(2) - floor) / tokens, abs=1e-4)


def test_t5_starts_at_the_sizes_that_the_page_says_and_adafactor_steps_in_proportion(listing):
    run = listing("both_halves/t5_why")
    ratio = math.sqrt(64 * 32)
    assert value(run, "t5_adamw_spread") == pytest.approx(ratio, rel=0.03)
    assert value(run, "bart_adamw_spread") == pytest.approx(1, abs=0.06)
    assert value(run, "t5_adafactor_spread") == pytest.approx(1, abs=0.06)
    lines = {line[:13].strip(): line[13:].split() for line in run.output.splitlines()}
    sizes = [float(x) for x in lines["T5, AdamW"][::2]]
    assert sizes[:3] == pytest.approx([1, 1 / ratio, 64**-0.5], rel=0.03)


class Bigrams(nn.Sequential):
    """Two weights of one size: the rate in proportion is then one rate for all."""

    def __init__(self, size: float):
        torch.manual_seed(0)
        super().__init__(nn.Embedding(256, 8), nn.Linear(8, 256, bias=False))
        for p in self.parameters():
            p.data.mul_(size / p.data.square().mean().sqrt())

    def forward(self, input_ids):
        return CausalLMOutput(logits=super().forward(input_ids))


def test_relative_steps_are_plain_steps_where_all_weights_have_one_size():
    plain, relative = Bigrams(0.5), Bigrams(0.5)
    read = fit(plain, gpt_batch, gpt_loss, 0, 4, learning_rate=0.03)
    assert fit_relative(relative, gpt_batch, gpt_loss, 0, 4, share=0.06) == read
    for p, q in zip(plain.parameters(), relative.parameters(), strict=True):
        torch.testing.assert_close(p, q, atol=1e-5, rtol=0)


# ---------------------------------------------------------------- a decoder that reads


def test_without_the_mask_the_first_word_sees_the_last(gpt):
    rows = torch.tensor(
        [[ID[w] for w in (BOS, "this", "movie", "is", last)] for last in ("great", "awful")]
    )

    def first(mask):
        with torch.no_grad():
            states = gpt.transformer(input_ids=rows, attention_mask=mask).last_hidden_state
        return (states[0, 1] - states[1, 1]).abs().max().item()

    assert first(torch.ones(2, 5, dtype=torch.long)) == 0
    assert first(torch.ones(2, 1, 5, 5, dtype=torch.bool)) > 0.01


@pytest.mark.parametrize("unmasked", [False, True])
def test_pooling_ignores_padding_and_is_the_mean_of_the_states(gpt, unmasked):
    reviews = ["this movie is great !", "this movie is great but the plot is weak , i hated it ."]
    mean, last = pooled(gpt.transformer, reviews, "gpt", unmasked)
    for i, review in enumerate(reviews):
        alone = pooled(gpt.transformer, [review], "gpt", unmasked)
        np.testing.assert_allclose(mean[i], alone[0][0], atol=1e-4)
        np.testing.assert_allclose(last[i], alone[1][0], atol=1e-4)
    if not unmasked:
        ids = torch.tensor([[ID[word] for word in (BOS, *reviews[0].split())]])
        with torch.no_grad():
            states = gpt.transformer(input_ids=ids).last_hidden_state[0]
        np.testing.assert_allclose(mean[0], states.mean(0), atol=1e-4)
        np.testing.assert_allclose(last[0], states[-1], atol=1e-4)


def test_unmasked_states_beat_causal_ones_and_berts_beat_both(listing):
    run = listing("both_halves/decoder_as_encoder")
    found = {name: quality["accuracy"] for name, quality in run.namespace["found"].items()}
    assert found["causal, mean"] > found["causal, last"] + 2 * tolerance_of(run)
    assert found["unmasked, mean"] > found["unmasked, last"] + READS
    assert found["unmasked, last"] > found["causal, last"] + READS
    assert found["unmasked, mean"] > found["causal, mean"] + READS
    assert found["BERT, mean"] > found["unmasked, mean"] + READS
    assert found["BERT, mean"] < bayes_accuracy()
    assert run.namespace["accuracy"] == found["unmasked, mean"]


# ---------------------------------------------------------------- an encoder that writes


def test_shares_are_the_librarys_softmax_over_words(bert):
    ids = torch.tensor([[ID[w] for w in (CLS, "the", MASK, "sat", "on", "the", MASK, SEP)]])
    hidden = ids == ID[MASK]
    with torch.no_grad():
        logits = bert(input_ids=ids).logits[0, [2, 6], : ID[END]]
    torch.testing.assert_close(
        generate.shares(bert, ids, hidden), logits.softmax(-1), atol=1e-5, rtol=1e-4
    )
    assert texts(generate.blanks([2, 1]), (MASK,)) == ["[MASK] [MASK]", "[MASK]"]
    assert generate.blanks([2, 1])[1].tolist() == [ID[CLS], ID[MASK], ID[SEP], ID[PAD]]


@pytest.mark.parametrize("way", ["one_shot", "left_to_right", "by_confidence"])
def test_every_way_fills_what_is_hidden_and_keeps_what_is_not(bert, way):
    ids = generate.blanks([9, 4])
    ids[0, 2] = ID["cat"]
    visible = ids != ID[MASK]
    out = getattr(generate, way)(bert, ids, torch.Generator().manual_seed(0))
    assert torch.equal(out[visible], ids[visible])
    assert (out[~visible] < ID[END]).all()
    assert (ids == ID[MASK]).sum() == 12  # what went in is as it was


def exact_shares(model, ids, hidden):
    """Stand in for a BERT that is exact: P(word | the visible words), the length known."""
    asked = ids.masked_fill(hidden, ID[MASK])
    rows = []
    for text, row, places in zip(texts(asked, (MASK,)), asked, hidden, strict=True):
        if places.any():
            masks = (row == ID[MASK]).nonzero()[:, 0].tolist()
            p = truth("training").masked(text)[:, : ID[END]]
            rows += [p[masks.index(t)] for t in places.nonzero()[:, 0].tolist()]
    return torch.tensor(np.array(rows), dtype=torch.float32)


def test_an_exact_bert_writes_only_valid_sentences_in_any_order_but_not_in_one_shot(monkeypatch):
    monkeypatch.setattr(generate, "shares", exact_shares)
    lengths, generator = [5, 6, 7, 8, 9, 10] * 3, torch.Generator().manual_seed(0)

    def valid(way):
        return sample_quality(texts(way(None, generate.blanks(lengths), generator)))["valid"]

    assert valid(generate.left_to_right) == valid(generate.by_confidence) == 1
    assert valid(generate.one_shot) < 0.5


def test_confidence_takes_the_surest_word_first(bert, monkeypatch):
    order = []
    put = generate.put

    def watched(ids, places, shares, generator):
        order.append(places.nonzero()[0, 1].item())
        return put(ids, places, shares, generator)

    monkeypatch.setattr(generate, "put", watched)
    words = (CLS, "the", MASK, "sat", "on", MASK, "mat", SEP)  # the article is surer than the cat
    ids = torch.tensor([[ID[word] for word in words]])
    generate.by_confidence(bert, ids, torch.Generator().manual_seed(0))
    assert order == [5, 2]


def test_the_ladder_of_ways_to_write(listing):
    found = listing("both_halves/bert_as_generator").namespace["found"]
    valid = {name: share for name, (_, share, *_) in found.items()}
    distinct = {name: shares[-1] for name, shares in found.items()}
    assert valid["one shot"] < 0.1
    assert valid["left to right"] > valid["one shot"] + 4 * WRITES
    assert valid["by confidence"] > valid["left to right"] + WRITES
    assert valid["+ 2 Gibbs"] > valid["+ 1 Gibbs"] + WRITES
    assert valid["+ 4 Gibbs"] > valid["left to right"] + WRITES
    margin = 2 * tolerance_of(listing("both_halves/bert_as_generator"))
    assert valid["confidence+Gibbs"] > valid["by confidence"] + margin
    assert valid["left to right"] < valid["GPT"] - 2 * WRITES
    assert valid["GPT"] > 0.97
    assert valid["the world"] == 1
    assert distinct["confidence+Gibbs"] < distinct["the world"] - 0.02
