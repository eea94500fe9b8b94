import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from snippets.lab.public import fetched

folder = fetched("smollm2-135m-instruct")
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager")
text = "<|endoftext|>The keys to the old cabinet are in the kitchen."
inputs = tokenizer(text, return_tensors="pt")
tokens = ["(mark)", *(tokenizer.decode([i]).strip() for i in inputs.input_ids[0, 1:])]
with torch.no_grad():
    weights = torch.cat(model(**inputs, output_attentions=True).attentions).numpy()
later = np.arange(2, len(tokens))
first = weights[:, :, later, 0].mean(-1)  # (layers, heads)
chosen = {
    "most at the first": first,
    "most at the one before": weights[:, :, later, later - 1].mean(-1),
    "cabinet → keys": weights[:, :, tokens.index("cabinet"), tokens.index("keys")],
}
print("shape:", *weights.shape)
print("largest weight above the diagonal:", np.triu(weights, 1).max())
print("first_token_mean =", f"{first.mean():.2f}")

fig, axes = plt.subplots(2, 2, figsize=(6.4, 6.4), layout="constrained")
axes[0, 0].plot(np.arange(1, 31), first, "o", color="tab:blue", ms=3, alpha=0.5)
axes[0, 0].plot(np.arange(1, 31), first.mean(1), color="black", label="mean of the heads")
axes[0, 0].set(title="weight on the first token", xlabel="layer", ylim=(0, 1))
axes[0, 0].legend()
for ax, (name, score) in zip(axes.flat[1:], chosen.items(), strict=True):
    layer, head = np.unravel_index(score.argmax(), score.shape)
    print(f"{name}: layer {layer + 1}, head {head + 1}, weight {score.max():.2f}")
    ax.imshow(weights[layer, head], cmap="Blues", vmin=0, vmax=1)
    ax.set_title(f"{name}\nlayer {layer + 1}, head {head + 1}")
    ax.set_xticks(range(len(tokens)), tokens, rotation=90)
    ax.set_yticks(range(len(tokens)), tokens)
plt.show()
