import matplotlib.pyplot as plt
import numpy as np

from snippets.lab.world.corpus import truth
from snippets.studies.experiments import summaries

found = summaries("the-generation-ladder")["constraints"]
patterns = {
    "front": "positive : *",
    "inside": "* wizard *",
    "end": "* sofa",
    "both": "* owls * hungry",
}
rates = np.array([found[f"rate_{name}"][0] for name in patterns])
tokens = truth("training").tokens_per_sentence()
fig, ax = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
ax.plot(rates, tokens / rates, "-", color="0.4", label="exact price of rejection")
for way, label, mark in (
    ("reject", "GPT, samples thrown away", "o"),
    ("force", "GPT, words put in as it writes", "^"),
    ("fill", "BERT, written round the words", "s"),
):
    mean, half = zip(*(found[f"{way}_passes_{name}"] for name in patterns), strict=True)
    ax.errorbar(rates, mean, yerr=half, fmt=mark, capsize=3, label=label)
for name, pattern in patterns.items():
    row = [found[f"{way}_passes_{name}"][0] for way in ("reject", "force", "fill")]
    print(f"{pattern:17} {found[f'rate_{name}'][0]:.5f}", *(f"{x:10.1f}" for x in row))
ax.set(xscale="log", yscale="log", ylabel="passes for one valid hit")
labels = [f"{pattern}\n{rate:.4f}" for pattern, rate in zip(patterns.values(), rates, strict=True)]
ax.set_xticks(rates, labels, rotation=30, fontsize=8)
ax.set_xticks([], minor=True)
ax.set_xlabel("what is given, and the share of the world that fits")
ax.legend(fontsize=8)
plt.show()
