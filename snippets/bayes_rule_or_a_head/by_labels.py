import matplotlib.pyplot as plt

from snippets.studies.bayes_rule_or_a_head import DISCRIMINATIVE, GENERATIVE, LABELS
from snippets.studies.experiments import summaries

results = summaries("bayes-rule-or-a-head")
lines = {
    "gpt_bayes": ("GPT, Bayes' rule", "o-C0"),
    "nb": ("naive Bayes", "v-C9"),
    "bert_head": ("BERT, head", "s--C1"),
    "gpt_head": ("GPT, head", "D--C3"),
    "lr": ("logistic regression", "^:C5"),
}
fig, axes = plt.subplots(2, 2, figsize=(6.4, 5), sharex=True, sharey="row", layout="constrained")
for column, system in enumerate(("scratch", "pretrained")):
    found = results[system]
    for row, measure in enumerate(("accuracy", "calibration_error")):
        ax = axes[row, column]
        for name in GENERATIVE + DISCRIMINATIVE:
            label, style = lines[name]
            keys = [f"{name}_{m}_{measure}" for m in LABELS]
            means, halves = zip(*(found[key] for key in keys), strict=True)
            ax.errorbar(LABELS, means, halves, fmt=style, ms=5, lw=1.2, label=label)
    axes[0, column].axhline(found["bayes"][0], color="k", lw=1, label="Bayes accuracy, exact")
    axes[0, column].set_title(("from scratch", "pretrained")[column])
    axes[1, column].set_xlabel("labels m")
    print(f"{system}: accuracy, calibration error, excess bits")
    for name in GENERATIVE + DISCRIMINATIVE:
        for m in (128, 2048):
            kinds = ("accuracy", "calibration_error", "excess_bits")
            row = " ".join(f"{found[f'{name}_{m}_{kind}'][0]:6.3f}" for kind in kinds)
            print(f"{name:10}{m:5} {row}")
axes[0, 0].set(xscale="log", ylabel="accuracy")
axes[0, 0].set_xticks(LABELS, LABELS)
axes[0, 0].minorticks_off()
axes[1, 0].set(ylabel="calibration error", ylim=0)
fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=3, fontsize=9)
plt.show()
