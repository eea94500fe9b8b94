import matplotlib.pyplot as plt

from snippets.studies.experiments import summaries
from snippets.studies.the_price_of_a_blank import TRIED
from snippets.the_price_of_a_blank.blanks import floors

price, middle = summaries("the-price-of-a-blank").values()
tried = [f"tried_{k}" for k in TRIED]
lines = [
    ("GPT, left side alone", price, ["left"], "<"),
    ("GPT, Bayes over 4 to 250 words", price, tried, "o-"),
    ("BERT", price, ["bert"], "s"),
    ("small GPT, middle moved", middle, ["moved"], "D"),
]
fig, axes = plt.subplots(1, 2, figsize=(6.4, 4), layout="constrained", sharey=True)
for ax, unit, label in zip(
    axes, ("flops", "ms"), ("million operations a blank", "milliseconds, as measured"), strict=True
):
    scale = 1e6 if unit == "flops" else 1
    for name, found, ways, mark in lines:
        cost = [found[f"{unit}_{way}"][0] / scale for way in ways]
        mean, half = zip(*(found[f"excess_{way}"] for way in ways), strict=True)
        low = [min(h, 0.9 * m) for m, h in zip(mean, half, strict=True)]
        ax.errorbar(cost, mean, yerr=(low, half), fmt=mark, capsize=3, label=name)
    both, left = floors()
    ax.axhline(left - both, color="0.4", ls=":", label="left side alone, exactly")
    ax.set(xscale="log", yscale="log", xlabel=label)
axes[0].set_ylabel("excess bits a blank")
axes[1].set_xticks([1, 10, 100], ["1", "10", "100"])
axes[1].set_xticks([], minor=True)
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2, fontsize=8)
print(f"P(word | both sides): {both:.3f} bits a blank\nP(word | left): {left:.3f} bits")
print(f"{'':9}passes  Mflop  excess bits")
for way in ("left", "bert", *tried):
    mean, half = price[f"excess_{way}"]
    print(f"{way:9}{price[f'passes_{way}'][0]:6.0f}{price[f'flops_{way}'][0] / 1e6:8.1f}", end="")
    print(f"{mean:9.4f} ± {half:.4f}")
plt.show()
