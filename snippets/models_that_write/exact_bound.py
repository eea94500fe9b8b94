from itertools import combinations
from math import comb

import numpy as np

from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import MASK
from snippets.lab.world.floors import masked_bits

world = truth("training")
sentence = "the cat sat on the mat"
L = len(sentence.split())
by_number = {}
for k in range(1, L + 1):
    masks = [np.isin(range(L), chosen) for chosen in combinations(range(L), k)]
    paid = masked_bits(world, [sentence] * len(masks), masks)
    by_number[k] = L / k * sum(map(sum, paid)) / comb(L, k)
    print(f"{k} of {L} hidden: {by_number[k]:.3f} bits")
loss = np.mean(list(by_number.values()))

length_bits = world.bits([MASK] * L)  # of all sentences with L words
print(f"mean_over_k = {loss:.6f}")
print(f"length_bits = {length_bits:.6f}")
print(f"together = {loss + length_bits:.6f}")
print(f"sentence_bits = {world.bits(sentence):.6f}")

rng = np.random.default_rng(1)
words, order = [MASK] * L, rng.permutation(L)
for position in order:
    shares = world.masked(words)[words[:position].count(MASK)]
    words[position] = world.vocabulary[rng.choice(len(shares), p=shares)]
    print(" ".join("_" if word == MASK else word for word in words))
