import matplotlib.pyplot as plt
import torch
from transformers import GPT2Config
from transformers.masking_utils import create_causal_mask

sentence = "Translate : Hello world = Bonjour monde"
tokens = sentence.split()
n, prefix_length = len(tokens), 5  # everything up to "=" is given
query, key = torch.arange(n)[:, None], torch.arange(n)[None, :]
mask = (key <= query) | (key < prefix_length)

library_mask = create_causal_mask(
    config=GPT2Config(attn_implementation="sdpa"),
    inputs_embeds=torch.zeros(1, n, 8),
    attention_mask=None,
    past_key_values=None,
    or_mask_function=lambda batch, head, query, key: key < prefix_length,
)
print("same_as_transformers =", torch.equal(mask, library_mask[0, 0]))
print("pairs_allowed =", mask.sum().item())

fig, ax = plt.subplots(figsize=(5.0, 4.4), layout="constrained")
ax.imshow(mask.numpy(), cmap="Blues", vmin=0, vmax=3)
for i in range(n):
    for j in range(n):
        ax.text(j, i, "✓" if mask[i, j] else "✗", ha="center", va="center", fontsize=12)
ax.axvline(prefix_length - 0.5, color="black", linestyle="--")
ax.set_xticks(range(n), tokens, rotation=60)
ax.set_yticks(range(n), tokens)
ax.set_xlabel("key: looked at (token)")
ax.set_ylabel("query: looks (token)")
plt.show()
