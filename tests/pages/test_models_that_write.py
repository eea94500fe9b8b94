"""The listings of docs/evidence/models-that-write.md, against libraries and the exact world."""

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch.nn import functional as F
from transformers import BertConfig, BertForMaskedLM

from snippets.lab import diffusion, ngram
from snippets.lab.checkpoints import load
from snippets.lab.fit import sentences
from snippets.lab.measure import FRESH, SEED
from snippets.lab.objectives import IGNORE, gpt_batch, word_rows
from snippets.lab.tokenizer import BOS, CLS, ID, SEP, VOCABULARY
from snippets.lab.world.corpus import fresh, is_valid, stream, truth
from snippets.lab.world.engine import END, MASK
from snippets.lab.world.floors import masked_bits
from snippets.lab.writing import write
from snippets.models_that_write.recurrent import LSTMLanguageModel
from tools.engine.record import tolerance_of

PAGE = "models_that_write"
MARGIN = 0.03  # bits per token between quick forms that the page puts in order
FAR = 0.5  # bits per token by which quick masked diffusion is behind at least
NETWORKS = ("lstm", "gpt", "llama")


@pytest.fixture
def seeded():
    """Seed torch, and put its random state back afterwards."""
    with torch.random.fork_rng():
        torch.manual_seed(1)
        yield


@pytest.fixture(scope="module")
def read():
    return word_rows(sentences(seed=3, steps=10))


def measures(listing, name):
    return listing(f"{PAGE}/{name}").namespace


# ---------------------------------------------------------------- n-grams


def test_the_same_model_as_nltk_s(listing):
    names = measures(listing, "nltk_agrees")
    np.testing.assert_allclose(names["by_us"], names["by_nltk"], rtol=0, atol=1e-9)
    unseen = ~np.isin(names["asked"], names["seen"])
    assert unseen.sum() > 20
    assert np.std(names["by_us"][unseen]) > 0


@pytest.mark.parametrize("order", [1, 2, 3, 5, 7])
def test_counts_and_shares_of_an_n_gram_model(order, read):
    model = ngram.NGram(read, order)
    counted = Counter()
    for row in read:
        tokens = [*[ID[BOS]] * (order - 1), *row, ID[END]]
        counted.update(tuple(tokens[i : i + order]) for i in range(len(row) + 1))
    kinds, totals, _ = model.tables[-1]
    assert {
        tuple(gram >> 8 * back & 255 for back in range(order - 1, -1, -1)): n
        for gram, n in zip(kinds.tolist(), np.diff(totals).tolist(), strict=True)
    } == counted
    histories = ngram.grams(read[:20], order) & ~255
    histories = np.append(histories, histories[::-1] ^ (5 << 8) if order > 1 else histories)
    for history in np.unique(histories):
        shares = model.probability(history | np.arange(ngram.WORDS))
        assert (shares > 0).all()
        assert math.fsum(shares) == pytest.approx(1, abs=1e-9)


def test_a_shorter_n_gram_counts_the_words_before_it(read):
    model = ngram.NGram(read, 3)
    before = Counter()
    for history in {gram for row in read for gram in bigrams_before(row)}:
        before[history[1:]] += 1
    kinds, totals, _ = model.tables[1]
    for gram, n in zip(kinds.tolist(), np.diff(totals).tolist(), strict=True):
        assert before[gram >> 8, gram & 255] == n


def bigrams_before(row):
    tokens = [ID[BOS], ID[BOS], *row, ID[END]]
    return [tuple(tokens[i : i + 3]) for i in range(len(row) + 1)]


def test_texts_of_an_n_gram_model_are_drawn_from_it(read):
    model = ngram.NGram(read, 4)
    drawn = word_rows(model.write(4000, seed=5))
    begin = sum(ID[BOS] << 8 * back for back in (1, 2, 3))
    shares = model.probability(begin | np.arange(ngram.WORDS))
    found = np.bincount([row[0] for row in drawn if row], minlength=ngram.WORDS) / 4000
    assert np.abs(found - shares).max() < 4 * math.sqrt(0.25 / 4000)
    the = ID["the"]
    after = begin << 8 & (1 << 32) - 1 | the << 8  # [BOS] [BOS] the …
    shares = model.probability(after | np.arange(ngram.WORDS))
    second = [row[1] for row in drawn if len(row) > 1 and row[0] == the]
    assert len(second) > 500
    found = np.bincount(second, minlength=ngram.WORDS) / len(second)
    assert np.abs(found - shares).max() < 4 * math.sqrt(0.25 / len(second))
    assert model.write(50, seed=5) == model.write(50, seed=5) != model.write(50, seed=6)


