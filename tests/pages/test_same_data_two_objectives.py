"""The listings of docs/models/same-data-two-objectives.md, against transformers and exact sums."""

import json
import math
from itertools import pairwise, product

import pytest
import torch
import torch.nn.functional as F
from transformers import BertForMaskedLM, GPT2LMHeadModel

from snippets.lab.checkpoints import CHECKPOINTS, load
from snippets.lab.probes import masked_shares, next_shares
from snippets.lab.tokenizer import ID, encode
from snippets.lab.train import RECIPES
from snippets.lab.world.corpus import fresh, truth
from snippets.lab.world.engine import MASK
from snippets.same_data_two_objectives import floors, objectives, toy_text
from tools.engine.record import tolerance_of


@pytest.fixture
def seeded():
    """Seed torch, and put its random state back afterwards."""
    with torch.random.fork_rng():
        torch.manual_seed(1)
        yield


def test_the_toy_text_is_a_distribution_whose_conditionals_add_up():
    text, conditional = toy_text.text, toy_text.conditional
    assert len(text) == len(toy_text.all_ids) == 216
    assert math.fsum(text.values()) == pytest.approx(1, abs=1e-12)
    assert toy_text.probs.sum().item() == pytest.approx(1, abs=1e-12)
    for sentence, prob in text.items():
        words = sentence.split()
        chain = [conditional(" ".join(words[:i]), i)[words[i]] for i in range(6)]
        assert math.prod(chain) == pytest.approx(prob, rel=1e-12)


def test_encoding_loses_nothing_and_the_vocabulary_has_no_duplicates():
    for sentence, ids in zip(toy_text.text, toy_text.all_ids.tolist(), strict=True):
        words = " ".join(toy_text.vocabulary[i] for i in ids)
        assert words == f"[CLS] {sentence} [SEP]"
    assert len(set(toy_text.vocabulary)) == len(toy_text.token_id)


def test_the_shift_by_hand_is_the_library_loss(listing):
    names = listing("same_data_two_objectives/shift_by_hand").namespace
    assert isinstance(names["model"], GPT2LMHeadModel)
    assert abs(names["by_hand"] - names["by_library"]).item() < 1e-6
    model = names["model"]
    by_library = model(input_ids=toy_text.all_ids, labels=toy_text.all_ids).loss
    by_hand = objectives.clm_loss(model, toy_text.all_ids)
    assert abs(by_hand - by_library).item() < 1e-6
    unshifted = F.cross_entropy(
        model(input_ids=toy_text.all_ids).logits.flatten(0, 1), toy_text.all_ids.flatten()
    )
    assert abs(unshifted - by_library).item() > 0.01  # so the shift is what makes them agree


def test_masked_labels_by_hand_are_the_library_loss(listing):
    names = listing("same_data_two_objectives/masked_labels").namespace
    model, input_ids, labels = names["model"], names["input_ids"], names["labels"]
    assert isinstance(model, BertForMaskedLM)
    assert abs(names["by_hand"] - names["by_library"]).item() < 1e-6
    assert torch.equal(input_ids == toy_text.MASK, labels != -100)
    everything = model(input_ids=input_ids, labels=names["original"]).loss
    assert abs(everything - names["by_library"]).item() > 1e-3


def test_mlm_loss_is_the_library_loss_on_the_same_damage(listing, seeded):
    model = listing("same_data_two_objectives/masked_labels").namespace["model"]
    state = torch.get_rng_state()
    by_hand = objectives.mlm_loss(model, toy_text.all_ids)
    torch.set_rng_state(state)
    corrupted, labels = objectives.mask_tokens(toy_text.all_ids)
    by_library = model(input_ids=corrupted, labels=labels).loss
    assert abs(by_hand - by_library).item() < 1e-6


def test_masking_keeps_the_answers_and_spares_the_special_tokens(seeded):
    input_ids = toy_text.draw(500)
    for shares in ({}, {"mask_share": 1.0, "random_share": 0.0}):
        corrupted, labels = objectives.mask_tokens(input_ids, **shares)
        chosen = labels != -100
        assert torch.equal(labels[chosen], input_ids[chosen])
        assert torch.equal(corrupted[~chosen], input_ids[~chosen])
        assert not chosen[:, [0, 7]].any()
    assert (corrupted[chosen] == toy_text.MASK).all()


def test_masking_has_the_proportions_of_the_recipe_and_of_the_library(listing):
    names = listing("same_data_two_objectives/mask_by_hand").namespace
    words = (names["input_ids"] > toy_text.MASK).sum().item()
    chosen = 0.15 * words
    for row, (exact, by_hand, by_library) in names["rows"].items():
        count = words if row == "words chosen" else chosen
        four_sigma = 4 * math.sqrt(exact * (1 - exact) / count)
        assert abs(by_hand - exact) < four_sigma
        assert abs(by_library - exact) < four_sigma


