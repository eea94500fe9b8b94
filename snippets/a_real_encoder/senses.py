import matplotlib.pyplot as plt
import numpy as np
import torch

from snippets.a_real_encoder.senses_of_words import SENTENCES
from snippets.a_real_encoder.vectors import load

tokenizer, model = load()
sense = np.repeat([0, 1], 5)
right, last = {}, {}
for word, senses in SENTENCES.items():
    encoded = tokenizer([*senses[0], *senses[1]], padding=True, return_tensors="pt")
    with torch.no_grad():
        layers = model(**encoded, output_hidden_states=True).hidden_states
    at_word = encoded.input_ids == tokenizer.convert_tokens_to_ids(word)
    right[word] = []
    for states in layers:
        unit = torch.nn.functional.normalize(states[at_word], dim=-1)  # (sentences, d)
        last[word] = (unit @ unit.T).numpy()
        others = np.where(np.eye(10), -1, last[word])
        right[word].append(np.sum(sense[others.argmax(1)] == sense))

total, bank = np.sum(list(right.values()), 0), last["bank"]
print("layer   ", *(f"{layer:3}" for layer in range(len(layers))), "  of ten")
for word, row in right.items():
    print(f"{word:8}", *(f"{n:3}" for n in row))
print(f"sentences = {10 * len(right)}\nby_chance = {10 * len(right) * 4 / 9:.1f}")
print(f"at_input = {total[0]}\nat_last = {total[-1]}")
print(f"bank_same = {(bank[:5, :5].sum() + bank[5:, 5:].sum() - 10) / 40:.2f}")
print(f"bank_other = {bank[:5, 5:].mean():.2f}")

fig, (left, ax) = plt.subplots(1, 2, figsize=(6.4, 3.2), layout="constrained")
image = left.imshow(bank, cmap="Blues", vmin=0.6, vmax=1)
left.set(title="“bank” in ten sentences", xticks=[], yticks=[])
left.set(xlabel="river           money", ylabel="money           river")
fig.colorbar(image, ax=left, shrink=0.7, label="cosine")
ax.plot(np.transpose(list(right.values())) / 10, color="0.75", lw=1)
ax.plot(total / 10 / len(right), "o-", label="all words")
ax.axhline(4 / 9, color="k", ls=":", label="by chance")
ax.set(xlabel="layer", ylabel="nearest has the same sense", ylim=(0, 1.05))
ax.legend()
plt.show()
