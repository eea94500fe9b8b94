import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

checkpoint = "snippets/lab/checkpoints/gpt"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = GPT2LMHeadModel.from_pretrained(checkpoint, attn_implementation="eager")
inputs = tokenizer("the cats near the dog", return_tensors="pt")
tokens = tokenizer.convert_ids_to_tokens(inputs.input_ids[0])
with torch.no_grad():
    attentions = model(**inputs, output_attentions=True).attentions
weights = torch.cat(attentions).numpy()  # (layers, heads, tokens, tokens)
print("shape:", *weights.shape)
print("largest weight above the diagonal:", np.triu(weights, 1).max())
print("every row sums to 1:", np.allclose(weights.sum(-1), 1, atol=1e-5))

n_layer, n_head = weights.shape[:2]
size = {"figsize": (6.4, 2.1 * n_head), "sharex": True, "sharey": True}
fig, axes = plt.subplots(n_head, n_layer, **size, layout="constrained")
for layer, head in np.ndindex(n_layer, n_head):
    ax, map_ = axes[head, layer], weights[layer, head]
    ax.imshow(map_, cmap="Blues", vmin=0, vmax=1)
    ax.set_title(f"layer {layer + 1}, head {head + 1}")
    ax.set_xticks(range(len(tokens)), tokens, rotation=90)
    ax.set_yticks(range(len(tokens)), tokens)
    for i, j in np.argwhere(map_ > 0.25):
        colour = "white" if map_[i, j] > 0.6 else "black"
        ax.text(j, i, f"{map_[i, j]:.1f}", ha="center", va="center", color=colour)
fig.supylabel("token that looks")
fig.supxlabel("token looked at")
plt.show()
