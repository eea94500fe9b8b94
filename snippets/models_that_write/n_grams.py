import sys

import matplotlib.pyplot as plt

from snippets.models_that_write.ngram import NGram
from snippets.objectives import word_rows
from snippets.study.fit import SIZE, sentences
from snippets.study.measure import FRESH, SEED
from snippets.world.corpus import fresh, truth

seed, steps = map(int, sys.argv[1:] or (0, 150))
unseen = fresh(FRESH, seed=SEED)
rows = word_rows(unseen)
tokens = sum(len(row) + 1 for row in rows)
exact = sum(map(truth("training").bits, unseen))
orders = range(1, 8)

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3), layout="constrained")
for part, style in zip((steps // 10, steps, steps * 4), ("o:", "s-", "^--"), strict=True):
    read = word_rows(sentences(seed, part))
    models = [NGram(read, order) for order in orders]
    excess = [(model.bits(rows) - exact) / tokens for model in models]
    counts = [model.parameters for model in models]
    print(f"{SIZE * part} sentences:", *(f"{bits:.3f}" for bits in excess))
    axes[0].plot(orders, excess, style, label=f"{SIZE * part:,} sentences")
    axes[1].plot(orders, counts, style)
    if part == steps:
        for order, bits in zip(orders, excess, strict=True):
            print(f"excess_{order} = {bits:.3f}")
        print("counts_5 =", counts[4])
axes[0].axhline(0, color="black", ls="--", label="the floor")
axes[0].set(xlabel="order", ylabel="excess bits per token", yscale="symlog", ylim=(-0.03, 8))
axes[0].set_yscale("symlog", linthresh=0.1)
axes[0].set_yticks([0, 0.1, 1], ["0", ".1", "1"])
axes[0].legend()
axes[1].set(xlabel="order", ylabel="stored counts", yscale="log")
plt.show()
