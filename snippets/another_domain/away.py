import matplotlib.pyplot as plt

from snippets.studies.another_domain import majority, places, recorded
from snippets.studies.few_labels_and_many import NAMES
from snippets.studies.real import summaries

data = recorded()
found, always = summaries(data), majority(data)
panels = [*places(data)["at home"], *places(data)["away"]]

fig, axes = plt.subplots(2, 2, figsize=(6.4, 5), sharex=True, sharey=True, layout="constrained")
for ax, (home, m, domain) in zip(axes.flat, panels, strict=True):
    for y, system in enumerate(reversed(NAMES)):
        for measure, style in (("accuracy", "oC0"), ("macro_f1", "sC1")):
            mean, half = found[home, m, system, domain][measure]
            name = measure.replace("_f1", "-F1")
            ax.errorbar(mean, y + 0.12 * (style[0] == "o"), xerr=half, fmt=style, ms=5, label=name)
    ax.axvline(always[domain], color="k", lw=1)
    ax.set_title(f"learned on {home},\nasked on {domain}", fontsize=10)
axes[0, 0].set_yticks(range(len(NAMES)), [NAMES[system] for system in reversed(NAMES)])
axes[1, 0].set_xlabel("share, and mean F1 of the labels")
handles, labels = axes[0, 0].get_legend_handles_labels()
fig.legend(handles[:2], labels[:2], loc="outside upper center", ncols=2, fontsize=9)

print("learned on   asked on     always", *(f"{system:>8}" for system in NAMES))
for home, m, domain in panels:
    row = [found[home, m, system, domain]["accuracy"][0] for system in NAMES]
    print(f"{home:12} {domain:12}{always[domain]:7.3f}", *(f"{mean:8.3f}" for mean in row))
plt.show()
