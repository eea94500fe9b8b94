"""The encoder–decoder page: hand-made pieces against the library, BART against the exact world."""

import inspect
import itertools
import math
import re

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, scaled_dot_product_attention
from transformers import BartForConditionalGeneration, T5ForConditionalGeneration
from transformers.models.bart.modeling_bart import shift_tokens_right

from snippets.lab.objectives import bart_exact
from snippets.lab.probes import translations, valid_translations
from snippets.lab.world.corpus import truth
from tools.engine.record import tolerance_of


@pytest.fixture(scope="module")
def bart():
    return BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")


def test_hello_world_becomes_bonjour_monde_and_the_decoder_is_as_sure_as_the_truth(listing):
    run = listing("encoder_decoder/translate")
    assert "target: [BOS] bonjour monde [EOS]" in run.output
    names = run.namespace
    exact = names["world"].next_tokens(
        [names["source"], f"{names['source']} bonjour", f"{names['source']} bonjour monde"]
    )
    guess = names["logits"][:3].softmax(-1).numpy()[:, : exact.shape[1]]
    assert np.abs(guess - exact).max() < 0.02
    assert exact.max(axis=1) == pytest.approx(1, abs=1e-12)


def test_the_article_follows_a_noun_that_has_not_been_written_yet(listing):
    names = listing("encoder_decoder/gender").namespace
    assert np.abs(names["p_la"] - names["exact_la"]).max() < 0.02
    assert sorted(set(names["exact_la"].round(12))) == [0, 1]
    assert names["p_la_unread"] == pytest.approx(0.5)
    for output, exact in zip(names["outputs"], names["exact_la"], strict=True):
        article, _, colour, _, adjective = output.split()[1:-1]
        assert (
            (article == "la") == (colour == "blanche") == (adjective == "petite") == (exact > 0.5)
        )


def test_every_translation_of_the_world_comes_out_right(listing, bart):
    names = listing("encoder_decoder/all_translations").namespace
    assert names["right"].all()
    assert len(names["pairs"]) == 1208
    assert valid_translations(bart) == (pytest.approx(1), [])


def test_writing_by_hand_is_the_librarys_generate_and_encodes_once(listing, bart):
    run = listing("encoder_decoder/greedy_by_hand")
    target, inputs = run.namespace["target"], run.namespace["inputs"]
    assert bart.generate(**inputs, max_new_tokens=10)[0].tolist() == target
    assert translations(bart, ["translate : the white house is small ="]) == [
        run.namespace["tokenizer"].decode(target[1:-1])
    ]
    assert "encoder_passes = 1\n" in run.output
    assert f"decoder_passes = {len(target) - 1}\n" in run.output


def test_the_greedy_sentence_is_not_the_likeliest(listing):
    names = listing("encoder_decoder/greedy_or_beam").namespace
    exact = names["exact"]
    assert sum(exact.values()) == pytest.approx(1)
    assert names["first_word"]["not"] == pytest.approx(0.25)
    lines = re.findall(r"exact_p_(\w+) = (\S+)", listing("encoder_decoder/greedy_or_beam").output)
    found = {name: float(p) for name, p in lines}
    assert found["greedy"] < found["beam"] == round(max(exact.values()), 3)


def test_attention_of_the_trained_model_is_zero_exactly_where_forbidden(listing):
    names = listing("encoder_decoder/three_masks").namespace
    maps, n = names["maps"], names["n"]
    assert torch.equal(maps["decoder"] == 0, torch.ones(6, 6).triu(1) > 0)
    assert (maps["encoder"] > 0).all()
    assert (maps["cross"] > 0).all()
    assert (names["whole"][:n, n:] == 0).all()
    for name, weights in maps.items():
        torch.testing.assert_close(weights.sum(dim=-1), torch.ones(len(weights)), msg=name)


def test_gradients_find_the_three_masks(listing):
    masks = listing("encoder_decoder/gradient_test").namespace["masks"]
    for seen, expected in masks.values():
        assert torch.equal(seen, expected)
    assert masks["cross"][0].sum() == 3 * 7  # all of the source but the padding
    assert masks["decoder"][0].sum() == 6


