import matplotlib.pyplot as plt
import torch
from transformers import GPT2Config
from transformers.masking_utils import create_causal_mask

sentence = "The cat sat on the"
tokens = sentence.split()
n = len(tokens)
mask = torch.ones(n, n, dtype=torch.bool).tril()  # (query, key)

library_mask = create_causal_mask(
    config=GPT2Config(attn_implementation="sdpa"),
    inputs_embeds=torch.zeros(1, n, 8),  # only its shape is read
    attention_mask=None,
    past_key_values=None,
    allow_is_causal_skip=False,
)  # (batch, 1, query, key)

print("    ", *(f"{token:>3}" for token in tokens))
for token, row in zip(tokens, mask.tolist(), strict=True):
    print(f"{token:>4}", *(f"{'✓' if seen else '✗':>3}" for seen in row))
print("same_as_transformers =", torch.equal(mask, library_mask[0, 0]))
print("pairs_allowed =", mask.sum().item())

fig, ax = plt.subplots(figsize=(4.2, 3.8), layout="constrained")
ax.imshow(mask.numpy(), cmap="Blues", vmin=0, vmax=3)
for i in range(n):
    for j in range(n):
        ax.text(j, i, "✓" if mask[i, j] else "✗", ha="center", va="center", fontsize=12)
ax.set_xticks(range(n), tokens)
ax.set_yticks(range(n), tokens)
ax.set_xlabel("key: looked at (token)")
ax.set_ylabel("query: looks (token)")
plt.show()
