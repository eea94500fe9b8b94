# tolerance: 0.004 (spread 0)
import sys

import numpy as np
import torch

from snippets.lab import diffusion, generate
from snippets.lab.checkpoints import load
from snippets.lab.fit import fit
from snippets.lab.objectives import texts
from snippets.the_generation_ladder import ways

seed, steps, n = map(int, sys.argv[1:] or (0, 40, 60))
torch.manual_seed(seed)
model = load("bert")
measures = {"tokens": fit(model, diffusion.hide, diffusion.loss, seed, steps, 3e-3)}
generator = torch.Generator().manual_seed(seed)
task = ways.asked("*", n, seed)
empty, lengths = ways.blank_batches(task.sentences), [len(x.split()) for x in task.sentences]


def report(name, passes, batches):
    said = [text for ids in batches for text in texts(ids)]
    found = {"passes": passes, **ways.measures_of(said)}
    measures.update({f"{measure}_{name}": value for measure, value in found.items()})
    print(f"{name:15}", *(f"{value:7.3f}" for value in found.values()))


print(" " * 16, *(f"{name:>7}" for name in ("passes", "valid", "novel", "drift")), end="")
print("    bits repeat.  false")
for groups in (1, 2, 4, 8, 16, 24):
    batches = [ways.unmask(model, ids, groups, generator) for ids in empty]
    report(f"groups_{groups}", np.minimum(lengths, groups).mean(), batches)
report(
    "by_confidence",
    np.mean(lengths),
    [generate.by_confidence(model, ids, generator) for ids in empty],
)
for way in ("left to right", "by confidence", "random order", "one shot"):
    measures[f"excess_{way.replace(' ', '_')}"] = bits = ways.excess(model, task, way, seed)
    print(f"excess bits, {way:13} = {bits:.3f}")