def test_cross_attention_by_hand_is_the_class_and_torch(listing):
    run = listing("encoder_decoder/cross_attention_by_hand")
    names = run.namespace
    torch.testing.assert_close(names["by_hand"], names["seen"]["output"], atol=1e-5, rtol=0)
    library = scaled_dot_product_attention(names["query"], names["key"], names["value"])
    torch.testing.assert_close(names["mixed"], library, atol=1e-5, rtol=0)
    assert "difference_below_1e_5 = True" in run.output


def test_attention_aligns_nouns_and_colours_across_the_two_orders(listing):
    names = listing("encoder_decoder/alignment").namespace
    weights, counterpart = names["weights"], names["counterpart"]
    for name in ("noun", "colour"):
        row, column = counterpart[name]
        assert (weights[:, row].argmax(dim=-1) == column).float().mean() > 0.8
        assert names["written"][row] == {"noun": "maison", "colour": "blanche"}[name]
        assert names["source_words"][column] == {"noun": "house", "colour": "white"}[name]


def test_a_swapped_word_changes_what_depends_on_it(listing):
    run = listing("encoder_decoder/swap")
    assert "exact: False" not in run.output
    assert re.findall(r"(\d) changed", run.output) == ["1", "1", "1", "4"]
    assert run.namespace["exact"]["translate : hello world"] == "bonjour monde"


def test_fillings_are_weighed_as_the_training_program_weighs_them(listing, bart):
    names = listing("encoder_decoder/denoise").namespace
    exact, by_model, lengths = names["exact"], names["by_model"], np.array(names["lengths"])
    world, tokenizer = names["world"], names["tokenizer"]
    engine = [
        math.exp(world.log_prob(f"the {' '.join(['[MASK]'] * n)} on the mat")) for n in (1, 2, 3)
    ]
    by_length = [exact[lengths == n].sum() for n in (1, 2, 3)]
    assert by_length == pytest.approx(np.array(engine) / sum(engine), abs=1e-12)
    assert exact.sum() == pytest.approx(1)
    assert 0.95 < by_model.sum() <= 1
    assert np.abs(by_model - exact).sum() / 2 < 0.15
    target = tokenizer(names["texts"][0], return_tensors="pt").input_ids
    batch = tokenizer(names["source"], return_tensors="pt") | {"labels": target[:, 1:]}
    assert bart_exact(batch) == pytest.approx(-math.log2(exact[0]))
    with torch.no_grad():
        loss = bart(**batch).loss.item()  # the class shifts the labels by itself
    assert loss * batch["labels"].shape[1] == pytest.approx(-math.log(by_model[0]), abs=1e-4)


def test_bert_needs_to_be_told_the_number_of_blanks(listing):
    run = listing("encoder_decoder/how_many_blanks")
    assert re.findall(r"can be filled: (\w+)", run.output) == ["False", "True", "False"]
    assert run.namespace["answer"] in {f"the cat {verb} on the mat" for verb in
                                       ("sat", "sleeps", "waits")}  # fmt: skip


def test_bits_are_above_the_floor_and_translations_cost_nothing(listing):
    names = listing("encoder_decoder/bits_per_target_token").namespace
    for family, floor in names["floor"].items():
        assert -0.001 < names["paid"][family] - floor < 0.03, family
        assert names["world"].bits_per_token(family) > 5 * floor
    assert names["floor"]["translate"] == pytest.approx(0, abs=1e-9)


def test_span_corruption_is_the_librarys_own_example(listing):
    names = listing("encoder_decoder/span_corruption").namespace
    corrupt = names["corrupt"]
    documented = inspect.getdoc(T5ForConditionalGeneration.forward)
    source, target = corrupt(["The", "cute", "dog", "walks", "in", "the", "park"], [(1, 2), (5, 1)])
    assert f'"{" ".join(source)}"' in documented
    assert f'"{" ".join(target)}"' in documented
    tokens = names["tokenizer"].convert_ids_to_tokens(names["input_ids"])
    assert [token.removeprefix("▁") for token in tokens[:-1]] == names["source"]
    assert names["tokenizer"].unk_token_id not in names["input_ids"]


