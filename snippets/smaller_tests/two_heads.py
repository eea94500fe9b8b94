# tolerance: 0.05 (spread 0.013)
import matplotlib.pyplot as plt
import numpy as np
import torch
from scipy.stats import t as student

from snippets.smaller_tests.readers import passages, train

seeds, t = 3, student.ppf(0.975, 2) / 3**0.5
tests = {"as_trained": (4, False), "new_things": (4, True), "long": (24, False)}
scores = np.zeros((2, seeds, len(tests), 2))  # mask, seed, test, head
for mask, causal in enumerate((False, True)):
    for seed in range(seeds):
        reader = train(causal, seed)
        for i, (statements, new_things) in enumerate(tests.values()):
            rng = np.random.default_rng(9)
            owners, things, asked, where, answer = passages(1000, statements, rng, new_things)
            with torch.no_grad():
                span, word = reader(owners, things, asked)
            right = span.argmax(1) == where, word.argmax(1) == answer
            scores[mask, seed, i] = [share.double().mean() for share in right]

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.1), sharey=True, layout="constrained")
for ax, found, backbone in zip(axes, scores, ("full", "causal"), strict=True):
    mean, half = found.mean(axis=0), t * found.std(axis=0, ddof=1)
    for head, (name, mark) in enumerate((("quotes", "o"), ("says", "s"))):
        x = np.arange(3) + 0.2 * head - 0.1
        ax.errorbar(x, mean[:, head], half[:, head], fmt=mark, capsize=3, label=name)
        for i, test in enumerate(tests):
            print(f"{name}_{test}_{backbone} = {mean[i, head]:.3f}")
    lead = found[:, 2, 1] - found[:, 2, 0]
    print(f"long_lead_{backbone} = {lead.mean():z.3f}")
    print(f"long_lead_{backbone}_half = {t * lead.std(ddof=1):.3f}")
    ax.axhline(0.25, color="0.5", ls="--", label="a guess among 4")
    ax.set_xticks(range(3), ["as trained", "new things", "long"])
    ax.set_title(f"{backbone} mask")
axes[0].set_ylabel("share right")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
plt.show()
