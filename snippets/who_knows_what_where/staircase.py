import matplotlib.pyplot as plt

from snippets.studies.experiments import summaries

found = summaries("who-knows-what-where")["positions"]
names = {"bert": "BERT", "unmasked": "GPT, mask lifted", "causal": "GPT"}
k = range(-6, 5)
fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
ceiling = [found[f"ceiling_at_{t}"][0] for t in k]
ax.step(k, ceiling, "k--", where="mid", label="exact, from the words so far")
ax.axhline(1, color="black", lw=1, label="exact, from the whole sentence")
for (reader, name), style in zip(names.items(), ("o", "x", "s"), strict=True):
    mean, half = zip(*(found[f"{reader}_at_{t}"] for t in k), strict=True)
    large = {"ms": 10, "mfc": "none"} if reader == "bert" else {"ms": 5}
    ax.errorbar(k, mean, half, fmt=style, capsize=3, label=name, **large)
    print(f"{name:18}" + "".join(f"{value:6.2f}" for value in mean[2:9]))
print(f"{'exact, so far':18}" + "".join(f"{value:6.2f}" for value in ceiling[2:9]))
ax.set(xlabel="words after the one that tells (negative: before it)", ylabel="accuracy")
ax.set(xticks=k, ylim=(0.5, 1.03))
ax.legend(loc="center right", fontsize=9)
plt.show()
