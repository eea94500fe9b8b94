import math

import matplotlib.pyplot as plt
import torch

tokens = ["The", "cat", "sat", "on", "the"]
allowed = torch.tensor([True, True, True, False, False])  # the row of "sat"
scores = torch.tensor([2.0, 1.0, 0.0, 3.0, 1.0])
other_future = torch.tensor([2.0, 1.0, 0.0, 5.0, 1.0])  # "on" now scores 5

rows = {
    "no mask": scores.softmax(dim=-1),
    "-inf before": scores.masked_fill(~allowed, -math.inf).softmax(dim=-1),
    "zero after": scores.softmax(dim=-1) * allowed,
    "-inf before, on = 5": other_future.masked_fill(~allowed, -math.inf).softmax(dim=-1),
    "zero after, on = 5": other_future.softmax(dim=-1) * allowed,
}
print(f"{'':19}", *(f"{token:>5}" for token in tokens), "  sum")
for name, row in rows.items():
    print(f"{name:<19}", *(f"{weight:5.2f}" for weight in [*row.tolist(), row.sum().item()]))
print(f"sum_zero_after = {rows['zero after'].sum():.2f}")
print(f"sum_zero_after_other_future = {rows['zero after, on = 5'].sum():.2f}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
colors = ["tab:blue", "tab:orange", "tab:green", "0.7", "0.9"]
hatches = ["", "//", "..", "xx", ""]
weights = torch.stack(list(rows.values()))  # (rows, tokens)
left = weights.cumsum(dim=-1) - weights
for j, token in enumerate(tokens):
    style = {"color": colors[j], "hatch": hatches[j], "label": token}
    ax.barh(list(rows), weights[:, j].tolist(), left=left[:, j].tolist(), **style)
ax.invert_yaxis()
ax.set_xlim(0, 1.01)
ax.set_xlabel("attention weight (share of one row)")
ax.legend(ncols=5, loc="lower center", bbox_to_anchor=(0.4, 1.0), frameon=False)
plt.show()
