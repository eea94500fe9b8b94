import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers import (
    BartConfig,
    BartModel,
    BertConfig,
    BertModel,
    GPT2Config,
    GPT2Model,
    MistralConfig,
    MistralModel,
    ModernBertConfig,
    ModernBertModel,
)
from transformers.masking_utils import create_causal_mask

SIZES = {"hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 1, "vocab_size": 32}
IDS = {"pad_token_id": 0, "bos_token_id": 0, "eos_token_id": 0, "attn_implementation": "eager"}
MODERN = {"cls_token_id": 0, "sep_token_id": 0, "layer_types": ["sliding_attention"]}
SDPA = GPT2Config(attn_implementation="sdpa")


def attended(model, tokens=6, **inputs):
    """Where a real model puts any attention weight: (query, key), the same in both heads."""
    with torch.no_grad():
        embeds = torch.randn(1, tokens, 16)
        model = model.eval()
        weights = model(inputs_embeds=embeds, output_attentions=True, **inputs).attentions[0][0]
    assert torch.equal(weights[0] > 0, weights[1] > 0)
    return weights[0] > 0


def gpt2(**options):
    return GPT2Model(GPT2Config(**SIZES, **{**IDS, **options}))


def bert(**options):
    return BertModel(BertConfig(**SIZES, **{**IDS, **options}))


def mistral(window):
    config = MistralConfig(**SIZES, **IDS, num_key_value_heads=2, sliding_window=window)
    return MistralModel(config)


def modernbert(local_attention):
    config = ModernBertConfig(**SIZES, **IDS, **MODERN, local_attention=local_attention)
    return ModernBertModel(config)


def printed_grid(output):
    """The ticks and crosses of a printed grid, as a mask."""
    rows = [[cell == "✓" for cell in line.split() if cell in "✓✗"] for line in output.splitlines()]
    return torch.tensor([row for row in rows if row])


def prefix_mask(length, prefix_length):
    """The library's prefix mask by its other way: one bidirectional block, then causal."""
    blocks = torch.where(torch.arange(length) < prefix_length, 0, -1)[None]
    mask = create_causal_mask(
        SDPA, torch.zeros(1, length, 8), None, None, block_sequence_ids=blocks
    )
    return torch.ones(length, length).tril().bool() if mask is None else mask[0, 0]


def test_at_a_glance_draws_what_the_classes_attend_to(listing):
    masks = listing("attention_masks/at_a_glance").namespace["masks"]
    padding = torch.tensor([[1, 1, 1, 1, 0, 0]])
    expected = {
        "full": attended(bert()),
        "causal": attended(gpt2()),
        "padding: last 2": attended(bert(), attention_mask=padding),
        "prefix: first 3": prefix_mask(6, 3),
        "window: 1 each side": attended(modernbert(2)),
        "window: last 3": attended(mistral(3)),
    }
    assert masks.keys() == expected.keys()
    for name, mask in masks.items():
        assert torch.equal(mask, expected[name]), name


def test_causal_and_full_are_the_grids_of_the_notes(listing):
    causal = listing("attention_masks/causal")
    assert "".join(causal.namespace["tokens"]) == "Thecatsatonthe"
    rows = ["✓✗✗✗✗", "✓✓✗✗✗", "✓✓✓✗✗", "✓✓✓✓✗", "✓✓✓✓✓"]
    notes = torch.tensor([[cell == "✓" for cell in row] for row in rows])
    assert torch.equal(causal.namespace["mask"], notes)
    assert torch.equal(printed_grid(causal.output), notes)
    assert torch.equal(attended(gpt2(), tokens=5), notes)

    full = listing("attention_masks/full")
    assert full.namespace["tokens"] == ["The", "[M]", "sat", "on", "the", "[M]"]
    assert full.namespace["mask"].all()
    assert torch.equal(printed_grid(full.output), torch.ones(6, 6, dtype=torch.bool))
    assert torch.equal(attended(bert()), full.namespace["mask"])


@pytest.mark.parametrize("name", ["causal", "full", "prefix"])
def test_any_flipped_cell_differs_from_the_library(listing, name):
    namespace = listing(f"attention_masks/{name}").namespace
    mask, library_mask = namespace["mask"], namespace["library_mask"][0, 0]
    assert torch.equal(mask, library_mask)
    for cell in range(mask.numel()):
        flipped = mask.clone()
        flipped.view(-1)[cell] ^= True
        assert not torch.equal(flipped, library_mask)


def test_scaled_dot_product_is_torchs_causal_attention(listing):
    run = listing("attention_masks/scaled_dot_product")
    query, key, value = (run.namespace[name] for name in ("query", "key", "value"))
    expected = scaled_dot_product_attention(query[None], key[None], value[None], is_causal=True)
    torch.testing.assert_close(run.namespace["output"], expected[0])
    torch.testing.assert_close(run.namespace["weights"].sum(dim=-1), torch.ones(5))
    assert torch.equal(run.namespace["weights"] == 0, ~run.namespace["allowed"])


def test_padding_hides_the_filler_in_the_real_classes(listing):
    namespace = listing("attention_masks/padding").namespace
    attention_mask = namespace["attention_mask"]
    assert attention_mask.sum(dim=1).tolist() == [6, 3]
    for row in range(2):
        seen = attended(bert(), attention_mask=attention_mask[row : row + 1].long())
        assert torch.equal(seen, namespace["full_mask"][row, 0])
        seen = attended(gpt2(), attention_mask=attention_mask[row : row + 1].long())
        assert torch.equal(seen, namespace["causal_mask"][row, 0])


def test_prefix_lies_between_causal_and_full(listing):
    namespace = listing("attention_masks/prefix").namespace
    assert torch.equal(namespace["mask"], prefix_mask(namespace["n"], namespace["prefix_length"]))
    query, key = namespace["query"], namespace["key"]
    assert torch.equal((key <= query) | (key < 0), prefix_mask(7, 0))
    assert ((key <= query) | (key < 7)).all()
    assert prefix_mask(7, 7).all()


def test_encoder_decoder_masks_are_those_of_a_real_bart(listing):
    namespace = listing("attention_masks/encoder_decoder").namespace
    options = {**SIZES, **IDS, "encoder_layers": 1, "decoder_layers": 1, "encoder_ffn_dim": 32}
    del options["hidden_size"], options["num_attention_heads"], options["num_hidden_layers"]
    model = BartModel(BartConfig(**options, d_model=16, max_position_embeddings=16)).eval()
    with torch.no_grad():
        output = model(
            inputs_embeds=torch.randn(1, 5, 16),
            attention_mask=namespace["source_mask"].long(),
            decoder_inputs_embeds=torch.randn(1, 3, 16),
            output_attentions=True,
        )
    weights = {
        "encoder self": output.encoder_attentions,
        "decoder self": output.decoder_attentions,
        "cross": output.cross_attentions,
    }
    assert namespace["masks"].keys() == weights.keys()
    for name, mask in namespace["masks"].items():
        assert torch.equal(weights[name][0][0, 0] > 0, mask), name


def test_sliding_windows_are_those_of_mistral_and_modernbert(listing):
    namespace = listing("attention_masks/sliding_window").namespace
    assert torch.equal(attended(mistral(3), tokens=8), namespace["look_back"])
    assert torch.equal(attended(modernbert(2), tokens=8), namespace["both_sides"])
    distance = torch.arange(4096)[:, None] - torch.arange(4096)
    assert (
        f"causal_pairs = {(distance >= 0).sum():,}\n"
        in listing("attention_masks/sliding_window").output
    )
    pairs = ((distance >= 0) & (distance < 128)).sum()
    assert f"look_back_pairs = {pairs:,}\n" in listing("attention_masks/sliding_window").output


def test_gradient_test_finds_the_causal_mask_of_the_library(listing):
    grid = listing("attention_masks/gradient_test").namespace["gradient_grid"]
    mask = create_causal_mask(SDPA, torch.zeros(1, 5, 8), None, None, allow_is_causal_skip=False)
    assert torch.equal(grid != 0, mask[0, 0])


def test_gradients_agree_with_attention_in_every_class(listing):
    namespace = listing("attention_masks/gradient_grids").namespace
    expected = {name: case[2] for name, case in namespace["classes"].items()}
    assert torch.equal(expected["GPT-2"], attended(gpt2()))
    assert torch.equal(expected["Mistral"], attended(mistral(3)))
    assert torch.equal(expected["BERT"], attended(bert()))
    assert torch.equal(expected["ModernBERT"], attended(modernbert(2)))
    lines = listing("attention_masks/gradient_grids").output.splitlines()
    for model_type, _, mask in namespace["classes"].values():
        assert f"{model_type}_pairs = {mask.sum()} of 36" in lines
        assert f"{model_type}_as_masked = True" in lines
    assert len(lines) == 2 * len(expected)

    for name in ("cross_attention", "given_masks"):
        output = listing(f"attention_masks/{name}").output
        assert "False" not in output
        assert output.count("True") == (6 if name == "cross_attention" else 3)


def test_softmax_before_is_zero_after_and_rescaled(listing):
    namespace = listing("attention_masks/softmax_rows").namespace
    rows, allowed = namespace["rows"], namespace["allowed"]
    zero_after = rows["zero after"]
    torch.testing.assert_close(rows["-inf before"], zero_after / zero_after.sum())
    assert torch.equal(rows["-inf before"], rows["-inf before, on = 5"])
    assert (rows["zero after, on = 5"][allowed] < zero_after[allowed]).all()
    assert (rows["-inf before"][~allowed] == 0).all()


def test_an_empty_row_is_an_average_in_eager_and_zero_in_torch(listing):
    run = listing("attention_masks/masked_row")
    assert "nan" in run.output.splitlines()[0]
    hidden = run.namespace["hidden"]
    assert not any(output.isnan().any() for output in hidden.values())
    assert run.namespace["same"].tolist() == [False, False, True, True, True]

    with torch.no_grad():
        output = gpt2().eval()(
            inputs_embeds=torch.randn(1, 5, 16),
            attention_mask=run.namespace["attention_mask"],
            output_attentions=True,
        )
    empty = output.attentions[0][0, 0, :2]
    torch.testing.assert_close(empty, torch.full((2, 5), 0.2))  # forbidden keys included


def test_flipping_by_mask_equals_flipping_by_config(listing):
    sees = listing("attention_masks/flip").namespace["sees"]
    assert torch.equal(sees["GPT-2"], attended(gpt2(), tokens=5))
    assert torch.equal(sees["BERT"], attended(bert(), tokens=5))
    assert torch.equal(sees["GPT-2, all true"], attended(gpt2(is_causal=False), tokens=5))
    assert torch.equal(sees["BERT, lower triangle"], attended(bert(is_decoder=True), tokens=5))
    assert torch.equal(sees["GPT-2"], sees["BERT, lower triangle"])
    assert torch.equal(sees["BERT"], sees["GPT-2, all true"])
    printed = listing("attention_masks/flip").numbers
    for name in ("gpt2", "bert_lower_triangle"):
        assert printed[f"{name}_pairs"] == "15 of 25"
    for name in ("bert", "gpt2_all_true"):
        assert printed[f"{name}_pairs"] == "25 of 25"


def test_a_boolean_mask_is_silently_ignored_by_eager_only(listing):
    assert listing("attention_masks/boolean_or_additive").namespace["pairs_seen"] == {
        ("sdpa", "boolean"): 15,
        ("sdpa", "additive"): 15,
        ("eager", "boolean"): 25,
        ("eager", "additive"): 15,
    }


def test_windows_grow_by_one_token_a_side_with_each_layer(listing):
    run = listing("attention_masks/receptive_field")
    n, window = run.namespace["n"], run.namespace["window"]
    distance = (torch.arange(n)[:, None] - torch.arange(n)).abs()
    for layers in (1, 2, 3):
        assert torch.equal(window.long().matrix_power(layers) > 0, distance <= layers)
        assert f"{layers} sliding: the middle sees {1 + 2 * layers} of {n}" in run.output
    assert torch.equal(run.namespace["sees"], distance <= 3)
    layer_types = ModernBertConfig(**SIZES).layer_types
    assert layer_types == ["full_attention"]


def test_only_the_causal_past_survives_a_new_token(listing):
    namespace = listing("attention_masks/append_token").namespace
    assert namespace["change"]["GPT-2"].max() < 1e-12
    assert namespace["change"]["BERT"].min() > 0.1
    torch.testing.assert_close(namespace["last"], namespace["whole"])
    assert namespace["cache"].get_seq_length() == 6  # five tokens, and the sixth appended
