import matplotlib.pyplot as plt
import numpy as np

from snippets.lab.world.enumeration import Enumeration
from snippets.lab.world.grammar import RULES
from snippets.lab.world.templates import Grammar

even = {"": 1, "and the <aspect> is <quality>": 1, "but the <aspect> is <flaw>": 1}
balanced = Enumeration(Grammar({"review": 1}, RULES | {"second": even}))
ours = Enumeration(Grammar({"review": 1}, RULES))


def bits_about_last(world, text, *known):
    """Information in bits that the known blanks of a text hold about its last blank."""
    p = {}
    for words, q in world.masked_joint(text).items():
        key = tuple(words[i] for i in known)
        for part in ((key, words[-1]), (key, None), (None, words[-1])):
            p[part] = p.get(part, 0.0) + q
    return sum(q * np.log2(q / p[k, None] / p[None, w]) for (k, w), q in p.items() if k and w)


print("bits about the second adjective")
two_clauses = "this movie is [MASK] [MASK] the plot is [MASK] ."
for name, world in (("balanced", balanced), ("ours", ours)):
    print(f"first_adjective_{name} = {abs(bits_about_last(world, two_clauses, 0)):.3f}")
    print(f"conjunction_{name} = {abs(bits_about_last(world, two_clauses, 1)):.3f}")
    print(f"both_{name} = {bits_about_last(world, two_clauses, 0, 1):.3f}")
label_bits = bits_about_last(ours, "[MASK] : this movie is [MASK] .", 0)
verdict_bits = bits_about_last(ours, "this movie is [MASK] , i [MASK] it .", 0)
print(f"label_bits = {label_bits:.3f}\nverdict_bits = {verdict_bits:.3f}")

words = ["strong", "fresh", "dull", "weak"]
fig, axes = plt.subplots(1, 3, figsize=(6.4, 2.8), sharey=True, layout="constrained")
for ax, conjunction in zip(axes, ("and", "[MASK]", "but"), strict=True):
    text = f"this movie is great {conjunction} the plot is"
    p, q = (world.next_token(text)[world.encode(words)] for world in (balanced, ours))
    ax.bar_label(ax.bar(words, p, color="tab:blue", label="balanced"), fmt="%.2f", padding=4)
    ax.plot(words, q, "D", color="black", label="this world")
    ax.tick_params(axis="x", labelsize=9)
    ax.set(title=f"great {conjunction} …", ylim=(0, 0.75))
axes[0].set_ylabel("P(next word)")
axes[2].legend(loc="upper left")
plt.show()
