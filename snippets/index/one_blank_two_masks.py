import matplotlib.pyplot as plt
import numpy as np

texts = (
    ["the cat sat on the mat"] * 3
    + ["the cat sat on the sofa"] * 2
    + ["the dog sat on the mat"] * 1
    + ["the dog sat on the rug"] * 4
)
words = np.array([text.split() for text in texts])  # (texts, words)
sentence, blank = words[0], 1
causal, full = np.tri(6, dtype=bool), np.ones((6, 6), dtype=bool)


def p_blank(visible):
    """P(word at the blank | the words that may be seen), by counting texts."""
    same = (words[:, visible] == sentence[visible]).all(axis=1)
    return (words[same, blank] == sentence[blank]).mean()


p_causal = p_blank(causal[blank - 1])  # the word before the blank predicts it
p_full = p_blank(full[blank] & (np.arange(6) != blank))  # the blank itself is hidden
p_text = (words == sentence).all(axis=1).mean()
print(f"p_causal = {p_causal:.2f}\np_full = {p_full:.2f}\np_text = {p_text:.2f}")

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.5), layout="constrained")
labels = ["the", "[?]", "sat", "on", "the", "mat"]
titles = f"causal mask: P(cat) = {p_causal:.2f}", f"full mask: P(cat) = {p_full:.2f}"
answers = (blank - 1, blank)  # the row that is asked for the word
for ax, mask, title, row in zip(axes, (causal, full), titles, answers, strict=True):
    ax.imshow(mask, cmap="Blues", vmin=0, vmax=3)
    for i, j in np.ndindex(6, 6):
        ax.text(j, i, "✓" if mask[i, j] else "✗", ha="center", va="center", fontsize=11)
    ax.add_patch(plt.Rectangle((-0.45, row - 0.45), 5.9, 0.9, fill=False, linewidth=2.5))
    ax.set_title(title, fontsize=12)
    ax.set_xticks(range(6), labels, fontsize=11)
    ax.set_yticks(range(6), labels, fontsize=11)
axes[0].set_ylabel("word that looks", fontsize=11)
fig.supxlabel("word looked at", fontsize=11)
plt.show()
