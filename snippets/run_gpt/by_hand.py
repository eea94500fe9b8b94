"""GPT-2's forward pass and its loss, written out on the weights of a checkpoint."""

# --8<-- [start:attention]
import math

import torch


def linear(x, layer):
    return x @ layer.weight + layer.bias


def attention(x, layer, n_head):  # x: (tokens, d)
    tokens, d = x.shape
    parts = linear(x, layer.c_attn).split(d, dim=-1)  # three times (tokens, d)
    q, k, v = (part.view(tokens, n_head, d // n_head).transpose(0, 1) for part in parts)
    scores = q @ k.transpose(1, 2) / math.sqrt(d // n_head)  # (heads, tokens, tokens)
    future = torch.ones(tokens, tokens, dtype=torch.bool).triu(1)
    weights = scores.masked_fill(future, -math.inf).softmax(dim=-1)
    mixed = (weights @ v).transpose(0, 1).reshape(tokens, d)  # heads side by side
    return linear(mixed, layer.c_proj)


# --8<-- [end:attention]
# --8<-- [start:block]
def layer_norm(x, layer):
    centred = x - x.mean(dim=-1, keepdim=True)
    variance = (centred**2).mean(dim=-1, keepdim=True)
    return centred / torch.sqrt(variance + layer.eps) * layer.weight + layer.bias


def gelu(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def block(x, layer, n_head):
    x = x + attention(layer_norm(x, layer.ln_1), layer.attn, n_head)
    hidden = gelu(linear(layer_norm(x, layer.ln_2), layer.mlp.c_fc))
    return x + linear(hidden, layer.mlp.c_proj)


# --8<-- [end:block]
# --8<-- [start:forward]
def forward(input_ids, model):  # (tokens,) → (tokens, vocabulary)
    gpt = model.transformer
    x = gpt.wte.weight[input_ids] + gpt.wpe.weight[: len(input_ids)]
    for layer in gpt.h:
        x = block(x, layer, model.config.n_head)
    return layer_norm(x, gpt.ln_f) @ gpt.wte.weight.T


# --8<-- [end:forward]
# --8<-- [start:loss]
def loss(logits, input_ids):
    log_probs = logits - logits.logsumexp(dim=-1, keepdim=True)
    predicted, targets = log_probs[:-1], input_ids[1:]  # the shift
    return -predicted[torch.arange(len(targets)), targets].mean()


# --8<-- [end:loss]