def test_the_best_n_gram_model_is_the_exact_one(listing):
    world = truth("training")
    pairs, first = Counter(), Counter()
    for text, p in zip(world.sentences, world.probabilities.tolist(), strict=True):
        words = [BOS, *text.split(), END]
        for a, b in pairwise(words):
            pairs[a, b] += p
            first[a] += p
    bits = -math.fsum(p * math.log2(p / first[a]) for (a, _), p in pairs.items())
    tokens = math.fsum(pairs.values())
    best = measures(listing, "n_grams")["best"]
    assert best[1] == pytest.approx(bits / tokens - world.bits_per_token(), abs=1e-9)
    assert all(a > b for a, b in pairwise(best))
    assert best[-1] > 0


def test_more_text_never_beats_the_window(listing):
    run = listing(f"{PAGE}/n_grams")
    names = run.namespace
    rows = [line.split()[2:] for line in run.output.splitlines()[:3]]
    by_text = np.array(rows, float)
    sampling = 0.01  # 2,000 fresh sentences are not the whole world
    assert (by_text > np.array(names["best"]) - sampling).all()
    assert (by_text[1] < by_text[0]).all()
    assert (by_text[2] < by_text[1] + sampling).all()
    assert by_text[1, 4] == pytest.approx(measures(listing, "n_gram")["excess_bits"], abs=6e-4)
    assert "best possible, exact" in run.figure


def test_an_unsmoothed_model_excludes_what_it_has_not_read(listing):
    names = measures(listing, "unsmoothed")
    seen = set(ngram.grams(names["read_rows"], 5).tolist())
    lost = [any(g not in seen for g in ngram.grams([row], 5).tolist()) for row in names["rows"]]
    assert names["lost"].tolist() == lost
    assert 0.05 < names["lost"].mean() < 0.3
    assert math.isinf(names["raw"].bits(names["rows"]))
    assert math.isfinite(names["smoothed"].bits(names["rows"]))
    assert names["on_read"] > names["exact"] + MARGIN


def test_only_what_was_not_read_can_be_impossible_and_counts_apart(listing):
    names = measures(listing, "unsmoothed")
    fresh_ones, read = fresh(FRESH, seed=SEED), {*names["read"]}
    assert names["unread"].tolist() == [text not in read for text in fresh_ones]
    assert 0.3 < names["unread"].mean() < 0.7
    assert not names["lost"][~names["unread"]].any()
    told = listing(f"{PAGE}/unsmoothed").numbers["impossible_unread_5"]
    assert told == f"{names['lost'][names['unread']].mean():.3f}"
    assert names["on_unread"] > names["on_fresh"] + 0.02


def test_what_the_checkpoint_never_read_is_in_no_part_of_its_stream(listing):
    names = measures(listing, "never_read")
    assert names["unread"]
    assert not {*names["unread"]} & {*stream(3_584_000)}
    assert all(map(is_valid, names["texts"]))
    assert len(names["unread"]) < 0.01 * len(names["texts"])


def test_the_window_loses_what_gpt_keeps(listing):
    names = measures(listing, "window")
    exact, five, gpt = (np.array(names["rows"][name]) for name in ("exact", "5-gram", "GPT"))
    assert exact.tolist() == pytest.approx([1, 1, 0.8, 1, 1, 1], abs=1e-9)
    assert five[0] > 0.99
    assert (five[1:] < 0.65).all()
    assert np.abs(gpt - exact).max() < 0.02
    for (text, word), p in zip(names["questions"].items(), five, strict=True):
        gram = sum(ID[w] << 8 * back for back, w in enumerate([word, *text.split()[:-5:-1]]))
        if len(text.split()) > 3:
            assert names["five"].probability(np.array([gram]))[0] == pytest.approx(p)


# ---------------------------------------------------------------- the networks that write


def test_the_cell_by_hand_is_the_library_s(listing):
    names = measures(listing, "lstm_cell")
    by_hand = torch.stack(names["by_hand"])
    assert (by_hand - names["by_library"][0]).abs().max() < 1e-6
    assert (names["c"] - names["last_c"].flatten()).abs().max() < 1e-6


