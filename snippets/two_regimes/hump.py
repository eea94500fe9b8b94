import matplotlib.pyplot as plt

from snippets.studies.experiments import summaries

found = summaries("two-regimes")["tuned"]
sizes = [2**k for k in range(2, 13)]
lines = {
    "naive": ("naive LDA", "o-C0"),
    "lr": ("LR, hardly a penalty", "s--C1"),
    "tuned": ("LR, tuned", "D:C3"),
}
fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.2), sharey=True, layout="constrained")
titles = {"each": "each feature tells as much", "shared": "the same evidence, spread"}
for ax, (world, title) in zip(axes, titles.items(), strict=True):
    for name, (label, style) in lines.items():
        pairs = [found[f"{name}_{world}_128_over_{m}"] for m in sizes]
        means, halves = zip(*pairs, strict=True)
        ax.errorbar(sizes, means, halves, fmt=style, ms=4, lw=1.2, label=label)
        print(f"{name}_{world}_256 = {means[sizes.index(256)]:.3f}")
    ax.axhline(0.03, color="0.6", ls=":", lw=1, label="enough")
    ax.axvline(256, color="0.8", lw=1, label="two examples a feature")
    ax.set(xscale="log", title=title, xlabel="examples m")
    ax.set_xticks([10, 100, 1000], ["10", "100", "1k"])
    ax.minorticks_off()
axes[0].set_ylabel("error above the best")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=3, fontsize=9)
plt.show()
