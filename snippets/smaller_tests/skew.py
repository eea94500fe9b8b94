"""A text in which jobs go with pronouns, and a small model of either kind that learns it."""

from itertools import product

import numpy as np
import torch
from torch.nn.functional import cross_entropy
from transformers import BertConfig, BertForMaskedLM, GPT2Config, GPT2LMHeadModel

# --8<-- [start:text]
share_she = {"nurse": 0.9, "teacher": 0.7, "singer": 0.5, "pilot": 0.3, "plumber": 0.1}
pronouns, endings = ("she", "he", "they"), ("slept", "waited", "won")
data = np.array([[0.9 * s, 0.9 * (1 - s), 0.1] for s in share_she.values()])  # P(pronoun | job)
words = ["[MASK]", "<s>", "</s>", "the", "said", "that", *pronouns, *endings, *share_she]
cells = product(share_she, pronouns, endings)
texts = [f"<s> the {job} said that {pronoun} {ending} </s>" for job, pronoun, ending in cells]
ids = torch.tensor([[words.index(word) for word in text.split()] for text in texts])  # (45, 8)
p_text = torch.tensor(data / len(data) / len(endings)).float().repeat_interleave(3)  # (45,)
blank = ids.index_fill(1, torch.tensor([5]), 0)  # the pronoun hidden
# --8<-- [end:text]

# --8<-- [start:models]
torch.manual_seed(0)
size = {"vocab_size": len(words), "bos_token_id": 1, "eos_token_id": 2, "initializer_range": 0.1}
still = {"resid_pdrop": 0.0, "embd_pdrop": 0.0, "attn_pdrop": 0.0}
gpt = GPT2LMHeadModel(GPT2Config(n_embd=32, n_layer=1, n_head=2, **still, **size))
still = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
shape = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
bert = BertForMaskedLM(BertConfig(intermediate_size=64, **shape, **still, **size))


def fit(model, inputs, targets, asked):
    """Minimise the expected −ln P(target) at the asked positions, exactly: all texts each step."""
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(100):
        logits = model(inputs).logits[:, asked]
        nats = cross_entropy(logits.mT, targets[:, asked], reduction="none").sum(1)
        (nats @ p_text).backward()
        optimizer.step()
        optimizer.zero_grad()


fit(gpt, ids[:, :-1], ids[:, 1:], slice(None))  # every next word
fit(bert, blank, ids, slice(5, 6))  # the hidden pronoun
# --8<-- [end:models]
