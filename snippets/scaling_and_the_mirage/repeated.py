import matplotlib.pyplot as plt

from snippets.lab.fit import SIZE
from snippets.studies.experiments import summaries
from snippets.studies.scaling_and_the_mirage import OBJECTIVES, STEPS, value

results = summaries("scaling-and-the-mirage")
styles = {"next_token": "o-", "masked_word": "s--", "masked_diffusion": "^:"}
fig, axes = plt.subplots(1, 3, figsize=(6.4, 2.9), layout="constrained")
print("sentences drawn      640     3,200    51,200")
for objective, repeated in OBJECTIVES.items():
    key, name = objective.replace("_", "-"), objective.replace("_", " ")
    systems = {SIZE * n: f"{key}-of-{SIZE * n}" for n in repeated} | {SIZE * STEPS: f"{key}-32"}
    for ax, measure in zip(axes, ("excess", "valid", "token_right"), strict=True):
        values = {n: value(results, system, measure) for n, system in systems.items()}
        means, halves = zip(*values.values(), strict=True)
        ax.errorbar(list(values), means, halves, fmt=styles[objective], ms=5, lw=1.2, capsize=2)
        cells = (
            f"{values[n][0]:10.3f}" if n in values else f"{'–':>10}" for n in (640, 3200, 51200)
        )
        print(f"{name if measure == 'excess' else '  ' + measure:16}" + "".join(cells))
titles = "excess bits, fresh draws", "valid among written", "words right"
for ax, title in zip(axes, titles, strict=True):
    ax.set(xscale="log", xlabel="sentences drawn")
    ax.set_title(title, fontsize=10)
axes[0].set_yscale("log")
for ax in axes[1:]:
    ax.axhline(1, color="k", lw=1)
    ax.set_ylim(-0.03, 1.03)
names = [name.replace("_", " ") for name in OBJECTIVES]
handles = [*axes[0].containers, axes[1].lines[-1]]
fig.legend(handles, [*names, "best possible"], loc="outside upper center", ncols=4, fontsize=9)
plt.show()
