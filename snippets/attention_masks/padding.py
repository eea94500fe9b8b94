import matplotlib.pyplot as plt
import torch
from transformers import BertConfig, GPT2Config
from transformers.masking_utils import create_bidirectional_mask, create_causal_mask

sentences = ["The cat sat on the mat", "The cat sat [P] [P] [P]"]
batch = [sentence.split() for sentence in sentences]
attention_mask = torch.tensor([[token != "[P]" for token in tokens] for tokens in batch])

real_key = attention_mask[:, None, None, :]  # (batch, 1, 1, key)
full_mask = real_key.expand(2, 1, 6, 6)  # (batch, 1, query, key)
causal_mask = torch.ones(6, 6, dtype=torch.bool).tril() & real_key

inputs = {"inputs_embeds": torch.zeros(2, 6, 8), "attention_mask": attention_mask}
bert_mask = create_bidirectional_mask(config=BertConfig(attn_implementation="sdpa"), **inputs)
gpt2_mask = create_causal_mask(
    config=GPT2Config(attn_implementation="sdpa"), past_key_values=None, **inputs
)
print("full_same_as_transformers =", torch.equal(full_mask, bert_mask))
print("causal_same_as_transformers =", torch.equal(causal_mask, gpt2_mask))

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.6), layout="constrained")
panels = {"full + padding": full_mask, "causal + padding": causal_mask}
for ax, (title, mask) in zip(axes, panels.items(), strict=True):
    ax.imshow(mask[1, 0].numpy(), cmap="Blues", vmin=0, vmax=3)
    for i in range(6):
        for j in range(6):
            ax.text(j, i, "✓" if mask[1, 0, i, j] else "✗", ha="center", va="center")
    ax.set_title(title, fontsize=11)
    ax.set_xticks(range(6), batch[1])
    ax.set_yticks(range(6), batch[1])
    ax.set_xlabel("key: looked at (token)")
axes[0].set_ylabel("query: looks (token)")
plt.show()
