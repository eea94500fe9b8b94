import matplotlib.pyplot as plt
import numpy as np

from snippets.world.corpus import truth

world = truth("full")


def bits_about_last(text, *known):
    """Information in bits that the known blanks of a text hold about its last blank."""
    p = {}
    for words, q in world.masked_joint(text).items():
        key = tuple(words[i] for i in known)
        for part in ((key, words[-1]), (key, None), (None, words[-1])):
            p[part] = p.get(part, 0.0) + q
    return sum(q * np.log2(q / p[k, None] / p[None, w]) for (k, w), q in p.items() if k and w)


two_clauses = "this movie is [MASK] [MASK] the plot is [MASK] ."
print("bits about the second adjective")
print(f"first_adjective_bits = {abs(bits_about_last(two_clauses, 0)):.3f}")
print(f"conjunction_bits = {abs(bits_about_last(two_clauses, 1)):.3f}")
print(f"both_bits = {bits_about_last(two_clauses, 0, 1):.3f}")
print(f"label_bits = {bits_about_last('[MASK] : this movie is [MASK] .', 0):.3f}")
print(f"verdict_bits = {bits_about_last('this movie is [MASK] , i [MASK] it .', 0):.3f}")

words = ["strong", "fresh", "dull", "weak"]
fig, axes = plt.subplots(1, 3, figsize=(6.4, 2.8), sharey=True, layout="constrained")
for ax, conjunction in zip(axes, ("and", "[MASK]", "but"), strict=True):
    after = world.next_token(f"this movie is great {conjunction} the plot is")
    p = after[world.encode(words)]
    print(f"great {conjunction:<7}", *(f"{w} {q:.3f}" for w, q in zip(words, p, strict=True)))
    ax.bar_label(ax.bar(words, p, color="tab:blue"), fmt="%.2f")
    ax.tick_params(axis="x", labelsize=9)
    ax.set(title=f"great {conjunction} …", ylim=(0, 0.65))
axes[0].set_ylabel("P(next word)")
plt.show()
