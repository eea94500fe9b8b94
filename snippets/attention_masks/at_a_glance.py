import matplotlib.pyplot as plt
import torch

query = torch.arange(6)[:, None]  # (6, 1): one row a token that looks
key = torch.arange(6)[None, :]  # (1, 6): one column a token looked at
masks = {
    "full": (query >= 0) & (key >= 0),
    "causal": key <= query,
    "padding: last 2": (query >= 0) & (key < 4),
    "prefix: first 3": (key <= query) | (key < 3),
    "window: 1 each side": (query - key).abs() <= 1,
    "window: last 3": (key <= query) & (query - key < 3),
}

fig, axes = plt.subplots(2, 3, figsize=(6.4, 4.9), layout="constrained")
for ax, (name, mask) in zip(axes.flat, masks.items(), strict=True):
    ax.imshow(mask.numpy(), cmap="Blues", vmin=0, vmax=3)
    for i, j in mask.nonzero().tolist():
        ax.text(j, i, "✓", ha="center", va="center", fontsize=11)
    ax.set_title(name, fontsize=11)
    ax.set_xticks(range(6), range(1, 7))
    ax.set_yticks(range(6), range(1, 7))
fig.supxlabel("key: position looked at (token)", fontsize=11)
fig.supylabel("query: position that looks (token)", fontsize=11)
plt.show()
