import torch
from torch import nn

torch.manual_seed(0)
labels = ["negative", "neutral", "positive"]  # Y, with K = 3
f = nn.Linear(8, len(labels))  # f: R^8 -> R^3
x = torch.randn(5, 8)  # a batch of 5 inputs

with torch.no_grad():
    logits = f(x)
probs = torch.softmax(logits, dim=-1)
y = probs.argmax(dim=-1)

print("logits", tuple(logits.shape), logits.dtype)
print("probs ", tuple(probs.shape), probs.dtype)
print("y     ", tuple(y.shape), y.dtype, labels[y[0]])
print("some logits are negative:", bool((logits < 0).any()))
print("every row of probs sums to 1:", torch.allclose(probs.sum(-1), torch.ones(5)))
print("argmax of logits = argmax of probs:", torch.equal(y, logits.argmax(dim=-1)))
print("logits + 10 give the same probs:", torch.allclose(probs, (logits + 10).softmax(dim=-1)))
print("softmax_of_a_label =", y[:1].float().softmax(dim=-1).item())
