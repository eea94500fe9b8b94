import matplotlib.pyplot as plt

from snippets.lab.fit import SIZE
from snippets.studies.experiments import summaries
from snippets.studies.scaling_and_the_mirage import OBJECTIVES, STEPS, value

results = summaries("scaling-and-the-mirage")
styles = {"next_token": "oC0-", "masked_word": "sC1--", "masked_diffusion": "^C2:"}
fig, axes = plt.subplots(1, 3, figsize=(6.4, 3.1), layout="constrained")
print("sentences drawn      640     3,200    51,200")


def told(name, values):
    cells = (f"{values[n][0]:10.3f}" if n in values else f"{'–':>10}" for n in (640, 3200, 51200))
    print(f"{name:16}" + "".join(cells))


for objective, repeated in OBJECTIVES.items():
    key, name = objective.replace("_", "-"), objective.replace("_", " ")
    few = {SIZE * n: f"{key}-of-{SIZE * n}" for n in repeated}
    systems = few | {SIZE * STEPS: f"{key}-32"}
    for ax, measure in zip(axes, ("excess", "valid", "token_right"), strict=True):
        values = {n: value(results, system, measure) for n, system in systems.items()}
        means, halves = zip(*values.values(), strict=True)
        ax.errorbar(list(values), means, halves, fmt=styles[objective], ms=5, lw=1.2, label=name)
        told(name if measure == "excess" else f"  {measure}", values)
    if stopped := results.get(f"{key}-of-640-stopped"):
        mean, half = stopped["excess_32"]
        style, label = styles[objective][:3], f"{name}, stopped"
        axes[0].errorbar(640, mean, half, fmt=style, ms=6, mfc="w", label=label)
        told("  stopped", {640: (mean, half)})
titles = "excess bits, fresh draws", "valid among written", "words right"
for ax, title in zip(axes, titles, strict=True):
    ax.set(xscale="log", xlabel="sentences drawn")
    ax.set_title(title, fontsize=10)
axes[0].set_yscale("log")
for ax in axes[1:]:
    ax.axhline(1, color="k", lw=1, label="best possible")
    ax.set_ylim(-0.03, 1.03)
handles = [*axes[0].containers, axes[1].lines[-1]]
names = [handle.get_label() for handle in handles]
fig.legend(handles, names, loc="outside upper center", ncols=3, fontsize=9)
plt.show()
