import matplotlib.pyplot as plt
import numpy as np

from snippets.lab.checkpoints import load
from snippets.lab.probes import masked_shares, next_shares
from snippets.lab.world.corpus import truth

world = truth("training")
text = "the cat near the dogs sat on the mat because it was tired"
words = text.split()
n, ids = len(words), world.encode(words)
prefixes = [words[:t] for t in range(n)]
blanks = [[*words[:t], "[MASK]", *words[t + 1 :]] for t in range(n)]
every = np.arange(n), ids
bits = {
    "CLM": (next_shares(load("gpt"), prefixes), world.next_tokens(prefixes)),
    "MLM": (
        masked_shares(load("bert"), blanks),
        np.concatenate([world.masked(blank) for blank in blanks]),
    ),
}
bits = {name: [abs(np.log2(shares[every])) for shares in pair] for name, pair in bits.items()}
print("bits           " + "  ".join(f"{name:>5}  exact" for name in bits))
for t, word in enumerate(words):
    print(f"{word:<12}", *(f"{row[t]:7.3f}" for pair in bits.values() for row in pair))
for name, (model, exact) in bits.items():
    print(f"{name}_sum = {model.sum():.2f}\n{name}_exact_sum = {exact.sum():.2f}")

fig, axes = plt.subplots(2, 1, figsize=(6.4, 4), sharex=True, sharey=True, layout="constrained")
for ax, (name, (model, exact)) in zip(axes, bits.items(), strict=True):
    ax.bar(range(n), model, color="tab:blue", label="model")
    ax.plot(range(n), exact, "D", color="black", label="exact")
    ax.set(ylabel="bits", title=name)
    ax.legend(loc="upper right")
axes[1].set_xticks(range(n), words, rotation=45)
plt.show()
