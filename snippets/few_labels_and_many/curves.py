import matplotlib.pyplot as plt

from snippets.studies.few_labels_and_many import NAMES, places, recorded
from snippets.studies.real import summaries

data = recorded()
found = summaries(data)
home, sizes = places(data)[0][0], [m for _, m, _ in places(data)]
styles = {"decoder": "o-C0", "nb": "v-C9", "encoder": "s--C1", "lr": "^:C5", "svm": "D:C3"}

fig, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
for i, (system, label) in enumerate(NAMES.items()):
    means, halves = zip(*(found[home, m, system, home]["accuracy"] for m in sizes), strict=True)
    apart = [m * 1.04 ** (i - 2) for m in sizes]  # side by side, not on top of each other
    ax.errorbar(apart, means, halves, fmt=styles[system], ms=5, lw=1.2, label=label)
(sst2,) = data["data"]
majority = max(sst2["labels"].values()) / sst2["test"]
ax.axhline(majority, color="k", lw=1, label="always the commoner label")
ax.set(xscale="log", xlabel="labels m", ylabel=f"accuracy on {sst2['test']:,} sentences")
ax.set_xticks(sizes, [f"{m:,}" for m in sizes])
ax.minorticks_off()
ax.legend(fontsize=9, loc="upper left")

print("system  ", *(f"{m:>6,}" for m in sizes))
for system in NAMES:
    row = [found[home, m, system, home]["accuracy"][0] for m in sizes]
    print(f"{system:8}", *(f"{mean:6.3f}" for mean in row))
plt.show()
