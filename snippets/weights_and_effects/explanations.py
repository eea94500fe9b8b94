import matplotlib.pyplot as plt

from snippets.studies.experiments import summaries

found = summaries("weights-and-effects")["decisions"]
rows = {  # what is offered as an explanation: (measure, style)
    "naive Bayes: weights": ("nb_weights", "sC1"),
    "logistic regression: weights": ("lr_weights", "oC0"),
    "BERT: attention, last layer": ("bert_last_layer", "oC0"),
    "BERT: attention, all layers": ("bert_all_layers", "oC0"),
    "BERT: attention, received": ("bert_received", "oC0"),
    "GPT: attention, last layer": ("gpt_last_layer", "sC1"),
    "GPT: attention, all layers": ("gpt_all_layers", "sC1"),
    "GPT: attention, received": ("gpt_received", "sC1"),
    "GPT: terms of the chain rule": ("gpt_terms", "sC1"),
}
fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.4), sharey=True, layout="constrained")
for y, (name, (measure, style)) in enumerate(rows.items()):
    for ax, kind in zip(axes, ("rank", "first"), strict=True):
        mean, half = found[f"{measure}_{kind}"]
        ax.errorbar(mean, y, xerr=half, fmt=style, capsize=3)
    print(f"{name:30}{found[f'{measure}_rank'][0]:8.3f}{found[f'{measure}_first'][0]:8.3f}")
axes[0].axvline(0, color="0.5", lw=1)
axes[1].axvline(found["chance_first"][0], color="0.5", ls=":", label="at random")
for ax in axes:
    ax.axvline(1, color="black", ls="--", label="explains exactly")
axes[0].set(xlabel="rank correlation with effects", yticks=range(len(rows)), yticklabels=rows)
axes[1].set(xlabel="same most important word")
axes[0].invert_yaxis()
axes[1].legend(fontsize=8, loc="center")
plt.show()
