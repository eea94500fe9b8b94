import matplotlib.pyplot as plt
import numpy as np

from snippets.studies.experiments import runs_of, summaries
from snippets.studies.statistics import slope

results, runs = summaries("two-regimes"), runs_of("two-regimes")
found = {**results["tuned"], **results["features"]}
widths = np.array([8, 16, 32, 64, 128])
lines = {
    "naive": ("naive LDA", "o-C0"),
    "lda": ("LDA", "v-C2"),
    "lr": ("LR, hardly a penalty", "s--C1"),
    "tuned": ("LR, tuned", "D:C3"),
}
fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.5), sharey=True, layout="constrained")
print("examples that are enough grow as n to the power")
for ax, world in zip(axes, ("each", "shared"), strict=True):
    for name, (label, style) in lines.items():
        means, halves = np.array([found[f"{name}_{world}_{n}"] for n in widths]).T
        ax.errorbar(widths, means, halves, fmt=style, ms=5, label=label)
        seeds = runs["tuned" if name == "tuned" else "features"]
        enough = [[run[f"{name}_{world}_{n}"] for n in widths] for run in seeds]
        power, (low, high) = slope(np.log(widths), np.log(enough))  # a slope for each seed
        print(f"{name}_{world}_power = {power:.2f}")
        print(f"{name}_{world}_power_half = {(high - low) / 2:.2f}")
    for k, style in ((8, ":"), (1, "-.")):
        ax.plot(widths, k * widths, color="0.6", ls=style, lw=1, label=f"m = {k if k > 1 else ''}n")
    ax.set(xscale="log", yscale="log", xlabel="features n")
    ax.set_xticks(widths, widths)
    ax.minorticks_off()
axes[0].set(title="each feature tells as much", ylabel="examples that are enough")
axes[1].set(title="the same evidence, spread")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=3, fontsize=9)
plt.show()
