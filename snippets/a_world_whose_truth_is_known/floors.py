from math import log2

import matplotlib.pyplot as plt
import numpy as np

from snippets.lab.world.automaton import Automaton
from snippets.lab.world.corpus import SIZE, truth
from snippets.lab.world.grammar import FAMILIES, TRAINING

world = truth("full")
names = [*FAMILIES, None]
print("family     bits a sentence   tokens   bits a token")
for name in names:
    bits, tokens = world.entropy(name), world.tokens_per_sentence(name)
    print(f"{name or 'all':<10} {bits:>15.3f} {tokens:>8.2f} {bits / tokens:>14.4f}")
share = np.array(list(FAMILIES.values())) / sum(FAMILIES.values())
print(f"bits_to_name_the_family = {-share @ np.log2(share):.3f}")
print(f"uniform_bits_per_token = {log2(len(world.vocabulary)):.3f}")
print(f"floor_bits_per_token = {world.bits_per_token():.4f}")
print(f"training_bits_per_token = {Automaton.compile(TRAINING).bits_per_token():.4f}")
print(f"corpus_sentences = {SIZE:,}")
print(f"story_floor = {world.bits_per_token('story'):.3f}")
print(f"cat_floor = {world.bits_per_token('cat'):.3f}")

fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
ax.barh(list(FAMILIES), [world.bits_per_token(f) for f in FAMILIES], color="tab:blue")
for y, family in enumerate(FAMILIES):
    ax.text(1.36, y, f"{world.entropy(family):.1f} bits a sentence", va="center")
ax.axvline(world.bits_per_token(), color="0.4", linestyle="--")
ax.text(world.bits_per_token() + 0.02, 4.75, "all families", va="center", color="0.3")
ax.set(xlabel="floor in bits per token", xlim=(0, 2), ylim=(5.1, -0.6))
plt.show()