def test_signal_per_token_is_as_expected(listing):
    run = listing("same_data_two_objectives/signal_per_token")
    assert run.namespace["clm_scored"].sum(1).unique().tolist() == [7]
    mlm_scored = run.namespace["mlm_scored"]
    assert mlm_scored.sum(1).double().mean().item() == pytest.approx(6 * 0.15, abs=0.03)
    assert (~mlm_scored.any(1)).double().mean().item() == pytest.approx(0.85**6, abs=0.02)


def test_the_floors_agree_with_an_independent_enumeration(listing):
    names = listing("same_data_two_objectives/floors_by_rate").namespace
    assert names["masked_floor"](0.15) == pytest.approx(floors.masked_floor, abs=1e-12)
    assert names["next_word_floor"] * 6 == pytest.approx(floors.entropy_bits, abs=1e-12)
    rising = [names["masked_floor"](rate) for rate in (0.05, 0.15, 0.4, 1.0)]
    assert rising == sorted(rising)
    brute = 0.0  # one blank, straight from the definition
    for sentence, prob in toy_text.text.items():
        words = sentence.split()
        blank = " ".join([*words[:1], "[MASK]", *words[2:]])
        brute -= prob * math.log2(toy_text.conditional(blank, 1)[words[1]])
    mask = list(product([False, True], repeat=6)).index((False, True, *[False] * 4))
    assert names["bits"][mask] == pytest.approx(brute, abs=1e-12)


def test_both_models_end_above_their_floor_and_gpt_closer(listing):
    run = listing("same_data_two_objectives/learning_curves")
    names, printed = run.namespace, run.numbers
    for (curve, floor), most in zip(names["curves"].values(), (0.05, 0.4), strict=True):
        assert all(bits > floor for bits in curve)
        assert curve[0] == pytest.approx(math.log2(22), abs=0.3)  # blind at first
        assert curve[-1] - floor < most
    above = {name: float(printed[f"{name}_bits"]) - float(printed[f"{name}_floor"])
             for name in ("gpt", "bert")}  # fmt: skip
    assert above["bert"] > above["gpt"] + 2 * tolerance_of(run)
    gpt, bert = int(printed["gpt_parameters"]), int(printed["bert_parameters"])
    assert abs(gpt - bert) / gpt < 0.03


def test_measured_bits_are_the_library_loss_in_bits(listing):
    model = listing("same_data_two_objectives/next_token").namespace["model"]
    losses = [
        model(input_ids=ids[None], labels=ids[None]).loss.item() for ids in toy_text.all_ids[:40]
    ]
    with torch.no_grad():
        log_probs = model(input_ids=toy_text.all_ids[:40]).logits[:, :-1].log_softmax(-1)
    by_hand = -log_probs.gather(-1, toy_text.all_ids[:40, 1:, None]).mean((1, 2))
    torch.testing.assert_close(by_hand, torch.tensor(losses), atol=1e-5, rtol=0)
    assert floors.next_token_floor < floors.next_token_bits(model) < floors.next_token_floor + 0.05


def test_gpt_and_bert_answer_near_the_exact_distribution(listing):
    gpt = listing("same_data_two_objectives/next_token").namespace
    bert = listing("same_data_two_objectives/fill_mask").namespace
    for exact, learned in ((gpt["exact"], gpt["by_gpt"]), (bert["exact"], bert["by_bert"])):
        assert math.fsum(exact.values()) == pytest.approx(1, abs=1e-12)
        assert 0.9 < sum(learned.values()) <= 1 + 1e-6
        assert sum(abs(exact[word] - learned[word]) for word in exact) / 2 < 0.2


@pytest.mark.parametrize(("name", "model"), [("next_token", "gpt"), ("fill_mask", "bert")])
def test_the_two_likeliest_words_are_in_the_right_order_and_the_first_is_too_unsure(
    listing, name, model
):
    run = listing(f"same_data_two_objectives/{name}")
    exact, learned = run.namespace["exact"], run.namespace[f"by_{model}"]
    margin = 2 * tolerance_of(run)
    first, second, *others = sorted(exact, key=exact.get, reverse=True)
    assert learned[first] > learned[second] + margin
    assert all(learned[second] > learned[word] + margin for word in others)
    assert learned[first] < exact[first] - tolerance_of(run)  # what is exact does not move


def test_the_mismatch_and_its_exact_answer(listing):
    run = listing("same_data_two_objectives/mask_mismatch")
    exact, printed = run.namespace["exact_probability"], run.numbers
    for pattern in ("the hen sat on the mat", "the [MASK] sat on the mat"):
        assert sum(exact(word, pattern) for word in toy_text.ANIMALS) == pytest.approx(1)
    shown = toy_text.conditional("the [MASK] sat on the mat", 1)["hen"]
    assert shown < exact("hen", "the hen sat on the mat") < 1
    recipe, mask_only = (float(printed[f"copied_by_{name}"]) for name in ("recipe", "mask_only"))
    assert recipe > mask_only + 0.3


