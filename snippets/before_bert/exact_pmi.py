import numpy as np

from snippets.before_bert.pmi import near, noise, optimum, pair_bits, shifted_pmi
from snippets.lab.tokenizer import ID

window, negative = 5, 5
pairs, best, pmi = near(window), optimum(window, negative), shifted_pmi(window, negative)
possible = pairs > 0
print("word    context   PMI - log k   optimum of gensim")
for word, context in (
    ("once", "upon"),
    ("cat", "mat"),
    ("great", "movie"),
    ("great", "not"),
    ("great", "i"),
    ("great", "mat"),
):
    cell = ID[word], ID[context]
    print(f"{word:7} {context:8}  {pmi[cell]:8.2f}      {best[cell]:8.2f}")
gap = np.average(best[possible] - pmi[possible], weights=pairs[possible])
print(f"possible_pairs = {possible.sum():,} of {possible.size:,}")
print(f"mean_gap = {gap:.3f}")
print(f"least_bits = {pair_bits(best, pairs, noise(window, negative)):.3f}")
print(f"bits_without_vectors = {pair_bits(0 * pairs, pairs, noise(window, negative)):.3f}")
