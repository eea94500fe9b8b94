"""The listings of docs/models/run-bert.md, against transformers and the exact engines."""

import math

import numpy as np
import pytest
import torch
from transformers import AutoTokenizer, BertConfig, BertForMaskedLM, pipeline
from transformers.models.bert.modeling_bert import BertEmbeddings, BertLayer, BertSelfAttention

from snippets.lab.probes import masked_shares, probe_errors
from snippets.lab.tokenizer import ID, encode
from snippets.lab.world.automaton import Automaton
from snippets.lab.world.corpus import truth
from snippets.lab.world.floors import masked_bits, masked_floor
from snippets.lab.world.grammar import TRAINING
from snippets.run_bert import by_hand

PAGE = "run_bert"
PATH = "snippets/lab/checkpoints/bert"
TWO = "the [MASK] sat on the [MASK]"


@pytest.fixture(scope="module")
def model():
    return BertForMaskedLM.from_pretrained(PATH, attn_implementation="eager")


@pytest.fixture(scope="module")
def automaton():
    """The engine that the listings do not use."""
    return Automaton.compile(TRAINING)


@pytest.fixture
def tiny():
    """A BERT of another shape, with random weights and biases and two kinds of segment."""
    config = BertConfig(
        vocab_size=30,
        hidden_size=24,
        num_hidden_layers=3,
        num_attention_heads=3,
        intermediate_size=40,
        max_position_embeddings=12,
        attn_implementation="eager",
    )
    with torch.random.fork_rng():
        torch.manual_seed(1)
        model = BertForMaskedLM(config).eval()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(0.3 * torch.randn_like(parameter))
        input_ids = torch.randint(30, (4, 9))
    attention_mask = torch.ones(4, 9, dtype=torch.long)
    attention_mask[0, 5:] = attention_mask[2, 7:] = 0
    return model, input_ids, attention_mask


def test_tokens_are_marked_and_scored_at_every_position(listing, model):
    run = listing(f"{PAGE}/tokens")
    encoded = run.namespace["encoded"]
    assert encoded.input_ids[0].tolist() == encode("the [MASK] sat on the mat")
    assert run.namespace["tokens"][0] == "[CLS]"
    assert run.namespace["tokens"][-1] == "[SEP]"
    assert run.namespace["logits"].shape == (1, 8, len(ID))
    told = run.numbers
    assert int(told["layers"]) == len(model.bert.encoder.layer)
    weights = {p.data_ptr(): p.numel() for p in model.parameters()}  # tied ones once
    assert int(told["parameters"].replace(",", "")) == sum(weights.values())


def test_fill_mask_by_hand_is_the_pipeline(listing):
    output = listing(f"{PAGE}/fill_mask").output.splitlines()
    fill_mask = pipeline("fill-mask", model=PATH)
    for at in range(0, len(output), 3):
        answers = fill_mask(output[at].replace("___", "[MASK]"), top_k=2)
        for line, answer in zip(output[at + 1 : at + 3], answers, strict=True):
            p, word = line.split()
            assert word == answer["token_str"]
            assert float(p) == pytest.approx(answer["score"], abs=6e-4)
    by_pipeline = listing(f"{PAGE}/with_pipeline")
    assert by_pipeline.namespace["largest"] < 1e-6
    exact = truth("training").masked(by_pipeline.namespace["sentence"])[0]
    said = {answer["token_str"] for answer in by_pipeline.namespace["answers"]}
    assert said == {truth().vocabulary[i] for i in np.flatnonzero(exact)}


def test_one_blank_is_near_the_other_engine(listing, model, automaton):
    run = listing(f"{PAGE}/one_blank")
    for question, words in run.namespace["questions"].items():
        text = question.replace("\n", " ")
        exact = automaton.masked(text)[0]
        guess = masked_shares(model, [text])[0]
        shown = run.output.split(text)[1].splitlines()[2 : 2 + len(words)]
        for line, word in zip(shown, words, strict=True):
            by_bert, true = map(float, line.split()[1:])
            assert true == pytest.approx(exact[ID[word]], abs=6e-4)
            assert by_bert == pytest.approx(guess[ID[word]], abs=6e-4)
            assert by_bert == pytest.approx(true, abs=0.03)