def test_the_lstm_reads_alike_by_steps_and_at_once(seeded):
    model = LSTMLanguageModel()
    ids = gpt_batch(word_rows(fresh(8, seed=4)), np.random.default_rng(0))["input_ids"]
    at_once, state = model(input_ids=ids).logits, None
    for t in range(ids.shape[1]):
        logits, state = model.step(ids[:, t : t + 1], state)
        assert (logits[:, 0] - at_once[:, t]).abs().max() < 1e-5
    changed = ids.clone()
    changed[:, -1] = ID["cat"]
    assert torch.equal(model(input_ids=changed).logits[:, :-1], at_once[:, :-1])


def first_words(texts):
    return Counter(text.split()[0] for text in texts if text)


def test_texts_are_drawn_as_learned(seeded):
    gpt = load("gpt")
    with torch.no_grad():
        shares = gpt(torch.tensor([[ID[BOS]]])).logits[0, -1].softmax(-1)
    found = first_words(write(gpt, 1000, seed=2))
    for word, n in found.items():
        assert abs(n / 1000 - shares[ID[word]]) < 4 * math.sqrt(0.25 / 1000)
    lstm = LSTMLanguageModel()
    with torch.no_grad():
        lstm.head.bias[ID["cat"]] = 4
        shares = lstm(input_ids=torch.tensor([[ID[BOS]]])).logits[0, -1].softmax(-1)
    found = first_words(lstm.write(1000, seed=2))
    assert abs(found["cat"] / 1000 - shares[ID["cat"]]) < 4 * math.sqrt(0.25 / 1000)
    assert lstm.write(20, seed=2) != lstm.write(20, seed=3)


def test_llama_s_parts_by_hand_are_the_library_s(listing):
    run = listing(f"{PAGE}/llama_by_hand")
    pairs = run.namespace["pairs"]
    assert list(pairs) == ["RMSNorm", "RoPE", "SwiGLU"]
    for ours, theirs in pairs.values():
        assert (ours - theirs).abs().max() < 1e-6
    assert (pairs["RoPE"][0] - run.namespace["q"]).abs().max() > 1  # and it does turn
    lines = [line.split(":")[1] for line in run.output.splitlines()[3:6]]
    assert lines[0] == lines[1] == lines[2]


def test_all_read_the_same_and_are_of_a_size(listing):
    tokens = {measures(listing, name)["tokens"] for name in ("n_gram", *NETWORKS)}
    assert tokens == {sum(len(t.split()) + 1 for t in sentences(0, 150))}
    assert measures(listing, "masked_diffusion")["tokens"] in tokens
    sizes = [measures(listing, name)["parameters"] for name in NETWORKS]
    assert max(sizes) < 1.1 * min(sizes)


def test_networks_are_ahead_of_the_window(listing):
    excess = {name: measures(listing, name)["excess_bits"] for name in (*NETWORKS, "n_gram")}
    best = measures(listing, "n_grams")["best"][4]
    for name in NETWORKS:
        assert 0 < excess[name] < best - MARGIN / 2
        assert excess[name] < excess["n_gram"] - MARGIN
    margin = 2 * tolerance_of(listing(f"{PAGE}/gpt"))
    assert abs(excess["gpt"] - excess["lstm"]) < 0.02  # the quick GPT is about as far
    assert excess["gpt"] > excess["llama"] + margin
    gpt, counted = (measures(listing, name)["valid"] for name in ("gpt", "n_gram"))
    assert counted < gpt - margin
    assert excess["n_gram"] / excess["gpt"] == pytest.approx(2, abs=0.2)


def test_the_checkpoint_is_close_to_the_truth(listing):
    names = measures(listing, "gpt_checkpoint")
    assert 0 < names["excess_bits"] < 0.002
    assert names["valid"] > 0.97
    assert 0.04 < names["novel"] < 0.15


# ---------------------------------------------------------------- masked diffusion


def test_as_many_words_are_hidden_as_their_weight_says():
    rows = word_rows(fresh(600, seed=6))
    batch = diffusion.hide(rows, np.random.default_rng(0))
    hidden = batch["labels"] != IGNORE
    k, lengths = hidden.sum(dim=1), torch.tensor([len(row) for row in rows])
    assert (k >= 1).all()
    assert (k <= lengths).all()
    torch.testing.assert_close(batch["weights"][:, 0], lengths / k)
    assert (batch["input_ids"][hidden] == ID[MASK]).all()
    whole = torch.where(hidden, batch["labels"], batch["input_ids"])
    for row, ids in zip(rows, whole.tolist(), strict=True):
        assert ids[: len(row) + 2] == [ID[CLS], *row, ID[SEP]]
    assert abs((k / (lengths + 1)).mean() - 0.5) < 0.02  # k is uniform from 1 to L
    assert (k == 1).any()
    assert (k == lengths).any()


