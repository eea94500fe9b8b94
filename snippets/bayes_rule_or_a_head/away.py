import matplotlib.pyplot as plt
import numpy as np

from snippets.studies.bayes_rule_or_a_head import DISCRIMINATIVE, GENERATIVE
from snippets.studies.experiments import summaries

found = summaries("bayes-rule-or-a-head")["other-reviews"]
names = GENERATIVE + DISCRIMINATIVE
labels = ("GPT, Bayes' rule", "naive Bayes", "BERT, head", "GPT, head", "logistic regr.")
titles = {"mark": "the mark no longer tells", "thing": "other things reviewed"}
fig, axes = plt.subplots(1, 2, figsize=(6.4, 2.8), sharey=True, sharex=True, layout="constrained")
y = np.arange(len(names))
for ax, (shift, title) in zip(axes, titles.items(), strict=True):
    for where, mark, line in (("home", "o", ":"), ("away", "s", "-")):
        pairs = [found[f"{name}_{shift}_{where}_accuracy"] for name in names]
        means, halves = zip(*pairs, strict=True)
        at = y - 0.12 if where == "home" else y + 0.12
        ax.errorbar(means, at, xerr=halves, fmt=mark, ms=5, label=where)
        best = found[f"{shift}_{where}_bayes"][0]
        ax.axvline(best, color="k", lw=1, ls=line, label=f"Bayes accuracy, {where}")
    ax.set(title=title, xlabel="accuracy", yticks=y, yticklabels=labels)
    print(f"{title}: accuracy and calibration error, away")
    for name in names:
        away = [found[f"{name}_{shift}_away_{m}"][0] for m in ("accuracy", "calibration_error")]
        print(f"{name:10} {away[0]:.3f} {away[1]:.3f}")
axes[0].invert_yaxis()
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=4, fontsize=9)
plt.show()
