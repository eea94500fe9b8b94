# --8<-- [start:embed]
import torch
import torch.nn.functional as F


def layer_norm(x, norm):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, keepdim=True, correction=0)
    return (x - mean) / (variance + norm.eps).sqrt() * norm.weight + norm.bias


def embed(input_ids, embeddings):
    words = embeddings.word_embeddings.weight[input_ids]  # (batch, tokens, d)
    places = embeddings.position_embeddings.weight[: input_ids.shape[1]]  # (tokens, d)
    segment = embeddings.token_type_embeddings.weight[0]  # (d,)
    return layer_norm(words + places + segment, embeddings.LayerNorm)


# --8<-- [end:embed]


# --8<-- [start:attend]
def attend(x, attention_mask, attention, n_heads):
    batch, tokens, d = x.shape
    q, k, v = (
        linear(x).view(batch, tokens, n_heads, d // n_heads).transpose(1, 2)
        for linear in (attention.query, attention.key, attention.value)
    )  # (batch, heads, tokens, d / heads) each
    scores = q @ k.mT / (d // n_heads) ** 0.5  # (batch, heads, tokens, tokens)
    filler = attention_mask[:, None, None, :] == 0
    weights = scores.masked_fill(filler, float("-inf")).softmax(-1)
    return (weights @ v).transpose(1, 2).reshape(batch, tokens, d), weights


# --8<-- [end:attend]


# --8<-- [start:block]
def block(x, attention_mask, layer, n_heads):
    mixed, _ = attend(x, attention_mask, layer.attention.self, n_heads)
    x = layer_norm(x + layer.attention.output.dense(mixed), layer.attention.output.LayerNorm)
    hidden = F.gelu(layer.intermediate.dense(x))  # (batch, tokens, 4 d)
    return layer_norm(x + layer.output.dense(hidden), layer.output.LayerNorm)


# --8<-- [end:block]


# --8<-- [start:masked_lm]
@torch.no_grad()
def masked_lm(input_ids, attention_mask, model):
    x = embed(input_ids, model.bert.embeddings)
    for layer in model.bert.encoder.layer:
        x = block(x, attention_mask, layer, model.config.num_attention_heads)
    head = model.cls.predictions
    x = layer_norm(F.gelu(head.transform.dense(x)), head.transform.LayerNorm)
    return x @ model.bert.embeddings.word_embeddings.weight.T + head.bias  # logits


# --8<-- [end:masked_lm]
