import matplotlib.pyplot as plt
import numpy as np

from snippets.lab.checkpoints import load
from snippets.lab.world.corpus import truth
from snippets.two_blanks_at_once import joints

text = "the [MASK] sat on the [MASK]"
found = joints.ways(load("bert"), load("gpt"), text)
exact = found["exact"]
print(f"dependence_bits = {joints.dependence(exact):.3f}")
for way, joint in found.items():
    print(f"impossible_{way} = {joint[exact == 0].sum():.4f}")
for who in ("exact", "bert"):
    print(f"orders_differ_{who} = {joints.orders_differ(found, who):.3f}")

animals = ["cat", "dog", "bird", "frog", "owl", "duck"]
animals = [word for animal in animals for word in (animal, animal + "s")]
places = ["mat", "sofa", "rug", "branch", "fence", "leaf", "stone", "roof", "grass"]
shown = np.ix_(truth("training").encode(animals), truth("training").encode(places))
fig, axes = plt.subplots(2, 2, figsize=(6.4, 7), sharex=True, sharey=True, layout="constrained")
titles = {
    "exact": "exact, together",
    "exact_at_once": "exact, each alone",
    "gpt": "GPT, chain rule",
    "bert_at_once": "BERT, each alone",
}
for ax, (way, title) in zip(axes.flat, titles.items(), strict=True):
    p = found[way][shown]
    ax.imshow(p, cmap="Blues", vmax=0.2, aspect="auto")
    for i, j in np.argwhere((exact[shown] == 0) & (p > 0.001)):
        ax.text(j, i, "✗", ha="center", va="center", fontsize=9)
    ax.set_xticks(range(len(places)), places, rotation=60, ha="right")
    ax.set_yticks(range(len(animals)), animals)
    ax.set(title=title)
fig.supxlabel("second blank")
fig.supylabel("first blank")
plt.show()
