"""A language of arithmetic that Python itself can check, and two small models that learn it."""

import ast

import torch
from torch.nn.functional import cross_entropy
from transformers import BertConfig, BertForMaskedLM, GPT2Config, GPT2LMHeadModel

# --8<-- [start:language]
WORDS = ["[MASK]", "<s>", "</s>", "(", ")", "+", "*", "-", "a", "b", "2", "7"]
LONGEST = 13


def expression(rng, depth=0):
    """Draw a name or a number, a sum or the like, or one in brackets."""
    kind = rng.random()
    if depth == 3 or kind < 0.4:
        return [rng.choice(WORDS[8:])]
    left, right = expression(rng, depth + 1), expression(rng, depth + 1)
    inside = [*left, rng.choice(WORDS[5:8]), *right]
    return inside if kind < 0.7 else ["(", *inside, ")"]


def expressions(n, rng, shortest=3):
    drawn = []
    while len(drawn) < n:
        text = expression(rng)
        if shortest <= len(text) <= LONGEST:
            drawn.append(" ".join(text))
    return drawn


def encode(texts):
    rows = [[1, *map(WORDS.index, text.split())] for text in texts]
    return torch.tensor([[*row, *[2] * (LONGEST + 2 - len(row))] for row in rows])


def decode(ids):
    return [" ".join(WORDS[i] for i in row if i > 2) for row in ids.tolist()]


def is_code(text):
    try:
        return bool(ast.parse(text, mode="eval"))
    except SyntaxError:
        return False
    # --8<-- [end:language]


# --8<-- [start:models]
size = {"vocab_size": len(WORDS), "bos_token_id": 1, "eos_token_id": 2, "initializer_range": 0.1}
still = {"resid_pdrop": 0.0, "embd_pdrop": 0.0, "attn_pdrop": 0.0}
gpt_config = GPT2Config(n_embd=48, n_layer=2, n_head=4, n_positions=LONGEST + 2, **still, **size)
still = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
shape = {"hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4}
bert_config = BertConfig(intermediate_size=96, **shape, **still, **size)


def gpt_loss(model, ids):
    over = (ids[:, 1:] == 2) & (ids[:, :-1] == 2)  # after the first </s>
    return cross_entropy(model(ids[:, :-1]).logits.mT, ids[:, 1:].masked_fill(over, -100))


def bert_loss(model, ids):
    rows, hidden = torch.arange(len(ids)), 1 + (torch.rand(len(ids)) * (ids > 2).sum(1)).long()
    blank = ids.index_put((rows, hidden), torch.tensor(0))
    return cross_entropy(model(blank).logits[rows, hidden], ids[rows, hidden])


def learn(model, loss, ids, steps):
    optimizer = torch.optim.AdamW(model.parameters(), lr=8e-3, fused=True)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, 8e-3, total_steps=steps)
    for part in ids.split(32)[:steps]:
        loss(model, part).backward()
        optimizer.step()
        optimizer.zero_grad()
        rates.step()
    return model.eval()


def models(ids, steps):
    torch.manual_seed(0)
    gpt, bert = GPT2LMHeadModel(gpt_config), BertForMaskedLM(bert_config)
    return learn(gpt, gpt_loss, ids, steps), learn(bert, bert_loss, ids, steps)
    # --8<-- [end:models]
