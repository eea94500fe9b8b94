import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, BertForMaskedLM

from snippets.lab.world.corpus import truth

world = truth("training")
path = "snippets/lab/checkpoints/bert"
tokenizer = AutoTokenizer.from_pretrained(path)
model = BertForMaskedLM.from_pretrained(path, attn_implementation="eager")
words = ["the", "cats", "near", "the", "dog", "[MASK]", "on", "the", "mat"]
blank = words.index("[MASK]")
seen = [i for i in range(len(words)) if i != blank]
texts = [words] + [[*words[:i], "[MASK]", *words[i + 1 :]] for i in seen]
encoded = tokenizer([" ".join(text) for text in texts], return_tensors="pt")
with torch.no_grad():
    output = model(**encoded, output_attentions=True)
by_bert = output.logits[:, blank + 1].double().softmax(-1).numpy()[:, : len(world.vocabulary)]
row = [text[:blank].count("[MASK]") for text in texts]  # which of the masks is the blank
exact = np.array([world.masked(text)[r] for text, r in zip(texts, row, strict=True)])
effect, exact_effect = (np.abs(p[1:] - p[0]).sum(-1) / 2 for p in (by_bert, exact))
heads = output.attentions[-1][0, :, blank + 1, 1:-1].numpy()[:, seen]  # (heads, words)
weight = heads.mean(axis=0)
print("hidden   mean weight largest  effect   exact")
for i, *row in zip(seen, weight, heads.max(axis=0), effect, exact_effect, strict=True):
    print(f"{words[i]:<12}" + "".join(f"{value:8.3f}" for value in row))
print(f"largest_weight_cats = {heads[:, 1].max():.3f}\neffect_cats = {effect[1]:.3f}")
print(f"exact_effect_cats = {exact_effect[1]:.3f}")
print(f"weight_without_effect = {weight[exact_effect < 1e-9].sum():.3f}")

x = np.arange(len(seen))
fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.bar(x - 0.2, weight, 0.36, color="0.7", hatch="//", label="attention weight, mean of the heads")
ax.bar(x + 0.2, effect, 0.36, color="tab:blue", label="effect of hiding it, BERT")
ax.plot(x + 0.2, exact_effect, "kD", label="effect of hiding it, exact")
ax.set_xticks(x, [words[i] for i in seen])
ax.set(ylabel="weight, or total variation", xlabel="word", ylim=(0, 0.6))
ax.legend()
plt.show()
