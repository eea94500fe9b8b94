import matplotlib.pyplot as plt
import numpy as np

from snippets.studies.bayes_rule_or_a_head import DISCRIMINATIVE, GENERATIVE
from snippets.studies.experiments import summaries

results = summaries("bayes-rule-or-a-head")
names = dict(
    zip(
        GENERATIVE + DISCRIMINATIVE,
        ("GPT, Bayes' rule", "naive Bayes", "BERT, head", "GPT, head", "logistic regr."),
        strict=True,
    )
)
fig, axes = plt.subplots(2, 2, figsize=(6.4, 4.6), sharey=True, sharex="col", layout="constrained")
y = np.arange(len(names))
for row, system in enumerate(("scratch", "pretrained")):
    found = results[system]
    print(f"{system}, 2,048 labels: prior kept, prior moved")
    for column, measure in enumerate(("accuracy", "excess_bits")):
        ax = axes[row, column]
        for how, at, mark, label in (
            ("kept", y - 0.15, "o", "as trained"),
            ("moved", y + 0.15, "s", "prior moved"),
        ):
            keys = [f"{name}_2048_{how}_{measure}" for name in names]
            means, halves = zip(*(found[key] for key in keys), strict=True)
            ax.errorbar(means, at, xerr=halves, fmt=mark, ms=5, label=label)
        best = found["bayes_moved"][0] if measure == "accuracy" else 0
        ax.axvline(best, color="k", lw=1, label="the best possible, exact")
        ax.set(yticks=y, yticklabels=names.values())
    for name in names:
        pair = [found[f"{name}_2048_{how}_accuracy"][0] for how in ("kept", "moved")]
        pair += [found[f"{name}_2048_{how}_excess_bits"][0] for how in ("kept", "moved")]
        print(f"{name:10}" + "".join(f"{value:8.3f}" for value in pair))
    axes[row, 0].set_title("from scratch" if system == "scratch" else "pretrained", fontsize=10)
axes[0, 0].invert_yaxis()
axes[1, 0].set_xlabel("accuracy, 80% negative")
axes[1, 1].set_xlabel("excess bits a review")
fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=3, fontsize=9)
plt.show()
