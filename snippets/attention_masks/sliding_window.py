import matplotlib.pyplot as plt
import torch
from transformers import MistralConfig, ModernBertConfig
from transformers.masking_utils import (
    create_bidirectional_sliding_window_mask,
    create_sliding_window_causal_mask,
)

sentence = "Once upon a time there lived a princess"
tokens = sentence.split()
n = len(tokens)
query, key = torch.arange(n)[:, None], torch.arange(n)[None, :]
look_back = (key <= query) & (query - key < 3)  # itself and two before
both_sides = (query - key).abs() <= 1  # itself and one on either side

embeds = torch.zeros(1, n, 8)
mistral = MistralConfig(sliding_window=3, attn_implementation="sdpa")
modernbert = ModernBertConfig(local_attention=2, attn_implementation="sdpa")
mistral_mask = create_sliding_window_causal_mask(mistral, embeds, None, None)
modernbert_mask = create_bidirectional_sliding_window_mask(modernbert, embeds, None)
print("same as Mistral:", torch.equal(look_back, mistral_mask[0, 0]))
print("same as ModernBERT:", torch.equal(both_sides, modernbert_mask[0, 0]))

length, window = 4096, 128
print(f"full_pairs = {length * length:,}")
print(f"causal_pairs = {length * (length + 1) // 2:,}")
print(f"look_back_pairs = {length * window - window * (window - 1) // 2:,}")

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.7), layout="constrained")
panels = {"last 3 (Mistral)": look_back, "1 each side (ModernBERT)": both_sides}
for ax, (title, mask) in zip(axes, panels.items(), strict=True):
    ax.imshow(mask.numpy(), cmap="Blues", vmin=0, vmax=3)
    for i, j in mask.nonzero().tolist():
        ax.text(j, i, "✓", ha="center", va="center", fontsize=11)
    ax.set_title(title, fontsize=11)
    ax.set_xticks(range(n), tokens, rotation=90)
    ax.set_yticks(range(n), tokens if ax is axes[0] else [""] * n)
    ax.set_xlabel("key: looked at (token)")
axes[0].set_ylabel("query: looks (token)")
plt.show()