def test_the_right_side_decides(listing, automaton):
    run = listing(f"{PAGE}/right_side")
    left = automaton.next_token("paris is a famous")
    told = run.numbers
    assert float(told["city_left_only"]) == pytest.approx(left[ID["city"]], abs=6e-4)
    rows = [line for line in run.output.splitlines() if line.startswith("BERT")]
    towers, friends = (np.array(line.split()[-4:], float) for line in rows)
    assert towers[:2].sum() > 0.98
    assert friends[2:].sum() > 0.98
    assert run.namespace["left_only"][:2].sum() == pytest.approx(5 / 8)


def test_the_hidden_label_is_the_posterior(listing, model, automaton):
    run = listing(f"{PAGE}/label_blank")
    for negation, (by_bert, exact) in zip(
        ("", "not "), zip(*[iter(run.namespace["columns"])] * 2, strict=True), strict=True
    ):
        for i, word in enumerate(run.namespace["words"]):
            review = f"this movie is {negation}{word} !"
            assert exact[i] == pytest.approx(automaton.posterior(review)["positive"], abs=1e-12)
            shares = masked_shares(model, [f"[MASK] : {review}"])[0]
            assert by_bert[i] == pytest.approx(shares[ID["positive"]], abs=1e-5)
    assert run.numbers["p_great_exact"] == "0.950"
    assert exact == pytest.approx([0.05, 0.1, 0.15, 0.3, 0.5, 0.7, 0.85, 0.9, 0.95])


def test_two_blanks_filled_alone_are_often_impossible(listing, model, automaton):
    run = listing(f"{PAGE}/two_blanks")
    joint = automaton.masked_joint(TWO)
    told = run.numbers
    for name, (first, second) in (
        ("impossible_by_bert", masked_shares(model, [TWO])),
        ("impossible_by_exact_marginals", automaton.masked(TWO)),
    ):
        possible = math.fsum(first[ID[a]] * second[ID[b]] for a, b in joint)
        assert float(told[name]) == pytest.approx(1 - possible, abs=6e-4)
    assert ("dog", "mat") not in joint
    assert float(told["impossible_by_exact_marginals"]) > 0.5


def test_exact_orders_agree_and_those_of_bert_do_not(listing, automaton):
    run = listing(f"{PAGE}/one_then_other")
    first, second = automaton.masked(TWO)
    for (a, b), p in automaton.masked_joint(TWO).items():
        left = first[ID[a]] * automaton.masked(f"the {a} sat on the [MASK]")[0, ID[b]]
        right = second[ID[b]] * automaton.masked(f"the [MASK] sat on the {b}")[0, ID[a]]
        assert left == pytest.approx(p, abs=1e-12)
        assert right == pytest.approx(p, abs=1e-12)
    orders = run.namespace["left_first"], run.namespace["right_first"]
    for p in orders:
        assert p.sum() == pytest.approx(1, abs=1e-4)
        assert p[ID["cat"], ID["mat"]] == p.max()
    distance = np.abs(orders[0] - orders[1]).sum() / 2
    told = run.numbers
    assert float(told["orders_differ_by"]) == pytest.approx(distance, abs=6e-4)
    assert distance > 1e-3
    alone = float(listing(f"{PAGE}/two_blanks").numbers["impossible_by_bert"])
    assert float(told["impossible_left_first"]) < alone / 10
    assert float(told["impossible_right_first"]) < alone / 10


