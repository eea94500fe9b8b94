import math

import matplotlib.pyplot as plt

from snippets.studies.few_labels_and_many import NAMES, places, recorded
from snippets.studies.real import summaries

data = recorded()
found = summaries(data)
home, sizes = places(data)[0][0], [m for _, m, _ in places(data)]
styles = {"decoder": "o-C0", "nb": "v-C9", "encoder": "s--C1", "lr": "^:C5"}

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.4), layout="constrained")
for ax, measure in zip(axes, ("calibration_error", "log_loss"), strict=True):
    for system, style in styles.items():
        means, halves = zip(*(found[home, m, system, home][measure] for m in sizes), strict=True)
        ax.errorbar(sizes, means, halves, fmt=style, ms=5, lw=1.2, label=NAMES[system])
    ax.set(xscale="log", xlabel="labels m")
    ax.set_xticks(sizes[::2], [f"{m:,}" for m in sizes[::2]])
    ax.minorticks_off()
axes[0].set(ylabel="expected calibration error", ylim=0)
axes[1].axhline(math.log(2), color="k", lw=1, label="a coin")
axes[1].set(ylabel="log loss, nats", ylim=0)
fig.legend(*axes[1].get_legend_handles_labels(), loc="outside upper center", ncols=2, fontsize=9)

for measure in ("calibration_error", "log_loss"):
    print(measure.replace("_", " "))
    for system in styles:
        row = [found[home, m, system, home][measure][0] for m in sizes]
        print(f"  {system:8}", *(f"{mean:6.3f}" for mean in row))
plt.show()
