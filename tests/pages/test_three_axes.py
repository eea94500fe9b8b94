"""The listings of docs/ideas/three-axes.md: each axis moves alone, compared with the libraries."""

import math
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from transformers import BertConfig, GPT2Config
from transformers.masking_utils import create_bidirectional_mask, create_causal_mask

PAGE = Path(__file__).parents[2] / "docs/ideas/three-axes.md"


def test_the_table_places_every_model_where_the_map_draws_it(listing):
    rows = PAGE.read_text("utf-8").split("| Model | Target |")[1].split("\n\n")[0].splitlines()[2:]
    table = [
        tuple(cell.strip().replace("¦", "|") for cell in row.replace("\\|", "¦").split("|")[1:5])
        for row in rows
    ]
    drawn = listing("three_axes/map").namespace["MODELS"]
    assert table == [(m[0].replace("regr.", "regression"), *m[1:]) for m in drawn]


def test_the_map_writes_every_model_and_its_target(listing):
    run = listing("three_axes/map")
    for name, target, *_ in run.namespace["MODELS"]:
        assert name in run.figure
        assert target in run.figure


def test_the_mask_alone_decides_what_is_seen(listing):
    as_built, full, bert_as_built, bert_causal = (
        listing("three_axes/two_masks").namespace["panels"].values()
    )
    given = {"inputs_embeds": torch.zeros(1, 5, 16), "attention_mask": None}
    causal_mask = create_causal_mask(
        config=GPT2Config(attn_implementation="sdpa"),
        past_key_values=None,
        allow_is_causal_skip=False,
        **given,
    )
    full_mask = create_bidirectional_mask(
        config=BertConfig(attn_implementation="sdpa"), allow_is_bidirectional_skip=False, **given
    )
    assert torch.equal(as_built, causal_mask[0, 0])
    assert torch.equal(bert_causal, causal_mask[0, 0])
    assert torch.equal(full, full_mask[0, 0])
    assert torch.equal(bert_as_built, full_mask[0, 0])


def test_each_objective_scores_its_own_positions(listing):
    output = listing("three_axes/three_losses").output.splitlines()
    heads = [line for line in output if not line.startswith(" ")]
    assert [line.split(" of ")[0] for line in heads] == ["next token: 5", "masked: 2", "label: 1"]
    read, asked = output[1].split(), output[2].split()
    assert asked[:-1] == read[1:]  # the answers are the input, moved by one
    read, asked = output[4].split(), output[5].split()
    assert [word != "." for word in asked] == [word == "[MASK]" for word in read]
    assert output[8].split() == [".", ".", ".", ".", ".", "positive"]


def test_one_gpt_gives_both_conditionals_of_the_exact_joint(listing):
    names = listing("three_axes/two_targets").namespace
    joint, next_prob = names["joint"], names["next_prob"]
    assert sum(joint.values()) == pytest.approx(1)
    for (y, x), p in joint.items():
        p_x = sum(joint[label, x] for label in names["P_Y"])
        assert next_prob(f"<s> {y}", x) == pytest.approx(p / names["P_Y"][y], abs=0.03)
        assert next_prob(f"<s> {x} film", y) == pytest.approx(p / p_x, abs=0.03)
    assert names["exact"] == pytest.approx(0.95)
    assert names["by_bayes"] == pytest.approx(0.95, abs=0.03)


def test_the_loss_of_two_orders_is_near_the_entropy_and_not_below(listing):
    names = listing("three_axes/two_targets").namespace
    weight, nll = names["weight"].double(), names["nll"].detach().double()
    entropy = -(weight * weight.log()).sum()  # each row names its order by its first word
    assert 0 < weight @ nll - entropy < 0.02


def test_a_full_mask_lets_next_token_prediction_cheat(listing):
    run = listing("three_axes/leak")
    names, bits = run.namespace, run.numbers
    assert float(bits["floor_bits"]) == math.log2(8)
    assert float(bits["causal_bits"]) == pytest.approx(3, abs=0.1)
    assert float(bits["full_bits"]) < 0.1
    with torch.no_grad():  # what it learned is of no use once it may not look
        honest = names["next_token_bits"](names["model"], names["full"].tril())
    assert honest > 3


def test_one_cross_entropy_is_every_library_loss(listing):
    run = listing("three_axes/one_loss")
    assert [line.split()[-1] for line in run.output.splitlines()[1:]] == ["True"] * 5
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(3, 7, 11, generator=generator)
    targets = torch.randint(11, (3, 7), generator=generator)
    targets[:, ::2] = -100
    by_hand = run.namespace["cross_entropy"](logits, targets)
    by_torch = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-100)
    torch.testing.assert_close(by_hand, by_torch)


def test_pretraining_has_no_weights_for_the_label(listing):
    names = listing("three_axes/same_encoder").namespace
    pretrained, classifier, ids = names["pretrained"], names["classifier"], names["input_ids"]
    missing, unexpected = names["keys"]
    assert all(key.startswith(("bert.pooler", "classifier")) for key in missing)
    assert all(key.startswith("cls.predictions") for key in unexpected)
    with torch.no_grad():
        states = [m.bert(input_ids=ids).last_hidden_state for m in (pretrained, classifier)]
    torch.testing.assert_close(*states, rtol=0, atol=0)
    labels = ids.clone()  # the text's own words are all that pretraining asks for
    assert pretrained(input_ids=ids, labels=labels).loss.isfinite()
    printed = listing("three_axes/same_encoder").numbers
    assert printed["pretrained_scores"] == f"{names['config'].vocab_size} words at each of 6 places"
    assert printed["fine_tuned_scores"] == f"{names['config'].num_labels} labels"


def test_every_chain_rule_model_sums_to_one_and_bert_does_not(listing):
    run = listing("three_axes/chain_rule_anywhere")
    names = run.namespace
    sums = {}
    for name, scores in names["logits"].items():
        log_probs = scores[..., :3].double().log_softmax(-1)
        chosen = log_probs.gather(-1, names["texts"][..., None]).sum((1, 2))
        sums[name] = chosen.exp().sum().item()
        assert run.numbers[f"sum_{name}"] == f"{sums[name]:.2f}"
    *autoregressive, bert = sums.values()
    assert autoregressive == pytest.approx([1] * 4, abs=1e-6)
    assert abs(bert - 1) > 0.05


def test_the_decoder_of_t5_is_causal_and_its_encoder_is_not(listing):
    names = listing("three_axes/chain_rule_anywhere").namespace
    t5, source = names["t5"], names["source"][:1]
    one, other = torch.tensor([[3, 0, 1, 2]]), torch.tensor([[3, 0, 1, 0]])
    with torch.no_grad():
        a, b = (t5(input_ids=source, decoder_input_ids=ids).logits for ids in (one, other))
        states = [t5.encoder(input_ids=x).last_hidden_state for x in (source, source.flip(1))]
    torch.testing.assert_close(a[:, :3], b[:, :3], rtol=0, atol=0)
    assert not torch.allclose(a[:, 3], b[:, 3])
    assert not torch.allclose(states[0][:, 1], states[1][:, 1])  # the same word, another right side


def test_bart_restores_what_was_damaged(listing):
    names = listing("three_axes/denoiser").namespace
    model = names["model"]
    assert torch.equal(names["restored"][:, 1:], names["ids"][:, :-1])
    assert (names["damaged"] == 3).sum() == 6
    assert listing("three_axes/denoiser").numbers["blanks_restored"] == "6 of 6"
    assert model.config.is_encoder_decoder
    assert len(model.model.encoder.layers) == len(model.model.decoder.layers) == 1