def test_contexts_change_the_vector_of_a_word(listing, model):
    run = listing(f"{PAGE}/hidden_states")
    paris = run.namespace["paris"]
    table = model.bert.embeddings.word_embeddings.weight[ID["paris"]]
    again = by_hand.embed(torch.tensor([[ID["[CLS]"], ID["paris"]]]), model.bert.embeddings)
    assert table.shape == paris.shape[-1:]
    assert torch.allclose(paris[0], again[0, 1].expand(3, -1), atol=1e-5)
    assert run.namespace["same_sense"][-1] > run.namespace["other_sense"][-1] + 0.1
    told = listing(f"{PAGE}/senses").numbers
    assert float(told["probe_last"]) > 0.98
    assert float(told["probe_layer_0"]) < float(told["share_city"]) + 0.05


def test_the_points_are_a_principal_component_analysis(listing):
    run = listing(f"{PAGE}/senses")
    vectors, points = run.namespace["vectors"], run.namespace["points"]
    centred = vectors - vectors.mean(axis=0)
    u, s, _ = np.linalg.svd(centred, full_matrices=False)
    assert np.allclose(np.abs(points), np.abs(u[:, :2] * s[:2]), atol=1e-3)
    assert len(set(run.namespace["texts"])) == len(points)


def test_attention_is_full_and_its_rows_sum_to_one(listing, model):
    weights = listing(f"{PAGE}/attention_maps").namespace["weights"]
    assert weights.shape == (
        len(model.bert.encoder.layer),
        model.config.num_attention_heads,
        11,
        11,
    )
    assert torch.allclose(weights.sum(-1), torch.ones(()), atol=1e-5)
    assert (weights > 0).all()
    ids = torch.tensor([encode("the cats near the dog [MASK] on the mat")])
    vectors = model.bert.embeddings.word_embeddings(ids).detach().requires_grad_()
    output = model(inputs_embeds=vectors, attention_mask=torch.ones_like(ids)).logits
    (gradient,) = torch.autograd.grad(output[0, 1, 0], vectors)
    assert (gradient[0].abs().amax(-1) > 0).all()  # the gradient test: the first word sees the last


def test_hiding_tells_what_matters(listing, automaton):
    run = listing(f"{PAGE}/attention_or_effect")
    words, seen, exact = (run.namespace[name] for name in ("words", "seen", "exact_effect"))
    here = automaton.masked(words)[0]
    for i, effect in zip(seen, exact, strict=True):
        hidden = [*words[:i], "[MASK]", *words[i + 1 :]]
        there = automaton.masked(hidden)[1 if i < run.namespace["blank"] else 0]
        assert effect == pytest.approx(np.abs(there - here).sum() / 2, abs=1e-12)
    assert [words[i] for i, effect in zip(seen, exact, strict=True) if effect > 1e-9] == ["cats"]
    assert run.namespace["effect"].argmax() == seen.index(1)
    assert 0 < run.namespace["weight"].sum() < 1


def test_padding_changes_nothing_when_it_is_masked(listing):
    run = listing(f"{PAGE}/padding")
    alone, padded, seen = (run.namespace[name] for name in ("by_itself", "padded", "unmasked"))
    assert (padded - alone).abs().max() < 1e-4
    assert (seen - alone).abs().max() > 0.1
    tokenizer = AutoTokenizer.from_pretrained(PATH)
    assert (run.namespace["batch"].input_ids[0, 9:] == tokenizer.pad_token_id).all()


@torch.no_grad()
def test_every_piece_by_hand_is_the_librarys(listing, tiny):
    model, input_ids, attention_mask = tiny
    layer = model.bert.encoder.layer[1]
    x = by_hand.embed(input_ids, model.bert.embeddings)
    assert isinstance(model.bert.embeddings, BertEmbeddings)
    assert torch.allclose(x, model.bert.embeddings(input_ids), atol=1e-5)
    bias = torch.zeros(4, 1, 1, 9).masked_fill(attention_mask[:, None, None] == 0, float("-inf"))
    assert isinstance(layer.attention.self, BertSelfAttention)
    ours = by_hand.attend(x, attention_mask, layer.attention.self, 3)
    for mine, library in zip(ours, layer.attention.self(x, bias), strict=True):
        assert torch.allclose(mine, library, atol=1e-5)
    assert isinstance(layer, BertLayer)
    assert torch.allclose(by_hand.block(x, attention_mask, layer, 3), layer(x, bias), atol=1e-5)
    logits = model(input_ids, attention_mask=attention_mask).logits
    mine = by_hand.masked_lm(input_ids, attention_mask, model)
    assert torch.allclose(mine, logits, atol=1e-5, rtol=1e-5)

    run = listing(f"{PAGE}/compare_pieces")
    assert run.namespace["largest"] < 1e-5
    assert "False" not in run.output
    assert len(run.namespace["pairs"]) == 2 + 2 * len(model.bert.encoder.layer)


