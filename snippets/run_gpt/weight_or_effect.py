import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.lab.world.corpus import truth

checkpoint = "snippets/lab/checkpoints/gpt"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = GPT2LMHeadModel.from_pretrained(checkpoint, attn_implementation="eager")
world = truth("training")


def read(text):
    with torch.no_grad():
        out = model(**tokenizer(text, return_tensors="pt"), output_attentions=True)
    weights = torch.cat(out.attentions).mean(dim=(0, 1))[-1]  # (tokens,) of the last row
    return weights, out.logits[0, -1].softmax(-1)[: len(world.vocabulary)].numpy()


text = "the small cats near the dog"
swaps = {"small": "big", "cats": "cat", "near": "behind", "dog": "dogs"}
weights, p = read(text)
rows = {}
for word, other in swaps.items():
    changed = text.replace(word, other)
    weight = float(weights[1 + text.split().index(word)])
    effect = abs(read(changed)[1] - p).sum() / 2
    exact = abs(world.next_token(changed) - world.next_token(text)).sum() / 2
    rows[word] = weight, effect, exact
    print(f"{word:>5} → {other:6}  weight {weight:.3f}  effect {effect:.3f}  exact {exact:.3f}")
idle = max(("small", "near", "dog"), key=lambda word: rows[word][0])
print("idle_word =", idle)
print("idle_weight =", f"{rows[idle][0]:.3f}")
print("idle_effect =", f"{rows[idle][1]:.3f}")

fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
weight, effect, exact = zip(*rows.values(), strict=True)
x = np.arange(len(rows))
ax.bar(x - 0.2, weight, 0.4, color="tab:orange", hatch="//", label="attention weight")
ax.bar(x + 0.2, effect, 0.4, color="tab:blue", label="effect of the swap on GPT")
ax.plot(x + 0.2, exact, "_", color="black", ms=26, mew=2.5, label="exact effect")
ax.set_xticks(x, [f"{word} → {other}" for word, other in swaps.items()])
ax.set(ylabel="weight; total variation", ylim=(-0.02, None))
ax.legend()
plt.show()
