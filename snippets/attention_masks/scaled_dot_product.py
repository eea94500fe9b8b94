import math

import matplotlib.pyplot as plt
import torch
from torch.nn.functional import scaled_dot_product_attention

torch.manual_seed(0)
sentence = "The cat sat on the"
tokens = sentence.split()
query, key, value = torch.randn(3, 5, 5)  # each (tokens, d)
allowed = torch.ones(5, 5, dtype=torch.bool).tril()

scores = query @ key.T / math.sqrt(5)  # (queries, keys)
masked_scores = scores.masked_fill(~allowed, -math.inf)
weights = masked_scores.softmax(dim=-1)  # each row sums to 1
output = weights @ value  # (tokens, d)

expected = scaled_dot_product_attention(query, key, value, attn_mask=allowed)
print("same_as_torch =", torch.allclose(output, expected, atol=1e-6))
print("row_sums =", [round(total, 2) for total in weights.sum(dim=-1).tolist()])

panels = {"1. scores": scores, "2. scores + mask": masked_scores}
panels |= {"3. weights": weights, "4. output": output}
fig, axes = plt.subplots(2, 2, figsize=(5.0, 5.6), layout="constrained")
for ax, (title, table) in zip(axes.flat, panels.items(), strict=True):
    low, high = table[table.isfinite()].min(), table.max()
    ax.imshow(table.numpy(), cmap="Blues", aspect="auto", vmin=low, vmax=2 * high)
    for i, row in enumerate(table.tolist()):
        for j, number in enumerate(row):
            text = f"{number:z.1f}" if number else "0"
            ax.text(j, i, text, ha="center", va="center", fontsize=10)
    ax.set_title(title, fontsize=12)
    ax.set_yticks(range(5), tokens)
    ax.set_ylabel("query (token)")
    ax.set_xticks(range(5), tokens)
    ax.set_xlabel("key (token)")
ax.set_xticks(range(5), range(1, 6))
ax.set_xlabel("coordinate (number)")
plt.show()
