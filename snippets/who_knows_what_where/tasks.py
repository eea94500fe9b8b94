import matplotlib.pyplot as plt

from snippets.studies.experiments import summaries

found = summaries("who-knows-what-where")
rows = {  # task: (system, measure, ceiling of who reads from the left)
    "entities, F1": ("entities", "{}_f1", "prefix_f1_ceiling"),
    "answers, question first": ("answers", "{}_first_exact", None),
    "answers, question last": ("answers", "{}_last_exact", "blind_exact_ceiling"),
    "sentiment, mean of states": ("sentiment", "{}_mean_many", "bayes"),
    "sentiment, last state": ("sentiment", "{}_last_many", "bayes"),
    "sentiment, first state": ("sentiment", "{}_first_many", "one_label"),
}
names = {"bert": ("BERT", "oC0"), "unmasked": ("GPT, mask lifted", "xC2"), "causal": ("GPT", "sC1")}
fig, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
print(f"{'':26}" + "".join(f"{reader:>10}" for reader in names) + f"{'ceiling':>10}")
for y, (task, (key, measure, limit)) in enumerate(rows.items()):
    ceiling = found[key][limit][0] if limit else 1
    ax.vlines(ceiling, y - 0.4, y + 0.4, "k", ls="--", label="" if y else "exact, from the left")
    line = f"{task:26}"
    for (reader, (name, style)), up in zip(names.items(), (-0.2, 0, 0.2), strict=True):
        mean, half = found[key][measure.format(reader)]
        ax.errorbar(mean, y + up, xerr=half, fmt=style, capsize=3, label="" if y else name)
        line += f"{mean:10.3f}"
    print(line + f"{ceiling:10.3f}")
ax.set(yticks=range(len(rows)), yticklabels=rows, xlabel="share that is right, or F1")
ax.invert_yaxis()
fig.legend(loc="outside upper center", ncols=4, fontsize=9)
plt.show()
