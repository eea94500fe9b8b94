import sys

import matplotlib.pyplot as plt
import numpy as np

from snippets.lab.fit import SIZE, sentences
from snippets.lab.measure import FRESH, SEED
from snippets.lab.ngram import NGram, best_excess
from snippets.lab.objectives import word_rows
from snippets.lab.world.corpus import fresh, truth

seed, steps = map(int, sys.argv[1:] or (0, 150))
drawn = fresh(FRESH, seed=SEED)
rows = word_rows(drawn)
tokens = sum(len(row) + 1 for row in rows)
exact = -truth("training").log_probs(drawn).sum() / np.log(2)
orders = range(1, 8)

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.4), layout="constrained")
for part, style in zip((steps // 10, steps, steps * 4), ("o:", "s-", "^--"), strict=True):
    read = word_rows(sentences(seed, part))
    models = [NGram(read, order) for order in orders]
    excess = [(model.bits(rows) - exact) / tokens for model in models]
    print(f"{SIZE * part:6} sentences", *(f"{bits:6.3f}" for bits in excess))
    axes[0].plot(orders, excess, style, label=f"{SIZE * part:,} sentences read")
    axes[1].plot(orders, [model.parameters for model in models], style)
best = best_excess(orders)
print("  best possible ", *(f"{bits:6.3f}" for bits in best))
for order in (1, 2, 3, 5, 7):
    print(f"best_{order} = {best[order - 1]:.3f}")
axes[0].plot(orders, best, "k_", ms=14, label="best possible, exact")
axes[0].set(xlabel="order", ylabel="excess bits per token", yscale="log")
fig.legend(loc="outside upper center", ncols=2)
axes[1].set(xlabel="order", ylabel="stored counts", yscale="log")
plt.show()
