import matplotlib.pyplot as plt
import numpy as np

from snippets.lab.world.corpus import truth

world = truth("full")
sentence = "the cat near the dogs sat on the mat because it was tired"
tokens = [*sentence.split(), "[EOS]"]
p = world.next_tokens([tokens[:t] for t in range(len(tokens))])  # (tokens, V)
bits = -np.log2([row[world.vocabulary.index(token)] for row, token in zip(p, tokens, strict=True)])
bits += 0.0  # no minus before a zero
for token, b in zip(tokens, bits, strict=True):
    print(f"{token:<8} {b:6.3f}")
print(f"bits_of_cat = {bits[1]:.2f}\nbits_of_mat = {bits[8]:.2f}\nbits_of_it = {bits[10]:.2f}")
print(f"bits_of_the_sentence = {bits.sum():.2f}\nbits_by_log_prob = {world.bits(sentence):.2f}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
bars = ax.bar(range(len(tokens)), bits, color="tab:blue")
ax.bar_label(bars, fmt="%.1f")
ax.axhline(world.bits_per_token("cat"), color="0.5", linestyle="--")
ax.text(13.5, world.bits_per_token("cat") + 0.06, "mean of the family", ha="right")
ax.set_xticks(range(len(tokens)), tokens, rotation=45, ha="right")
ax.set(ylabel="surprise in bits", ylim=(0, 3.7))
plt.show()
