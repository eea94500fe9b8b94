import matplotlib.pyplot as plt

from snippets.studies.experiments import summaries
from snippets.studies.two_regimes import REGRESSIONS, SIZES, WORLDS, enough, winner

results = summaries("two-regimes")
titles = ("independent bits", "40% copied", "80% copied", "independent", "correlated", "outliers")
lines = {  # name: (label, marker and line)
    "nb": ("naive Bayes", "o-C0"),
    "naive": ("naive LDA", "o-C0"),
    "lda": ("LDA", "v-C2"),
    "lr": ("LR, hardly a penalty", "s--C1"),
    "lr_c1": ("LR, C = 1", "D:C3"),
}
fig, axes = plt.subplots(2, 3, figsize=(6.4, 4.8), sharex=True, sharey=True, layout="constrained")
handles = {}
for ax, (world, (system, generative)), title in zip(axes.flat, WORLDS.items(), titles, strict=True):
    found = results[system]
    for name in (*generative, *REGRESSIONS):
        label, style = lines[name]
        means, halves = zip(*(found[f"{name}_{world}_{m}"] for m in SIZES), strict=True)
        handles[label] = ax.errorbar(SIZES, means, halves, fmt=style, ms=4, lw=1.2)
    bayes = found[f"bayes_{world}"][0]
    handles["Bayes error, exact"] = ax.axhline(bayes, color="k", lw=1)
    ax.set_title(title, fontsize=10)
    ahead = [winner(results, world, m)[0].replace("n", "·") for m in SIZES]
    print(f"{title:17} {' '.join(ahead)}")
    needs = [f"{enough(results, name, world):5.0f}" for name in (*generative, *REGRESSIONS)]
    print(f"{'':17}{''.join(needs)}")
axes[0, 0].set(xscale="log", xlim=(6, 11000), ylim=(0.08, 0.4))
axes[0, 0].set_xticks([10, 100, 1000, 10000], ["10", "100", "1k", "10k"])
axes[0, 0].minorticks_off()
fig.supxlabel("examples m", fontsize=10)
fig.supylabel("error", fontsize=10)
fig.legend(handles.values(), handles, loc="outside upper center", ncols=3, fontsize=9)
plt.show()
