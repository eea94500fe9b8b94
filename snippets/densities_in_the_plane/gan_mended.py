# tolerance: 0.016 (spread 0.004)
import sys

import matplotlib.pyplot as plt
import numpy as np
import torch

from snippets.lab.adversaries import generate, train_gan
from snippets.lab.mixture import WEIGHTS, sample_measures

seed, steps = map(int, sys.argv[1:] or (0, 1000))
ways = {"pairs": {"pack": 2}, "penalty": {"penalty": 0.1}}
fig, ax = plt.subplots(figsize=(6.4, 2.6), layout="constrained")
modes = np.arange(1, len(WEIGHTS) + 1)
for i, (way, options) in enumerate(ways.items()):
    generator, _ = train_gan(seed, steps, **options)
    with torch.no_grad():
        measures = sample_measures(generate(generator, 10000, torch.Generator().manual_seed(seed)))
    print(f"{way}_inside = {measures['inside']:.3f}\n{way}_covered = {measures['covered']}")
    print(f"{way}_distance = {measures['distance']:.3f}")
    ax.bar(modes + 0.4 * i - 0.2, measures["shares"].numpy(), 0.4, label=way, hatch=("", "//")[i])
ax.plot(modes, WEIGHTS.numpy(), "k_", ms=16, mew=2, label="exact")
ax.set(xlabel="mode", ylabel="share of samples", xticks=modes)
ax.legend()
plt.show()
