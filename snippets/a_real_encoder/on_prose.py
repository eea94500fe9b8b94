import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

told = json.loads(Path("snippets/a_real_encoder/prose.json").read_text("utf-8"))
for name in ("date", "pages", "held_out_pages", "tokens", "train_blanks", "held_out_blanks"):
    print(f"{name} = {told[name]:,}" if name != "date" else f"date = {told[name]}")
fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
for i, (rate, bits) in enumerate(told["bits"].items()):
    train, held_out = np.transpose(bits)
    print(f"rate {rate}: train {train[-1]:.2f}, held out {held_out[-1]:.2f} at the end")
    ax.plot(train, f"C{i}--", marker=".", label=f"trained on, rate {rate}")
    ax.plot(held_out, f"C{i}-", marker=".", label=f"held out, rate {rate}")
unigram = told["bits"]["0.001"][0][1]
best = min(held_out for bits in told["bits"].values() for _, held_out in bits)
print(f"unigram = {unigram:.2f}\nbest = {best:.2f}\ngain = {unigram - best:.2f}")
ax.axhline(unigram, color="k", ls=":", label="unigram, held out")
ax.set(xlabel="passes over the training blanks", ylabel="bits per hidden piece", ylim=(0, None))
ax.legend(ncols=2)
plt.show()