def test_the_decoder_reads_the_labels_one_place_to_the_right(listing, bart):
    names = listing("encoder_decoder/shift_right").namespace
    labels, pad = names["labels"], names["tokenizer"].pad_token_id
    shifted = names["shift_right"](labels, bart.config.decoder_start_token_id, pad)
    assert torch.equal(shifted, shift_tokens_right(labels, pad, bart.config.decoder_start_token_id))
    inputs = names["tokenizer"](
        ["translate : hello world =", "translate : the cat is big ="],
        return_tensors="pt",
        padding=True,
    )
    with torch.no_grad():
        given = bart(**inputs, decoder_input_ids=shifted).logits
        loss = bart(**inputs, labels=labels).loss
    torch.testing.assert_close(loss, cross_entropy(given.flatten(0, 1), labels.flatten()))


def test_t5_has_the_three_masks_and_a_bias_by_distance(listing):
    names = listing("encoder_decoder/t5_masks").namespace
    sees = names["sees"]
    # Names reach a test without their graph, so the test runs the model again.
    target = names["target"].detach().requires_grad_()
    inputs = names["source"].detach().requires_grad_()
    output = names["model"](inputs_embeds=inputs, decoder_inputs_embeds=target)
    assert torch.equal(sees(output.logits, target), torch.ones(4, 4).tril() > 0)
    assert sees(output.logits, output.encoder_last_hidden_state).all()
    assert names["positions"] == []
    bias, attention = names["bias"], names["self_attention"]
    for i, j in itertools.product(range(7), repeat=2):
        bucket = attention._relative_position_bucket(torch.tensor([[j - i]]), num_buckets=32)
        assert torch.equal(bias[:, i, j], attention.relative_attention_bias(bucket)[0, 0].detach())


def test_both_classes_learn_to_translate_what_they_never_read_and_bart_sooner(listing):
    run = listing("encoder_decoder/t5_translates")
    names, output = run.namespace, run.output
    right = {name: float(x) for name, x in re.findall(r"(\w+)_right = (\S+)", output)}
    assert not set(names["seen"].tolist()) & set(names["unseen"].tolist())
    assert right["bart"] > 0.8
    assert right["t5"] > 0.5
    by_step = {line.split()[0]: line.split()[1:] for line in output.splitlines() if "=" not in line}
    bart, t5 = ([float(share) for share in by_step[name]] for name in ("BART", "T5"))
    on_the_way = slice(1, 3)  # after 40 and 60 of 80 steps
    for ahead, behind in zip(bart[on_the_way], t5[on_the_way], strict=True):
        assert ahead > behind + 2 * tolerance_of(run)


def test_a_decoder_alone_translates_and_also_predicts_the_source(listing):
    names = listing("encoder_decoder/decoder_alone").namespace
    cut = names["cut"]
    whole = -truth("training").log_prob("translate : hello world = bonjour monde") / math.log(2)
    assert names["exact_bits"].sum() == pytest.approx(whole)
    assert names["gpt_bits"][:cut].sum() == pytest.approx(whole, abs=0.3)
    for bits in (names["gpt_bits"][cut:], names["bart_bits"], names["exact_bits"][cut:]):
        assert bits.sum() < 0.05
    assert listing("encoder_decoder/gpt_translates").namespace["right"].float().mean() > 0.98


def test_outside_its_experience_bart_answers_all_the_same(listing):
    output = listing("encoder_decoder/out_of_experience").output
    assert re.findall(r"in the world: (\w+)", output) == ["True", "False", "False"]
    assert "la maison est blanche" not in output
    assert "UnknownWordError:\n  'moon' at position 3" in output
    assert "OverLongSentenceError" in output


def test_the_full_size_listing_fills_the_span_in_the_same_way(listing, bart):
    run = listing("encoder_decoder/fill_span")
    filled = re.findall(r"-> (.*)", run.output)
    assert len(set(filled)) == 3
    for text in filled:
        assert truth("training").log_prob(text) > -math.inf
        assert text.startswith("the cat ")
        assert text.endswith(" the mat")
