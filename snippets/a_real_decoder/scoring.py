"""Log-probabilities from the decoder of this page, for many texts at once."""

import torch
from torch.nn.functional import cross_entropy
from torch.nn.utils.rnn import pad_sequence
from transformers import AutoModelForCausalLM, AutoTokenizer

from snippets.lab.public import fetched

folder = fetched("smollm2-135m-instruct")
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder).requires_grad_(False)


# --8<-- [start:encode]
class PromptError(ValueError):
    """A text that the model cannot be asked about. The message says why."""


def encode(text):
    """Return a text's ids. A chat begins with a mark of its own, other texts with our choice."""
    if not text.strip():
        raise PromptError("The prompt is empty: there is nothing to go on from.")
    mark = "" if text.startswith("<|im_start|>") else "<|endoftext|>"
    ids = tokenizer(mark + text).input_ids
    window = model.config.max_position_embeddings
    if len(ids) > window:
        raise PromptError(f"The text has {len(ids):,} tokens, and the model's window {window:,}.")
    return ids


def one_token(label):
    """Return the id of a label that is a single token."""
    ids = tokenizer(label).input_ids
    if len(ids) != 1:
        raise PromptError(f"The label {label!r} is {len(ids)} tokens: sum them with log_probs.")
    return ids[0]


# --8<-- [end:encode]
# --8<-- [start:after]
def read(texts, before=""):
    """Read texts that all follow `before`, which is read once. Return lengths, ids and states.

    Padding stands on the right, where the causal mask hides it from every token of the text.
    """
    known = encode(before) if before else encode(texts[0])[:1]
    rows = [encode(before + text) for text in texts]
    for row, text in zip(rows, texts, strict=True):
        if len(row) <= len(known):
            raise PromptError(f"{text!r} has no tokens of its own after {before!r}.")
        if row[: len(known)] != known:
            raise PromptError(f"{before!r} is cut into other tokens before {text!r}.")
    cache = None
    if known[:-1]:
        cache = model.model(torch.tensor([known[:-1]]), use_cache=True).past_key_values
        cache.batch_repeat_interleave(len(rows))
    rows = [torch.tensor(row[len(known) - 1 :]) for row in rows]
    ids = pad_sequence(rows, batch_first=True)  # (texts, tokens)
    states = model.model(ids, past_key_values=cache).last_hidden_state
    return torch.tensor([len(row) for row in rows]), ids, states


def next_log_probs(texts, before=""):
    """Return log P(next token | before, text), (texts, vocabulary)."""
    lengths, _, states = read(texts, before)
    return model.lm_head(states[range(len(texts)), lengths - 1]).log_softmax(-1)


def log_probs(texts, before=""):
    """Return log P(text | before), (texts,): the sum over all tokens of each text."""
    lengths, ids, states = read(texts, before)
    own = torch.arange(1, ids.shape[1]) < lengths[:, None]  # no padding
    logits = model.lm_head(states[:, :-1][own])  # (all tokens, vocabulary)
    scores = torch.zeros(own.shape)
    scores[own] = -cross_entropy(logits, ids[:, 1:][own], reduction="none")
    return scores.sum(dim=1)


# --8<-- [end:after]
# --8<-- [start:tails]
def next_log_probs_by_tail(texts, tails):
    """Return log P(next token | text, tail) for each tail; each text is read once.

    Padding stands on the left here, so that every tail begins where its text ends.
    """
    rows = [encode(text) for text in texts]
    longest = max(len(row) for row in rows)
    ids = torch.tensor([[0] * (longest - len(row)) + row for row in rows])
    seen = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in rows])
    cache = model.model(ids, attention_mask=seen, use_cache=True).past_key_values
    answers = {}
    for tail in tails:
        ids = torch.tensor([tokenizer(tail).input_ids] * len(rows))
        mask = torch.cat([seen, torch.ones_like(ids)], dim=1)
        states = model.model(ids, attention_mask=mask, past_key_values=cache).last_hidden_state
        answers[tail] = model.lm_head(states[:, -1]).log_softmax(-1)
        cache.crop(-ids.shape[1])  # forget the tail
    return answers


# --8<-- [end:tails]
