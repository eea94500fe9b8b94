import matplotlib.pyplot as plt
import numpy as np

from snippets.lab.world.corpus import truth

world = truth("full")
text = "the [MASK] sat on the [MASK]"
animals = ["cat", "dog", "bird", "frog", "owl", "duck"]
animals = [word for animal in animals for word in (animal, animal + "s")]
places = ["mat", "sofa", "rug", "branch", "fence", "leaf", "stone", "roof", "grass"]

joint = world.masked_joint(text)
exact = np.array([[joint.get((a, b), 0.0) for b in places] for a in animals])
first, second = world.masked(text)  # (V,) each
product = np.outer(first[world.encode(animals)], second[world.encode(places)])

possible = exact > 0
dependence_bits = (exact[possible] * np.log2(exact[possible] / product[possible])).sum()
print(f"dependence_bits = {dependence_bits:.3f}")
print(f"impossible_share = {product[~possible].sum():.3f}")
print(f"p_dog_mat_filled_alone = {product[animals.index('dog'), 0]:.3f}")
print(f"dog on the mat is possible: {('dog', 'mat') in joint}")

fig, axes = plt.subplots(1, 2, figsize=(6.4, 4.0), sharey=True, layout="constrained")
for ax, p, title in zip(axes, (exact, product), ("together", "each alone"), strict=True):
    ax.imshow(p, cmap="Blues", vmax=0.2, aspect="auto")
    for i, j in np.argwhere(~possible & (p > 0)):
        ax.text(j, i, "✗", ha="center", va="center", fontsize=9)
    ax.set_xticks(range(len(places)), places, rotation=60, ha="right")
    ax.set_yticks(range(len(animals)), animals)
    ax.set(title=f"filled {title}", xlabel="second blank")
axes[0].set_ylabel("first blank")
plt.show()
