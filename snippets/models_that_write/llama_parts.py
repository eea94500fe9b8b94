"""The three parts of a Llama block that a GPT-2 block does not have."""

# --8<-- [start:parts]
import torch


def rms_norm(x, weight, eps=1e-6):
    return x / torch.sqrt((x**2).mean(dim=-1, keepdim=True) + eps) * weight


def rotate(x, positions, base=10000.0):  # x: (…, tokens, d), d even
    half = x.shape[-1] // 2
    turns = positions[:, None] * base ** (-torch.arange(half) / half)  # (tokens, d / 2)
    a, b = x[..., :half], x[..., half:]  # number i of a and of b: the two sides of a plane
    return torch.cat([a * turns.cos() - b * turns.sin(), b * turns.cos() + a * turns.sin()], dim=-1)


def swiglu(x, gate, up, down):  # three weight matrices, no bias
    opened = x @ gate.T
    return (opened * opened.sigmoid() * (x @ up.T)) @ down.T


# --8<-- [end:parts]
