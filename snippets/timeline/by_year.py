import matplotlib.pyplot as plt

from snippets.studies.results import check, summary
from snippets.studies.timeline import LABEL, MASKED, NEXT, SYSTEMS, TARGET

panels = {
    loss: sorted((s for s in SYSTEMS if s.loss == loss), key=lambda s: -s.year)
    for loss in (NEXT, MASKED, TARGET, LABEL)
}
heights = [len(systems) + 1.5 for systems in panels.values()]
fig, axes = plt.subplots(
    4, figsize=(6.4, 0.2 * sum(heights)), layout="constrained", height_ratios=heights
)
for ax, (loss, systems) in zip(axes, panels.items(), strict=True):
    means = {}
    for system in systems:
        measures = summary(check("timeline", system))
        mean, half = measures.get("excess_bits", (float("nan"),) * 2)
        if 0 < mean < float("inf"):  # an SVM has no bits, a tree that is certain has too many
            label = f"{system.name}, {system.year}"
            ax.errorbar(mean, label, xerr=half, fmt="o", capsize=3, color="C0")
            means[system.name] = mean
    ax.set(xscale="log", xlim=(2e-4, 10), xlabel=f"excess bits per {loss}")
    ax.margins(y=0.6 / len(means))
    print(f"{loss}: {len(means)} systems,")
    print(f"  nearest to the floor: {min(means, key=means.get)}")
plt.show()