def test_norm_after_and_norm_before(listing):
    run = listing(f"{PAGE}/norm_order")
    assert run.output.count(": True") == 2
    assert torch.allclose(run.namespace["y"], run.namespace["post"](run.namespace["x"]), atol=1e-5)
    with torch.no_grad():  # undo the learned stretch and shift: what is left is normalised
        norm = run.namespace["post"].output.LayerNorm
        bare = (run.namespace["y"] - norm.bias) / norm.weight
    assert torch.allclose(bare.mean(-1), torch.zeros(()), atol=1e-4)
    assert torch.allclose(bare.std(-1, correction=0), torch.ones(()), atol=1e-3)


def test_the_masked_loss_is_the_classs(listing, tiny):
    run = listing(f"{PAGE}/masked_loss")
    losses = [run.namespace[name].item() for name in ("by_hand", "by_torch", "by_class")]
    assert losses == pytest.approx([losses[0]] * 3, abs=1e-5)
    world = truth("training")
    mask = np.array([False, True, False, False, False, True])
    floor = masked_floor(world, ["the cat sat on the mat"], [mask])
    assert run.namespace["exact_bits"] == pytest.approx(floor, abs=1e-9)
    model, input_ids, attention_mask = tiny
    labels = input_ids.masked_fill(torch.arange(9) % 4 != 1, -100)
    log_probs = by_hand.masked_lm(input_ids, attention_mask, model).log_softmax(-1)
    asked = labels != -100
    mine = -log_probs[asked].gather(-1, labels[asked][:, None]).mean()
    with torch.no_grad():
        library = model(input_ids, attention_mask=attention_mask, labels=labels).loss
    assert mine.item() == pytest.approx(library.item(), abs=1e-4)


def test_excess_is_never_negative_and_the_floor_is_the_worlds(listing):
    run = listing(f"{PAGE}/excess_bits")
    paid, floor = run.namespace["paid"], run.namespace["floor"]
    assert (paid - floor).min() > -1e-9
    surprise = np.concatenate(
        masked_bits(truth("training"), run.namespace["sentences"], run.namespace["masks"])
    )
    error = surprise.std() / math.sqrt(len(surprise))
    assert surprise.mean() == pytest.approx(floor.mean(), abs=5 * error)
    assert len(surprise) == len(floor)
    assert 0 < (paid - floor).mean() < 0.02 * floor.mean()


def test_the_probes_are_all_shown(listing, model):
    run = listing(f"{PAGE}/what_it_gets_wrong")
    again = probe_errors(model, "masked")
    told = run.numbers
    assert int(told["contexts"]) == len(again)
    errors = [abs(probe["model"] - probe["exact"]) for probe in again]
    assert float(told["mean_error"]) == pytest.approx(np.mean(errors), abs=6e-4)
    worst = again[int(np.argmax(errors))]
    assert told["worst_context"] == worst["context"]
    for latent in {probe["latent"] for probe in again}:
        assert f"\n{latent} " in run.output


def test_what_is_refused_is_named(listing):
    run = listing(f"{PAGE}/refused")
    for name in (
        "UnknownWordError",
        "OverLongSentenceError",
        "NoMaskError",
        "ImpossibleContextError",
    ):
        assert f"\n{name}\n" in run.output
    assert "'watched' at position 2" in run.output
    assert 0 < float(run.numbers["p_word"]) <= 1
