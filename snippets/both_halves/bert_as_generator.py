# tolerance: 0.004 (spread 0)
import sys

import matplotlib.pyplot as plt
import torch

from snippets.lab import generate
from snippets.lab.checkpoints import load
from snippets.lab.fit import sentences
from snippets.lab.objectives import word_rows
from snippets.lab.tokenizer import pad
from snippets.lab.world.corpus import fresh

seed, n = map(int, sys.argv[1:] or (0, 150))
bert, gpt = load("bert"), load("gpt")
parameters = bert.num_parameters()
generator = torch.Generator().manual_seed(seed)
lengths = sorted(len(text.split()) for text in sentences(seed, 16)[:n])
longest, empty = lengths[-1], [generate.blanks(lengths[i : i + 50]) for i in range(0, n, 50)]
found = {}


def report(name, passes, batches):
    found[name] = passes, *generate.quality(batches)
    print(f"{name:17}{passes or '-':>6}  ", *(f"{share:.3f}" for share in found[name][1:]))


def run(way, batches):
    return [way(bert, ids, generator) for ids in batches]


print(f"{'':17}passes  valid novel distinct")
report("one shot", 1, draft := run(generate.one_shot, empty))
for sweep in range(1, 5):
    report(f"+ {sweep} Gibbs", 1 + sweep * longest, draft := run(generate.gibbs_sweep, draft))
report("left to right", longest, run(generate.left_to_right, empty))
report("by confidence", longest, draft := run(generate.by_confidence, empty))
report("confidence+Gibbs", 2 * longest, run(generate.gibbs_sweep, draft))
_, valid, novel, distinct = found["confidence+Gibbs"]
report("GPT", longest + 1, [generate.by_gpt(gpt, n, seed)])
report("the world", None, [pad(word_rows(fresh(n, seed + 1)))])
print(f"valid = {valid:.3f}\nnovel = {novel:.3f}\ndistinct = {distinct:.3f}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
rungs = [row[:2] for row in found.values()]  # (passes, valid)
ax.plot(*zip(*rungs[:5], strict=True), "v-", label="one shot, then Gibbs")
for mark, name, rung in zip(">osD", list(found)[5:9], rungs[5:9], strict=True):
    ax.plot(*rung, mark, ms=9, label=name)
ax.set(xscale="log", xlabel="passes for the longest sentence", ylabel="share valid")
ax.legend()
plt.show()
