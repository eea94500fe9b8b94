import matplotlib.pyplot as plt

from snippets.lab.measure import bayes_accuracy
from snippets.studies.experiments import summaries
from snippets.studies.scaling_and_the_mirage import OBJECTIVES, by_width

results = summaries("scaling-and-the-mirage")
styles = {"next_token": "o-", "masked_word": "s--", "masked_diffusion": "^:"}
panels = {  # title: (what is on the x axis, on the y axis, the best that is possible)
    "excess bits, by size": ("parameters", "excess", None),
    "excess bits, by cost of training": ("training_gigaflops", "excess", None),
    "valid among what it writes": ("parameters", "valid", 1),
    "accuracy of the label": ("parameters", "accuracy", bayes_accuracy()),
}
fig, axes = plt.subplots(2, 2, figsize=(6.4, 5.6), layout="constrained")
for ax, (title, (across, up, best)) in zip(axes.flat, panels.items(), strict=True):
    for objective in OBJECTIVES:
        x = [mean for mean, _ in by_width(results, objective, across)]
        means, halves = zip(*by_width(results, objective, up), strict=True)
        ax.errorbar(x, means, halves, fmt=styles[objective], ms=5, lw=1.2, capsize=2)
    if best:
        ax.axhline(best, color="k", lw=1)
        ax.set_ylim(-0.03, 1.03)
    else:
        ax.set_yscale("log")
    ax.set(xscale="log", xlabel=across.replace("_", " "))
    ax.set_title(title, fontsize=10)
names = [name.replace("_", " ") for name in OBJECTIVES]
handles = [*(container for container in axes[0, 0].containers), axes[1, 0].lines[-1]]
fig.legend(handles, [*names, "best possible"], loc="outside upper center", ncols=4, fontsize=9)

print("excess bits     width 8      16      32      64")
for name, objective in zip(names, OBJECTIVES, strict=True):
    means = [mean for mean, _ in by_width(results, objective, "excess")]
    print(f"{name:16}" + "".join(f"{mean:8.4f}" for mean in means))
plt.show()
