"""The listings of docs/models/a-real-encoder.md, against transformers, scikit-learn and SciPy."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics.pairwise import cosine_similarity
from transformers import BertConfig, BertForMaskedLM, BertModel

from snippets.a_real_encoder import train_on_prose, vectors
from snippets.a_real_encoder.glossary import asked, entries, ranks
from snippets.a_real_encoder.masked_head import fit
from snippets.a_real_encoder.questions import QUESTIONS
from snippets.a_real_encoder.senses_of_words import SENTENCES

PAGE = "a_real_encoder"


@pytest.fixture
def tiny():
    """A BERT with random weights."""
    config = BertConfig(
        vocab_size=30, hidden_size=24, num_hidden_layers=2, num_attention_heads=3,
        intermediate_size=40, max_position_embeddings=12,
    )  # fmt: skip
    with torch.random.fork_rng():
        torch.manual_seed(1)
        return BertForMaskedLM(config).eval()


def table(run):
    return {name: float(value.replace(",", "")) for name, value in run.numbers.items()}


# ---------------------------------------------------------------- the questions


def test_the_glossary_is_read_whole_and_without_links():
    text = Path("docs/reference/glossary.md").read_text("utf-8")
    assert list(entries()) == re.findall(r"^### .*\{#([\w-]+)\}$", text, re.MULTILINE)
    for title, words in entries().values():
        assert title
        assert len(words) > 20
        assert "](" not in words
        assert "See " not in words


def test_no_question_has_a_word_of_its_heading():
    def stems(text):
        return {word[:5] for word in re.findall(r"[a-z]{4,}", text.lower())}

    assert len(QUESTIONS) > 50
    for question, right in QUESTIONS.items():
        for anchor in right.split():
            assert not stems(question) & stems(entries()[anchor][0]), (question, anchor)


def test_ranks_share_ties_and_take_the_best_right_entry():
    anchors = list(asked())
    scores = np.zeros((len(QUESTIONS), len(anchors)))
    middle = (len(anchors) + 1) / 2
    assert (ranks(scores, anchors) == middle).all()
    for row, right in zip(scores, QUESTIONS.values(), strict=True):
        row[anchors.index(right.split()[-1])] = 1
    assert (ranks(scores, anchors) == 1).all()


def test_the_sentences_hold_their_word_once():
    for word, senses in SENTENCES.items():
        assert [len(some) for some in senses] == [5, 5]
        for text in (text for some in senses for text in some):
            assert re.findall(r"\w+", text.lower()).count(word) == 1


# ---------------------------------------------------------------- vectors


def test_pooling_leaves_filler_out():
    hidden = torch.randn(2, 4, 3, generator=torch.Generator().manual_seed(0))
    pooled = vectors.mean_pool(hidden, torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]]))
    assert torch.allclose(pooled[0], hidden[0].mean(0))
    assert torch.allclose(pooled[1], hidden[1, :2].mean(0))


def test_a_batch_gives_what_each_text_gives_alone(listing):
    run = listing(f"{PAGE}/similarity")
    tokenizer, model = run.namespace["tokenizer"], run.namespace["model"]
    texts = [
        "Bees make honey.",
        "The cat sleeps on the old mat near the door of the house.",
        "Why?",
    ]
    for mask in (None, vectors.causal):
        together = vectors.embed(texts, tokenizer, model, mask)
        alone = torch.cat([vectors.embed([text], tokenizer, model, mask) for text in texts])
        assert torch.allclose(together, alone, atol=1e-5)
        assert torch.allclose(together.norm(dim=-1), torch.ones(3))


def test_cosines_are_scikit_learn_s(listing):
    run = listing(f"{PAGE}/similarity")
    theirs = cosine_similarity(run.namespace["first"], run.namespace["second"]).diagonal()
    np.testing.assert_allclose(run.namespace["cosines"], theirs, atol=1e-5)


def test_a_high_cosine_is_no_agreement(listing):
    told = table(listing(f"{PAGE}/similarity"))
    assert told["other_words"] > told["same_topic"] + 0.2 > told["no_relation"] + 0.4
    assert told["roles_swapped"] > 0.9
    assert told["negation"] > told["other_words"] + 0.05
    assert told["no_relation"] < 0.2


@pytest.mark.parametrize(
    ("text", "words"), [(" ", "text 0 is empty"), ("a very " * 150, "302 tokens, more than 256")]
)
def test_bad_text_is_named(listing, text, words):
    run = listing(f"{PAGE}/long_text")
    with pytest.raises(ValueError, match=words):
        vectors.embed([text], run.namespace["tokenizer"], run.namespace["model"])


def test_behind_the_cut_nothing_counts(listing):
    run = listing(f"{PAGE}/long_text")
    rows = dict(re.findall(r"^ +(\d+) +(-?[\d.]+)$", run.output, re.MULTILINE))
    inside = [float(c) for n, c in rows.items() if int(n) < 240]
    outside = [float(c) for n, c in rows.items() if int(n) > 256]
    assert len(inside) > 3
    assert min(inside) > max(outside) + 0.2
    assert "RuntimeError" in run.output


def test_word_pieces_by_hand(listing):
    run = listing(f"{PAGE}/wordpiece")
    assert "tokenizer's: True" in run.output
    pieces, tokenizer = run.namespace["pieces"], run.namespace["tokenizer"]
    assert "‽            [UNK]" in run.output
    assert "mask" not in tokenizer.tokenize("unmasking")
    for _, text in entries().values():
        for word in re.findall(r"[a-z]+", text.lower()):
            assert pieces(word) == tokenizer.tokenize(word)


def test_context_tells_the_senses_apart(listing):
    run = listing(f"{PAGE}/senses")
    total = run.namespace["total"]
    chance = float(run.numbers["by_chance"])
    assert total[0] <= chance
    assert min(total[1:]) > chance + 15
    told = table(run)
    assert told["bank_same"] > told["bank_other"] + 0.04
    assert told["bank_other"] > 0.6


# ---------------------------------------------------------------- masks


def test_the_triangle_hides_later_tokens_and_filler(tiny):
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
    seen = vectors.causal(mask)
    assert seen.shape == (2, 1, 4, 4)
    assert torch.equal(seen[0, 0], torch.ones(4, 4, dtype=torch.bool).tril())
    assert not seen[1, 0, :, 2:].any()
    ids = torch.tensor([[1, 2, 3, 4], [1, 2, 9, 9]])
    with torch.no_grad():
        hidden = tiny.bert(ids, attention_mask=vectors.causal(torch.ones_like(ids)))[0]
    assert torch.allclose(hidden[0, :2], hidden[1, :2], atol=1e-6)


def test_gradients_show_the_mask(listing):
    told = table(listing(f"{PAGE}/gradient_test"))
    assert told["full_later_zeros"] == told["full_others_zeros"] == 0
    assert told["causal_later_zeros"] == told["later_pairs"] > 10
    assert told["causal_others_zeros"] == 0


def test_a_causal_mask_moves_the_vectors(listing):
    told = table(listing(f"{PAGE}/made_causal"))
    assert told["bank_causal"] == pytest.approx(1)
    assert told["bank_full"] < 0.95
    assert told["entry_with_itself"] < 0.95
    assert told["nearest_kept"] < 0.7 * told["entries"]


# ---------------------------------------------------------------- search


def test_the_search_is_what_the_page_says(listing):
    run = listing(f"{PAGE}/search")
    told, found = table(run), run.namespace["found"]
    for name, rank in found.items():
        assert told[f"{name}_at_5"] == pytest.approx(np.mean(rank <= 5), abs=0.006)
        assert told[f"{name}_mrr"] == pytest.approx(np.mean(1 / rank), abs=0.006)
    spans = re.findall(r"by (-?[\d.]+) \((-?[\d.]+) to (-?[\d.]+)\)", run.output)
    plain = np.array(spans, float).reshape(-1, 3, 3)[:2]  # made causal, and plain TF-IDF
    assert (plain[:, :, 1] <= 0).all()
    assert (plain[:, :, 2] >= 0).all()
    assert told["minilm_mrr"] > 0.3  # far better than a random order


def test_the_sum_finds_more(listing):
    told = table(listing(f"{PAGE}/together"))
    assert told["both_mrr"] > max(told["minilm_mrr"], told["tfidf_mrr"]) + 0.05
    lows = re.findall(r"\((-?[\d.]+) to", listing(f"{PAGE}/together").output)
    assert min(map(float, lows)) > 0
    shares = table(listing(f"{PAGE}/examples"))
    assert sum(shares.values()) == len(QUESTIONS)
    assert min(shares["for_minilm_only"], shares["for_tfidf_only"]) > 4


def test_the_first_token_spoils_the_decoder_s_mean(listing):
    run = listing(f"{PAGE}/decoder_search")
    told = table(run)
    assert told["no_first_middle"] > told["mean_middle"] + 0.25
    assert told["no_first_middle"] > told["no_first_last"] + 0.2
    assert abs(told["no_first_middle"] - told["tfidf"]) < 0.1
    assert told["minilm"] > told["tfidf"]
    assert run.namespace["found"]["mean"].shape == (31, len(QUESTIONS))
    lengths = table(listing(f"{PAGE}/first_token"))
    assert lengths["longer_smollm2"] > 30 > 3 > lengths["longer_minilm"]


# ---------------------------------------------------------------- blanks and heads


def test_the_head_is_not_in_the_checkpoint(listing):
    run = listing(f"{PAGE}/no_fill_mask")
    assert all(name.startswith("cls.predictions") for name in run.namespace["told"]["missing_keys"])
    told = table(run)
    assert min(told["median_new"], told["median_none"]) > told["by_chance"] / 2


def test_the_head_is_berts(tiny):
    """What `fit` trains, put into the library's class, gives the library's logits."""
    torch.manual_seed(0)
    states = torch.randn(300, 24)
    answers = (states[:, 0] > 0).long() + 2 * (states[:, 1] > 0).long()
    rows = tiny.bert.embeddings.word_embeddings.weight.detach()
    data = (states[:200], answers[:200]), (states[200:], answers[200:])
    unigram = torch.full((30,), 1 / 30)
    before, bias, bits = fit(tiny.config, 20 * rows, unigram, *data, 40, 1e-2)
    assert bits[0][1] == pytest.approx(np.log2(30), abs=0.3)
    assert bits[-1][1] < 1.5
    tiny.cls.predictions.transform = before
    tiny.cls.predictions.decoder.weight = torch.nn.Parameter(20 * rows)
    tiny.cls.predictions.decoder.bias = bias
    with torch.no_grad():
        theirs = tiny.cls.predictions(states)
        assert torch.allclose(theirs, before(states) @ (20 * rows).T + bias, atol=1e-4)


def test_a_head_learns_the_small_world_in_part(listing):
    told = table(listing(f"{PAGE}/toy_head"))
    assert told["with_head"] < told["unigram"] - 1
    assert told["with_head"] > told["floor"] + 1


def test_prose_is_hardly_learned():
    told = json.loads(train_on_prose.RECORD.read_text("utf-8"))
    for bits in told["bits"].values():
        train, held_out = np.transpose(bits)
        assert train[-1] < train[0] - 1
        assert held_out[0] - min(held_out) < 0.3
    assert told["bits"]["0.001"][-1][1] > told["bits"]["0.001"][0][1]


def test_paragraphs_are_prose():
    page = "---\ntitle: A\n---\n\n# A\n\nSee [this](b.md) now.\n\n/// listing | a/b\n///\n\n- a\n\n"
    page += "```python\nCode = 1\n```\n\nIt has [[a/b:c]] of them.\n\nThe *end* of `it`.\n"
    assert train_on_prose.paragraphs(page) == ["See this now.", "The end of it."]


def test_training_on_prose_has_a_quick_form(listing, monkeypatch):
    run = listing(f"{PAGE}/long_text")  # so that it is left out with the models
    monkeypatch.setattr(train_on_prose, "RATES", (1e-3,))
    both = run.namespace["tokenizer"], run.namespace["model"]
    monkeypatch.setattr(train_on_prose, "load", lambda: both)
    pages = [f"The {word} sat on the mat and looked at the {word}.\n" * 3 for word in
             ("cat", "dog", "bird", "cat", "frog", "owl")]  # fmt: skip
    told = train_on_prose.measured(pages, rounds=2, epochs=1)
    assert told["pages"] == 6
    assert told["held_out_pages"] == 1
    assert len(told["bits"]["0.001"]) == 2
    assert isinstance(both[1], BertModel)
