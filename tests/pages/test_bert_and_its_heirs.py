"""The listings of docs/evidence/bert-and-its-heirs.md, against transformers and exact sums."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F
from transformers import (
    AlbertConfig,
    AlbertModel,
    AutoConfig,
    AutoModel,
    BertForMaskedLM,
    ElectraForPreTraining,
)
from transformers.masking_utils import create_bidirectional_sliding_window_mask

from snippets.bert_and_its_heirs import pairs, replacement
from snippets.lab import encoders
from snippets.lab.checkpoints import load
from snippets.lab.measure import bayes_accuracy, label_quality, reviews
from snippets.lab.objectives import IGNORE, bert_batch, bert_loss, word_rows
from snippets.lab.tokenizer import ID
from snippets.lab.world.corpus import fresh, truth
from snippets.lab.world.engine import END, MASK
from tools.engine.record import tolerance_of

PAGE = "bert_and_its_heirs"
STARTS = 3.0  # bits below word frequencies that the quick BERT has come
APART = 0.25  # bits between systems that the quick form tells apart
ALIKE = 0.2  # bits between BERT and RoBERTa, which are one model with two first draws


def numbers(run):
    return {
        name: float(value.split()[0].rstrip("%").replace(",", ""))
        for name, value in run.numbers.items()
    }


@pytest.fixture
def seeded():
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(0)
        yield


@pytest.fixture(scope="module")
def batch():
    return bert_batch(word_rows(fresh(40, seed=2)), np.random.default_rng(0))


# ---------------------------------------------------------------- what the encoders share


def test_the_masked_loss_is_the_studys_and_the_librarys(batch):
    model = load("bert")
    with torch.no_grad():
        nats, n = encoders.masked_loss(model, batch)
        ours, m = bert_loss(model, batch)
        library = model(**batch).loss
    assert n == m == int((batch["labels"] != IGNORE).sum())
    assert float(nats) == pytest.approx(float(ours), rel=1e-5)
    assert float(nats) / n == pytest.approx(float(library), rel=1e-5)


def test_the_quick_bert_has_left_the_word_frequencies(listing):
    found = numbers(listing(f"{PAGE}/bert"))
    assert 0 < found["excess_bits"] < found["frequencies_alone"] - STARTS


def test_the_names_that_the_study_collects_are_set(listing):
    """Every trained listing leaves what its recorded row needs."""
    masked = ("bert", "roberta", "albert", "modernbert")
    tuned = ("bert_tuned", "from_scratch", "electra")
    for name in masked:
        names = listing(f"{PAGE}/{name}").namespace
        assert names["parameters"] == names["model"].num_parameters()
        assert names["tokens"] == listing(f"{PAGE}/bert").namespace["tokens"]
        assert names["excess_bits"] == pytest.approx(
            float(listing(f"{PAGE}/{name}").numbers["excess_bits"]), abs=6e-4
        )
    for name in tuned:
        names = listing(f"{PAGE}/{name}").namespace
        assert names["labels"] == 2048
        assert {"accuracy", "excess_bits", "calibration_error"} <= names.keys()
        assert 0.5 < names["accuracy"] <= bayes_accuracy() + 1e-12


def test_positive_is_the_librarys_softmax_in_the_reviews_order():
    classifier = load("bert-sentiment")
    shares = encoders.positive(classifier, classifier.config.label2id["positive"])
    texts = reviews()[0]
    for i in (0, 1000, len(texts) - 1):
        ids = encoders.label_batch([[0, *word_rows([texts[i]])[0]]], None)["input_ids"]
        with torch.no_grad():
            logits = classifier(ids).logits[0].double()
        label = classifier.config.label2id["positive"]
        assert shares[i] == pytest.approx(float(logits.softmax(-1)[label]), abs=1e-5)


def test_the_shipped_classifier_is_at_the_ceiling_and_the_short_ones_below(listing):
    shipped = listing(f"{PAGE}/bert_sentiment").namespace
    assert 0 <= bayes_accuracy() - shipped["accuracy"] < 0.002
    for name in ("bert_tuned", "from_scratch", "electra"):
        run = listing(f"{PAGE}/{name}")
        short = run.namespace
        assert short["accuracy"] < shipped["accuracy"] - 2 * tolerance_of(run)
        assert short["excess_bits"] > shipped["excess_bits"] + 0.02


def test_the_quick_electra_is_behind_bert_and_behind_no_pretraining(listing):
    electra = listing(f"{PAGE}/electra")
    for name in ("bert_tuned", "from_scratch"):
        other = listing(f"{PAGE}/{name}")
        margin = tolerance_of(electra) + tolerance_of(other)
        assert numbers(electra)["accuracy"] < numbers(other)["accuracy"] - margin


def test_two_thousand_labels_make_up_for_a_short_pretraining(listing):
    tuned, new = (
        listing(f"{PAGE}/{name}").namespace["accuracy"] for name in ("bert_tuned", "from_scratch")
    )
    assert abs(tuned - new) < 0.03


# ---------------------------------------------------------------- RoBERTa


def test_roberta_with_berts_weights_is_bert(listing):
    assert numbers(listing(f"{PAGE}/same_model"))["largest_difference"] <= 1e-5
    names = listing(f"{PAGE}/same_model").namespace
    assert names["unread"] == names["roberta"].roberta.embeddings.padding_idx + 1


def test_in_one_pass_roberta_starts_as_bert_does(listing):
    bert, roberta = (listing(f"{PAGE}/{name}").namespace for name in ("bert", "roberta"))
    assert abs(roberta["excess_bits"] - bert["excess_bits"]) < ALIKE
    unread = numbers(listing(f"{PAGE}/roberta"))["unread_parameters"]
    assert roberta["parameters"] - unread == bert["parameters"]


def test_new_masks_beat_old_ones_on_repeated_text(listing):
    run = listing(f"{PAGE}/dynamic_masking")
    found = numbers(run)
    assert found["dynamic_excess_bits"] + APART < found["static_excess_bits"]
    assert found["dynamic_excess_unread"] + APART < found["static_excess_unread"]
    read, unread = ({tuple(row) for row in run.namespace[x]} for x in ("rows", "unread"))
    assert len(read) == found["distinct"] <= found["sentences"]
    assert not read & unread
    static, rows = run.namespace["static_batch"], word_rows(fresh(3, seed=3))
    first, again = (static(rows, np.random.default_rng(seed)) for seed in (0, 1))
    assert torch.equal(first["input_ids"], again["input_ids"])


def test_the_next_sentence_says_nothing_and_the_other_half_says_much(listing):
    found = numbers(listing(f"{PAGE}/next_sentence"))
    assert found["sentences_floor"] == 1
    assert 0.99 <= found["sentences_bits"] < 1.02
    assert found["halves_floor"] < found["halves_bits"] < 0.95


def test_the_floor_of_halves_is_one_bit_less_the_jensen_shannon_divergence():
    """Estimated on drawn pairs, by the automaton-free definition: P(x) against P(A) P(B)."""
    world = truth("training")
    p = dict(zip(world.sentences, world.probabilities, strict=True))
    cut = {text: len(text.split()) // 2 for text in p}
    first, second = {}, {}
    for text, share in p.items():
        words = text.split()
        a, b = " ".join(words[: cut[text]]), " ".join(words[cut[text] :])
        first[a], second[b] = first.get(a, 0) + share, second.get(b, 0) + share
    texts = fresh(4000, seed=4)
    parts = [(" ".join(t.split()[: cut[t]]), " ".join(t.split()[cut[t] :])) for t in texts]
    order = np.random.default_rng(0).permutation(len(parts))
    bits = []
    for (a, b), other in zip(parts, order, strict=True):
        for second_half, is_true in ((b, True), (parts[other][1], False)):
            whole = f"{a} {second_half}"
            fits = whole in p and cut[whole] == len(a.split())
            true, mixed = p[whole] if fits else 0.0, first[a] * second[second_half]
            bits.append(-math.log2((true if is_true else mixed) / (true + mixed)))
    assert np.mean(bits) == pytest.approx(pairs.halves_floor(), abs=0.01)


def test_pairs_have_the_librarys_labels_and_two_kinds_of_segment():
    rows = pairs.join(pairs.halves(fresh(400, seed=5)), np.random.default_rng(0))
    assert 0.4 < np.mean([row[0] for row in rows]) < 0.6
    made = pairs.pair_batch(rows[:5], None)
    for row, ids, kinds in zip(rows, made["input_ids"], made["token_type_ids"], strict=False):
        at = ids.tolist().index(ID["[SEP]"])
        assert ids[1 : at + 1].tolist() == row[1 : at + 1]
        assert kinds[: at + 1].sum() == 0
        assert kinds[at + 1 : len(row) + 1].all()


# ---------------------------------------------------------------- ALBERT


def test_albert_saves_parameters_and_starts_more_slowly(listing):
    bert, albert = (listing(f"{PAGE}/{name}").namespace for name in ("bert", "albert"))
    assert albert["parameters"] < 0.6 * bert["parameters"]
    assert albert["excess_bits"] > bert["excess_bits"] + APART


def test_alberts_layers_are_one_layer():
    shape = encoders.SHAPE | encoders.OLD | {"embedding_size": 32}
    with torch.device("meta"):
        sizes = [
            AlbertModel(AlbertConfig(**shape | {"num_hidden_layers": layers})).num_parameters()
            for layers in (1, 2, 7)
        ]
    assert len(set(sizes)) == 1


def test_the_published_sizes(listing):
    found = numbers(listing(f"{PAGE}/sizes"))
    assert found["bert_base"] == pytest.approx(109.5, abs=0.2)
    assert found["albert_base"] < found["shared_layers"] < found["small_embeddings"]
    d, f = 768, 3072
    layer = 4 * (d * d + d) + 2 * d * f + d + f + 4 * d
    models = listing(f"{PAGE}/sizes").namespace["steps"]
    groups = models["small_embeddings"].num_parameters() - models["albert_base"].num_parameters()
    assert groups == 11 * layer


# ---------------------------------------------------------------- ELECTRA


def test_the_identity_holds_to_rounding(listing):
    assert listing(f"{PAGE}/replaced_token").namespace["largest_gap"] < 1e-9


def test_the_identity_shows_in_a_simulation():
    """Draw sentences, touch them, and count among those that became one and the same sentence."""
    world, rng = truth("training"), np.random.default_rng(0)
    open_ones = np.flatnonzero(np.nanmin(world.leave_one_out, axis=1) < 0.7)
    likeliest = open_ones[world.probabilities[open_ones].argmax()]
    (row,) = word_rows([world.sentences[likeliest]])
    seen, replaced = 0, np.zeros(len(row))
    for before in word_rows(world.sample(rng, 60_000)):
        if len(before) != len(row) or sum(a != b for a, b in zip(before, row, strict=True)) > 1:
            continue
        place, word = replacement.exact_generator().replace(before, rng)
        if [*before[:place], word, *before[place + 1 :]] == row:
            seen += 1
            replaced[place] += word != before[place]
    expected = (1 - world.leave_one_out[likeliest, : len(row)]) / len(row)
    assert seen > 100
    assert replaced.sum() > 3
    assert np.abs(replaced / seen - expected).max() < 4 * math.sqrt(0.25 / seen)


@pytest.mark.parametrize("text", ["the cat sat on the mat", "this movie is great !"])
def test_the_exact_generator_draws_from_the_masked_conditional(text):
    world, rng = truth("training"), np.random.default_rng(0)
    (row,) = word_rows([text])
    counts = np.zeros((len(row), len(world.vocabulary)))
    for _ in range(12_000):
        place, word = replacement.exact_generator().replace(row, rng)
        counts[place, word] += 1
    assert counts.sum(1) / 12_000 == pytest.approx(1 / len(row), abs=0.02)
    words = text.split()
    for i in range(len(row)):
        exact = world.masked([*words[:i], MASK, *words[i + 1 :]])[0]
        assert np.abs(counts[i] / counts[i].sum() - exact).max() < 0.05
        assert not counts[i][exact == 0].any()


def test_the_floor_of_detection_agrees_with_its_sample(listing):
    exact = numbers(listing(f"{PAGE}/replaced_token"))
    sampled = numbers(listing(f"{PAGE}/detector"))["floor"]
    assert sampled == pytest.approx(exact["floor"], abs=0.02)
    assert exact["floor"] < exact["bits_without_reading"]


def test_the_detector_comes_most_of_the_way_to_the_floor(listing):
    exact, found = (numbers(listing(f"{PAGE}/{name}")) for name in ("replaced_token", "detector"))
    way = exact["bits_without_reading"] - exact["floor"]
    assert 0 < found["excess_bits"] < way / 2
    names = listing(f"{PAGE}/detector").namespace
    assert np.corrcoef(names["exact"], names["learned"])[0, 1] > 0.8


def test_the_detection_loss_is_the_librarys(seeded):
    """ElectraForPreTraining averages over all unpadded tokens: ask about all of them."""
    model = ElectraForPreTraining(replacement.electra_config(64, 2, 4)).eval()
    made = replacement.exact_batch(word_rows(fresh(8, seed=6)), np.random.default_rng(0))
    made["labels"] = (made["labels"] == 1).long().masked_fill(made["attention_mask"] == 0, IGNORE)
    nats, n = replacement.detection_loss(model, made)
    library = model(**made | {"labels": made["labels"].clamp(min=0).float()}).loss
    assert n == int(made["attention_mask"].sum())
    assert float(nats) / n == pytest.approx(float(library), rel=1e-5)


def test_electras_loss_is_both_networks_losses(seeded, batch):
    model = replacement.Electra().eval()
    torch.manual_seed(3)
    both, n = replacement.electra_loss(model, batch)
    hidden = batch["labels"] != IGNORE
    inputs = {name: batch[name] for name in ("input_ids", "attention_mask")}
    logits = model.generator(**inputs).logits[hidden]
    torch.manual_seed(3)
    drawn = torch.multinomial(logits.softmax(-1), 1)[:, 0]
    text = batch["input_ids"].clone()
    text[hidden] = drawn
    changed = torch.zeros_like(text, dtype=torch.float)
    changed[hidden] = (drawn != batch["labels"][hidden]).float()
    is_word = torch.where(hidden, batch["labels"], batch["input_ids"]) < ID[END]
    said = model.discriminator(text, batch["attention_mask"]).logits
    expected = F.cross_entropy(logits, batch["labels"][hidden])
    detection = F.binary_cross_entropy_with_logits(said[is_word], changed[is_word])
    expected = expected + replacement.WEIGHT * detection
    assert float(both) / n == pytest.approx(float(expected), rel=1e-5)
    assert (text == ID[MASK]).sum() == 0
    one = model.generator.electra.embeddings.word_embeddings.weight
    assert one is model.discriminator.electra.embeddings.word_embeddings.weight


def test_electras_classifier_begins_with_the_discriminators_body(listing):
    run = listing(f"{PAGE}/electra").namespace
    quality = label_quality(encoders.positive(run["classifier"]))
    assert quality["accuracy"] == pytest.approx(run["accuracy"], abs=1e-6)
    assert run["parameters"] == listing(f"{PAGE}/bert_tuned").namespace["parameters"]


# ---------------------------------------------------------------- ModernBERT, and all masks


def test_modernbert_starts_faster_with_fewer_parameters(listing):
    bert, modern = (listing(f"{PAGE}/{name}").namespace for name in ("bert", "modernbert"))
    assert modern["parameters"] < bert["parameters"]
    assert modern["excess_bits"] < bert["excess_bits"] - APART


def test_the_gradient_finds_the_librarys_masks(listing):
    names = listing(f"{PAGE}/window").namespace
    n, config = names["n"], names["config"]
    window = create_bidirectional_sliding_window_mask(config, torch.zeros(1, n, 16), None)
    for ax, kind in zip(names["axes"], config.layer_types, strict=True):
        seen = torch.tensor(np.asarray(ax.images[0].get_array())) > 0
        expected = torch.ones(n, n, dtype=torch.bool)
        if kind == "sliding_attention":
            expected = window[0, 0] == 0  # eager: 0 where allowed, minus infinity elsewhere
        assert torch.equal(seen, expected)


@pytest.mark.parametrize("name", ["bert", "roberta", "albert", "electra", "modernbert"])
def test_every_encoder_reads_both_ways(seeded, name):
    marks = dict.fromkeys(("bos_token_id", "eos_token_id", "cls_token_id", "sep_token_id"), 0)
    size = {"vocab_size": 9, "hidden_size": 16, "num_attention_heads": 2, "intermediate_size": 16}
    more = {"num_hidden_layers": 2, "pad_token_id": 0, "max_position_embeddings": 9}
    model = AutoModel.from_config(AutoConfig.for_model(name, **size, **more, **marks)).eval()
    text, first, last = (
        model(torch.tensor([ids])).last_hidden_state[0]
        for ids in ([2, 3, 4, 5], [6, 3, 4, 5], [2, 3, 4, 6])
    )
    assert (text[0] - last[0]).abs().max() > 1e-6
    assert (text[-1] - first[-1]).abs().max() > 1e-6


def test_bert_here_is_the_librarys_class(listing):
    assert type(listing(f"{PAGE}/bert").namespace["model"]) is BertForMaskedLM
