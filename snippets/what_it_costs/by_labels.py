import matplotlib.pyplot as plt

from snippets.studies.experiments import summaries
from snippets.studies.what_it_costs import LABELS

results = summaries("what-it-costs")
ways = {
    "bayes": ("decoder, Bayes' rule: a pass a label", "o-"),
    "label_last": ("decoder, label last: one pass", "s--"),
    "decoder_head": ("decoder with a head: one pass", "^-."),
    "encoder_head": ("encoder with a head: one pass", "v:"),
}
fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.6), layout="constrained")
for way, (label, style) in ways.items():
    found = results["labels-64"]
    flops = [found[f"flops_{way}_{K}"][0] / 1e6 for K in LABELS]
    axes[0].plot(LABELS, flops, style, ms=5, lw=1.2, label=label)
    means, halves = zip(*(found[f"ms_{way}_{K}"] for K in LABELS), strict=True)
    axes[1].errorbar(LABELS, means, halves, fmt=style, ms=5, lw=1.2, capsize=2)
    print(f"{way:13}" + "".join(f"{x:9.2f}" for x in flops[::2]), "MFLOPs")
axes[0].set_title("million FLOPs, counted", fontsize=10)
axes[1].set_title("CPU milliseconds, measured", fontsize=10)
for ax in axes:
    ax.set(xscale="log", yscale="log", xlabel="labels")
    ax.set_xticks(LABELS, LABELS)
    ax.minorticks_off()
fig.legend(loc="outside upper center", ncols=2, fontsize=9)
plt.show()
