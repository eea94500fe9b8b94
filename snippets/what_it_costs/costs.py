"""Encoders and decoders of one width and depth, and what a call of them costs."""

import time
from collections.abc import Callable
from statistics import median

import torch
from torch.utils.flop_counter import FlopCounterMode
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForSequenceClassification,
    GPT2Config,
    GPT2ForSequenceClassification,
    GPT2LMHeadModel,
    PreTrainedModel,
)

# --8<-- [start:shape]
LAYERS, HEADS, WORDS, LONGEST = 2, 4, 256, 1040
MASK = WORDS - 1  # the last id of the vocabulary stands for a hidden word


def encoder_shape(width: int) -> BertConfig:
    return BertConfig(
        vocab_size=WORDS,
        max_position_embeddings=LONGEST,
        hidden_size=width,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=4 * width,
    )


def decoder_shape(width: int) -> GPT2Config:
    return GPT2Config(
        vocab_size=WORDS,
        n_positions=LONGEST,
        n_embd=width,
        n_layer=LAYERS,
        n_head=HEADS,
        bos_token_id=None,
        eos_token_id=None,  # it writes as many tokens as it is asked for
        pad_token_id=0,
    )


def ready(model: PreTrainedModel) -> PreTrainedModel:
    """Switch dropout off, and take the attention whose products the counter knows."""
    model.eval().set_attn_implementation("eager")
    return model


def masked_encoder(width: int) -> BertForMaskedLM:
    return ready(BertForMaskedLM(encoder_shape(width)))


def encoder_with_head(width: int, labels: int) -> BertForSequenceClassification:
    config = encoder_shape(width)
    config.num_labels = labels
    return ready(BertForSequenceClassification(config))


def decoder(width: int) -> GPT2LMHeadModel:
    model = GPT2LMHeadModel(decoder_shape(width))
    model.loss_type = "ForCausalLM"  # the class would find it by itself, with a warning
    return ready(model)


def decoder_with_head(width: int, labels: int) -> GPT2ForSequenceClassification:
    config = decoder_shape(width)
    config.num_labels = labels
    return ready(GPT2ForSequenceClassification(config))


def some_text(rows: int, tokens: int) -> torch.Tensor:
    """Draw tokens that are neither padding nor mask, (rows, tokens): any will do to count."""
    return torch.randint(1, MASK, (rows, tokens))


# --8<-- [end:shape]
# --8<-- [start:measure]
def count(work: Callable[[], object]) -> int:
    """Return the floating-point operations of the matrix products in `work()`: exact."""
    with FlopCounterMode(display=False) as counter:
        work()
    return counter.get_total_flops()


def milliseconds(work: Callable[[], object], repeats: int) -> float:
    """Return the median of the CPU time of `work()`, once warmed up."""
    spent = []
    for _ in range(repeats + 1):
        start = time.process_time()
        work()
        spent.append(1000 * (time.process_time() - start))
    return median(spent[1:])


def costs(works: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Return `flops_…` and `ms_…` of each."""
    with torch.no_grad():
        flops = {f"flops_{name}": count(work) for name, work in works.items()}
        return flops | {f"ms_{name}": milliseconds(work, repeats) for name, work in works.items()}


# --8<-- [end:measure]
# --8<-- [start:write]
def written(model: GPT2LMHeadModel, prompt: torch.Tensor, n: int, cache: bool) -> torch.Tensor:
    """Return the prompt and n further tokens, each the likeliest next."""
    return model.generate(
        prompt,
        attention_mask=torch.ones_like(prompt),
        max_new_tokens=n,
        do_sample=False,
        use_cache=cache,
    )


def filled(model: BertForMaskedLM, prompt: torch.Tensor, n: int, at_once: int) -> torch.Tensor:
    """Return the prompt and n further tokens, `at_once` of them in each pass, left to right."""
    ids = torch.cat([prompt, torch.full((1, n), MASK)], dim=1)
    for start in range(prompt.shape[1], ids.shape[1], at_once):
        part = slice(start, start + at_once)
        ids[0, part] = model(ids).logits[0, part, :MASK].argmax(-1)
    return ids


# --8<-- [end:write]