def small_bert():
    return BertForMaskedLM(
        BertConfig(
            vocab_size=len(VOCABULARY),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            initializer_range=0.5,
        )
    ).eval()


def test_the_loss_is_the_library_s_but_for_the_weights(seeded):
    model = small_bert()
    batch = diffusion.hide(word_rows(fresh(30, seed=7)), np.random.default_rng(0))
    hidden = batch["labels"] != IGNORE
    with torch.no_grad():
        weighted, words = diffusion.loss(model, batch)
        plain, _ = diffusion.loss(model, batch | {"weights": torch.ones_like(batch["weights"])})
        theirs = model(**{x: batch[x] for x in ("input_ids", "attention_mask", "labels")})
        by_row = F.cross_entropy(
            theirs.logits.transpose(1, 2), batch["labels"], ignore_index=IGNORE, reduction="none"
        ).sum(dim=1)
    assert words == int(batch["words"].sum())
    assert float(plain) / int(hidden.sum()) == pytest.approx(float(theirs.loss), rel=1e-5)
    assert float(weighted) == pytest.approx(
        float((by_row * batch["weights"][:, 0]).sum()), rel=1e-5
    )


def test_both_ways_to_draw_the_rate_weigh_alike():
    t = (np.arange(200_000) + 0.5) / 200_000
    for length in (1, 4, 9):
        for k in range(1, length + 1):
            by_rate = np.mean(t ** (k - 1) * (1 - t) ** (length - k))
            by_number = 1 / length / math.comb(length, k) * length / k
            assert by_rate == pytest.approx(by_number, rel=1e-6)


def test_with_exact_answers_the_bound_is_the_truth(listing):
    names = measures(listing, "exact_bound")
    world = names["world"]
    together = names["loss"] + names["length_bits"]
    assert together == pytest.approx(world.bits(names["sentence"]), abs=1e-9)
    of_six = [len(text.split()) == 6 for text in world.sentences]
    by_sum = world.probabilities[of_six].sum()
    assert names["length_bits"] == pytest.approx(-math.log2(by_sum), abs=1e-9)
    assert MASK not in names["words"]
    assert math.isfinite(world.log_prob(names["words"]))
    rng = np.random.default_rng(3)  # and in any order of another sentence
    sentence = "this movie is great !"
    length = len(sentence.split())
    for _ in range(5):
        order = rng.permutation(length)
        paid = 0.0
        for told, position in enumerate(order):
            mask = ~np.isin(range(length), order[:told])
            paid += masked_bits(world, [sentence], [mask])[0][mask[:position].sum()]
        whole = paid + world.bits([MASK] * length)
        assert whole == pytest.approx(world.bits(sentence), abs=1e-9)


def test_it_writes_the_lengths_that_are_asked_for(seeded):
    model = small_bert()
    lengths = [5, 3, 5, 9]
    texts = diffusion.write(model, lengths, seed=0)
    assert sorted(len(text.split()) for text in texts) == sorted(lengths)
    assert texts == diffusion.write(model, lengths, seed=0) != diffusion.write(model, lengths, 1)


def test_the_bound_of_a_uniform_guess(monkeypatch):
    """A model that says nothing pays log2 of the vocabulary for each word, whatever is hidden."""

    def uniform(model, batch):
        hidden = batch["labels"] != IGNORE
        nats = math.log(len(VOCABULARY)) * batch["weights"][hidden]
        return nats.sum(), int(batch["words"].sum())

    monkeypatch.setattr(diffusion, "loss", uniform)
    unseen = fresh(FRESH, seed=SEED)
    lengths = np.array([len(text.split()) for text in unseen])
    by_us = diffusion.bound_excess(None, lengths)
    share = (1 + np.bincount(lengths, minlength=23)) / (23 + FRESH)
    bits = 8 * lengths.sum() - np.log2(share[lengths]).sum()
    exact = sum(map(truth("training").bits, unseen))
    assert by_us == pytest.approx((bits - exact) / (lengths + 1).sum(), rel=1e-5)


def test_the_quick_form_is_too_short_for_masked_diffusion(listing):
    names, gpt = measures(listing, "masked_diffusion"), measures(listing, "gpt")
    assert names["bound_excess_bits"] > gpt["excess_bits"] + FAR
    assert names["valid"] < gpt["valid"] - 0.3
    assert names["excess_bits"] < 2.5  # it has begun to learn: BERT's recipe is at 3 by then
