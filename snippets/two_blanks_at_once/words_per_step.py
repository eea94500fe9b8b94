import matplotlib.pyplot as plt

from snippets.studies.experiments import summaries

found = summaries("two-blanks-at-once")["unmasking"]
steps = {"4": ("1", "2", "all"), "all": ("1", "2", "4", "all")}
lines = {  # who, in which order: marker and line
    ("exact", "random"): ("k|", "-"),
    ("exact", "surest"): ("kx", ":"),
    ("bert", "random"): ("C0o", "-"),
    ("bert", "surest"): ("C1s", ":"),
}
fig, axes = plt.subplots(2, 2, figsize=(6.4, 5.4), sharex="col", sharey="row", layout="constrained")
for column, (hidden, ks) in enumerate(steps.items()):
    for row, measure in enumerate(("impossible", "bits")):
        ax = axes[row, column]
        for (who, order), (marker, line) in lines.items():
            means, halves = zip(
                *(found[f"{measure}_{who}_{order}_{hidden}_{k}"] for k in ks), strict=True
            )
            label = f"{'BERT' if who == 'bert' else who}, {order} first"
            ax.errorbar(ks, means, halves, fmt=marker + line, capsize=3, ms=7, label=label)
    axes[0, column].set(title=f"{hidden} words hidden", ylim=(-0.03, 1.03))
    axes[1, column].set(xlabel="words filled in one step", yscale="symlog", ylim=(-0.2, 120))
axes[0, 0].set_ylabel("share of impossible text")
axes[1, 0].set_ylabel("bits above the exact joint")
axes[0, 0].legend(fontsize=8)
for order in ("random", "surest"):
    shown = [f"{abs(found[f'impossible_exact_{order}_all_{k}'][0]):.3f}" for k in steps["all"]]
    print(f"exact, {order} first:", *shown)
plt.show()