def test_on_a_text_of_ones_own_counting_is_ahead_after_so_few_steps_and_bert_is_last(listing):
    run = listing("same_data_two_objectives/own_text")
    lines = [line.rsplit(maxsplit=1) for line in run.output.splitlines() if line.startswith("  ")]
    bits = {name.strip(): float(value) for name, value in lines}
    order = ["the truth", "n-grams of up to 4 tokens", "GPT", "BERT, left to right, length given"]
    margin = 2 * tolerance_of(run)
    assert all(bits[a] < bits[b] - margin for a, b in pairwise(order))


def test_next_token_takes_fewer_lines_and_no_chance(listing):
    printed = listing("same_data_two_objectives/lines_of_code").numbers
    assert int(printed["clm_lines"]) < int(printed["mlm_lines"])
    assert printed["random_draws_in_clm"] == "0"
    assert printed["random_draws_in_mlm"] == "3"


def test_the_curves_are_those_of_the_checkpoints(listing):
    printed = listing("same_data_two_objectives/checkpoint_curves").numbers
    for name in ("gpt", "bert"):
        file = CHECKPOINTS / name / "learning_curve.json"
        last = json.loads(file.read_text("utf-8"))[-1]
        assert last["step"] == RECIPES[name].steps
        excess = 100 * (last["bits"] / last["exact_bits"] - 1)
        assert float(printed[f"{name}_final_excess"].rstrip("%")) == pytest.approx(
            excess, abs=0.006
        )
    lengths = [len(text.split()) for text in fresh(2000, seed=1)]
    hidden = [0.15 * n / (1 - 0.85**n) for n in lengths]  # the mean, given that there is one
    for name, answers in (("gpt", [n + 1 for n in lengths]), ("bert", hidden)):
        found = float(printed[f"{name}_answers_a_sentence"])
        assert found == pytest.approx(sum(answers) / len(answers), abs=0.1)
    read = {
        name: int(printed[f"{name}_sentences_to_5_percent"].replace(",", ""))
        for name in ("gpt", "bert")
    }
    assert read["gpt"] < read["bert"]


def test_word_by_word_agrees_with_the_classes_and_the_truth(listing):
    run = listing("same_data_two_objectives/word_by_word")
    words, bits = run.namespace["words"], run.namespace["bits"]
    world = truth("training")
    end = world.next_token(words)[-1]
    assert bits["CLM"][1].sum() == pytest.approx(world.bits(words) + math.log2(end), abs=1e-9)
    assert bits["MLM"][1].sum() < bits["CLM"][1].sum()

    gpt, bert = load("gpt"), load("bert")
    gpt.loss_type = "ForCausalLM"
    ids = torch.tensor([encode(words, "gpt")])
    with torch.no_grad():
        loss = gpt(input_ids=ids, labels=ids).loss * len(words) / math.log(2)
    assert bits["CLM"][0].sum() == pytest.approx(float(loss), abs=1e-3)

    ids = torch.tensor([encode(words, "bert")])
    for t in range(len(words)):
        hidden = ids.clone()
        hidden[0, t + 1] = ID[MASK]
        labels = torch.where(hidden == ID[MASK], ids, -100)
        with torch.no_grad():
            loss = bert(input_ids=hidden, labels=labels).loss / math.log(2)
        assert bits["MLM"][0][t] == pytest.approx(float(loss), abs=1e-3)


def test_the_two_checkpoints_differ_in_more_than_their_objective(listing):
    rows = listing("same_data_two_objectives/what_differs").namespace["rows"]

    differing = {name for name, (of_gpt, of_bert) in rows.items() if of_gpt != of_bert}
    assert set(rows) - differing == {"highest learning rate"}
    bert, gpt = load("bert"), load("gpt")
    transform = bert.cls.predictions.transform
    assert rows["layer before the vocabulary"][1] == sum(p.numel() for p in transform.parameters())
    assert rows["width of the inner layer"] == (
        gpt.transformer.h[0].mlp.c_fc.nf,
        bert.bert.encoder.layer[0].intermediate.dense.out_features,
    )


def test_the_two_losses_are_those_of_the_classes(listing):
    run = listing("same_data_two_objectives/two_losses")
    words = run.namespace["text"].split()
    shares = next_shares(load("gpt"), [words[:t] for t in range(len(words))])
    clm = [-math.log2(shares[t, ID[word]]) for t, word in enumerate(words)]
    torch.testing.assert_close(
        run.namespace["clm"], torch.tensor(clm, dtype=torch.float32), atol=1e-4, rtol=0
    )
    blanks = [[*words[:t], MASK, *words[t + 1 :]] for t in range(len(words))]
    shares = masked_shares(load("bert"), blanks)
    mlm = [-math.log2(shares[t, ID[word]]) for t, word in enumerate(words)]
    torch.testing.assert_close(
        run.namespace["mlm"], torch.tensor(mlm, dtype=torch.float32), atol=1e-4, rtol=0
    )
    assert sum(mlm) < sum(clm)
