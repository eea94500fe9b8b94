from fractions import Fraction
from math import log2

import matplotlib.pyplot as plt

from snippets.two_probabilities.toy import SENTENCES, joint

p_x = {x: joint[x, "positive"] + joint[x, "negative"] for x in SENTENCES}
tokens = {x: [*x.split(), "<eos>"] for x in SENTENCES}


def starts_with(prefix):
    return sum(p_x[x] for x in SENTENCES if tokens[x][: len(prefix)] == prefix)


sentence = tokens["this movie is great !"]
product, bits = Fraction(1), []
for i, token in enumerate(sentence):
    p_next = starts_with(sentence[: i + 1]) / starts_with(sentence[:i])
    product *= p_next
    bits.append(-log2(p_next) + 0.0)
    print(f"{token:6} {p_next!s:>6}  {bits[-1]:.3f} bits")

print("product =", product)
print("table =", p_x["this movie is great !"])
print("bits_per_sentence =", round(sum(bits), 3))

fig, ax = plt.subplots(figsize=(6.4, 2.6), layout="constrained")
ax.bar(range(len(bits)), bits)
for i, b in enumerate(bits):
    ax.text(i, b + 0.04, f"{b:.2f}", ha="center")
ax.set_xticks(range(len(bits)), sentence)
ax.set(ylim=(0, 1.6), xlabel="next token", ylabel="surprise (bits)")
plt.show()
