import matplotlib.pyplot as plt

from snippets.studies.experiments import summaries

found = summaries("two-regimes")
strengths = (-3, -2, -1, 0, 1, 2, 3, 4)
fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.4), sharey=True, layout="constrained")
for ax, world, title in zip(axes, (0, 80), ("independent bits", "80% copied"), strict=True):
    for m, color, marker in ((16, "C0", "o"), (64, "C1", "s"), (1024, "C2", "^")):
        keys = [f"lr_{k}_{world}_{m}" for k in strengths]
        means, halves = zip(*(found["penalty"][key] for key in keys), strict=True)
        c = [10.0**k for k in strengths]
        ax.errorbar(c, means, halves, fmt=f"{marker}-{color}", ms=4, label=f"LR, m = {m}")
        counted = found["penalty"][f"nb_0_{world}_{m}"][0]
        ax.axhline(counted, color=color, ls="--", lw=1, label=f"naive Bayes, m = {m}")
        best = min(strengths, key=lambda k: found["penalty"][f"lr_{k}_{world}_{m}"][0])
        print(f"{title}, m = {m}: best C is 1e{best}")
    ax.axhline(found["binary"][f"bayes_{world}"][0], color="k", lw=1, label="Bayes error")
    ax.set(xscale="log", title=title, xlabel="C (small: a strong penalty)")
axes[0].set_ylabel("error")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=3, fontsize=9)
plt.show()
