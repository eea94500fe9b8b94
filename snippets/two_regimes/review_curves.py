import matplotlib.pyplot as plt

from snippets.studies.experiments import summaries
from snippets.studies.two_regimes import SIZES

found = summaries("two-regimes")["reviews"]
sizes = [m for m in SIZES if m <= 4096]
lines = {
    "nb": ("naive Bayes", "o-C0"),
    "lr": ("LR, hardly a penalty", "s--C1"),
    "lr_c1": ("LR, C = 1", "D:C3"),
}
fig, axes = plt.subplots(2, 2, figsize=(6.4, 4.4), sharex=True, sharey="row", layout="constrained")
for column, features in enumerate(("words", "neighbours")):
    for row, measure in enumerate(("accuracy", "calibration_error")):
        ax = axes[row, column]
        for name, (label, style) in lines.items():
            keys = [f"{name}_{features}_{m}_{measure}" for m in sizes]
            means, halves = zip(*(found[key] for key in keys), strict=True)
            ax.errorbar(sizes, means, halves, fmt=style, ms=4, label=label)
    axes[0, column].axhline(found["bayes"][0], color="k", lw=1, label="Bayes accuracy, exact")
axes[0, 0].set(xscale="log", title="words", ylabel="accuracy")
axes[0, 1].set_title("words and neighbours")
axes[1, 0].set(xlabel="labels m", ylabel="calibration error", ylim=0)
axes[1, 1].set_xlabel("labels m")
axes[0, 0].set_xticks([10, 100, 1000], ["10", "100", "1000"])
axes[0, 0].minorticks_off()
fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=2, fontsize=9)
print("naive Bayes minus LR with C = 1, accuracy")
for m in (8, 64, 128, 4096):
    gaps = [
        found[f"nb_{f}_{m}_accuracy"][0] - found[f"lr_c1_{f}_{m}_accuracy"][0]
        for f in ("words", "neighbours")
    ]
    print(f"m = {m:4}: words {gaps[0]:+.3f}, neighbours {gaps[1]:+.3f}")
plt.show()
