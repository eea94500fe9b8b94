from itertools import product

import matplotlib.pyplot as plt
import numpy as np

from snippets.same_data_two_objectives.toy_text import text

sentences = [sentence.split() for sentence in text]


def entropy(positions):
    totals = {}
    for words, prob in zip(sentences, text.values(), strict=True):
        part = tuple(words[i] for i in positions)
        totals[part] = totals.get(part, 0.0) + prob
    p = np.array(list(totals.values()))
    return -(p * np.log2(p)).sum()


hidden_words, bits = [], []
for mask in product([False, True], repeat=6):
    hidden, visible = np.flatnonzero(mask).tolist(), np.flatnonzero(np.logical_not(mask)).tolist()
    hidden_words.append(len(hidden))
    bits.append(sum(entropy([*visible, i]) - entropy(visible) for i in hidden))
hidden_words, bits = np.array(hidden_words), np.array(bits)  # (64,) each


def masked_floor(rate):
    weight = rate**hidden_words * (1 - rate) ** (6 - hidden_words)
    return (weight @ bits) / (weight @ hidden_words)


next_word_floor = entropy([0, 1, 2, 3, 4, 5]) / 6
print(f"sentence_bits = {6 * next_word_floor:.2f}")
print(f"next_word_floor = {next_word_floor:.2f}")
for percent in (15, 40, 100):
    print(f"masked_floor_{percent} = {masked_floor(percent / 100):.2f}")

percents = np.arange(1, 101)
fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.plot(percents, [masked_floor(percent / 100) for percent in percents], color="tab:blue")
ax.axhline(next_word_floor, color="tab:orange", linestyle="--")
ax.text(20, 0.97, "masked word", va="top", size=11)
ax.text(98, 1.06, "next word, left to right", ha="right", va="top", size=11)
ax.set(xlabel="words masked (%)", ylabel="floor (bits a word)", ylim=(0.8, 1.4))
plt.show()
