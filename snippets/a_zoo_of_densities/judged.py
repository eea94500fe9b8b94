import matplotlib.pyplot as plt

from snippets.a_zoo_of_densities import cells
from snippets.lab.mixture import ENTROPY
from snippets.studies.a_zoo_of_densities import ANIMALS
from snippets.studies.experiments import summaries

found = summaries("a-zoo-of-densities")["samples"]
fig, axes = plt.subplots(1, 3, figsize=(6.4, 3.2), sharey=True, layout="constrained")
columns = ("excess_bits", "told_apart", "energy")
for y, name in enumerate(ANIMALS):
    for ax, measure in zip(axes, columns, strict=True):
        if f"{measure}_{name}" in found:
            mean, half = found[f"{measure}_{name}"]
            ax.errorbar(mean, y, xerr=half, fmt="C0o", capsize=3)
    if f"bound_bits_{name}" in found:
        mean, half = found[f"bound_bits_{name}"]
        axes[0].errorbar(mean, y, xerr=half, fmt="C1<", capsize=3, label="bound")
    if f"best_judge_{name}" in found:
        axes[1].plot(found[f"best_judge_{name}"][0], y, "k|", ms=12, label="best judge")
floor = cells.mean_bits(cells.exact_shares()) - ENTROPY
for name in ("2-gram", "GPT"):
    axes[0].plot(floor, ANIMALS.index(name), "k|", ms=12, label="floor of the cells")
axes[0].axvline(0, color="k", lw=0.8)
axes[0].text(0.02, ANIMALS.index("GAN"), "no answer", va="center")
for ax, measure in zip(axes[1:], columns[1:], strict=True):
    mean, half = found[f"{measure}_exact"]
    ax.axvspan(mean - half, mean + half, color="0.85", zorder=0, label="noise of exact draws")
axes[0].set(xlabel="bits above the entropy", yticks=range(len(ANIMALS)), yticklabels=ANIMALS)
axes[0].invert_yaxis()
axes[1].set(xlabel="told apart, share right")
axes[2].set(xlabel="energy distance")
for ax in axes[:2]:
    handles, labels = ax.get_legend_handles_labels()
    unique = dict(zip(labels, handles, strict=True))
    ax.legend(unique.values(), unique, fontsize=7, loc="upper right")
for name in ANIMALS:
    cells = [found.get(f"{m}_{name}", (None,))[0] for m in (*columns, "inside", "covered")]
    print(f"{name:10}", *("     -" if cell is None else f"{cell:6.3f}" for cell in cells))
plt.show()
