# tolerance: 0.0004 (spread 0)
import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import t as student

from snippets.lab.tokenizer import ID
from snippets.lab.world.corpus import fresh, truth
from snippets.lab.world.engine import MASK
from snippets.smaller_tests import fillers

world, rng, top = truth("training"), np.random.default_rng(0), 10
ways = (fillers.bert_at_once, fillers.bert_in_turn, fillers.gpt_from_the_left, fillers.together)
distance, passes = {way.__name__: [] for way in ways}, {}
for text in fresh(40, seed=7):
    words = text.split()
    first, second = sorted(rng.choice(len(words), 2, replace=False))
    words[first] = words[second] = MASK
    exact = np.zeros((fillers.V, fillers.V))
    for (u, w), p in world.masked_joint(words).items():
        exact[ID[u], ID[w]] = p
    for way in ways:
        guess, passes[way.__name__] = way(words, first, second, top)
        distance[way.__name__].append(abs(guess / guess.sum() - exact).sum() / 2)
t = student.ppf(0.975, 39) / 40**0.5
fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
for (name, found), mark in zip(distance.items(), "osv^", strict=True):
    mean, half = np.mean(found), t * np.std(found, ddof=1)
    ax.errorbar(passes[name], mean, half, fmt=mark, ms=8, capsize=3, label=name.replace("_", " "))
    print(f"{name} = {mean:.4f}\n{name}_passes = {passes[name]}")
lead = np.subtract(distance["bert_in_turn"], distance["together"])  # on the same texts
print(f"lead = {lead.mean():.4f}\nlead_half = {t * lead.std(ddof=1):.4f}")
print(f"all_pairs = {fillers.V**2:,}")
ax.set(xscale="log", yscale="log", xlabel="texts read", ylabel="distance to the truth")
ax.axvline(fillers.V**2, color="0.5", ls="--", label="GPT, every pair")
fig.legend(loc="outside right upper")
plt.show()
