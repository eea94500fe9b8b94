# tolerance: 0.004 (spread 0)
import sys

import numpy as np
import torch

from snippets.lab import generate
from snippets.lab.checkpoints import load
from snippets.lab.objectives import texts
from snippets.lab.world.corpus import fresh
from snippets.the_generation_ladder import ways

seed, n = map(int, sys.argv[1:] or (0, 60))
bert, gpt = load("bert"), load("gpt")
generator = torch.Generator().manual_seed(seed)
exact = fresh(n, seed + 1)  # BERT is given the lengths of these
empty, mean = ways.blank_batches(exact), np.mean([len(text.split()) for text in exact])
measures = {}


def report(name, passes, batches):
    said = [text for ids in batches for text in texts(ids)]
    found = {"passes": passes or np.mean([len(text.split()) + 1 for text in said])}
    found |= ways.measures_of(said)
    measures.update({f"{measure}_{name}": value for measure, value in found.items()})
    print(f"{name:14}", *(f"{value:7.3f}" for value in found.values()))


print(" " * 16, *(f"{name[:6]:>7}" for name in ("passes", "valid", "novel", "drift")), end="")
print("    bits repeat.  false")
report("gpt", None, [generate.by_gpt(gpt, n, seed)])
report("one_shot", 1, draft := [generate.one_shot(bert, ids, generator) for ids in empty])
for sweep in range(1, 9):
    draft = [generate.gibbs_sweep(bert, ids, generator) for ids in draft]
    if sweep in (1, 2, 4, 8):
        report(f"gibbs_{sweep}", 1 + sweep * mean, draft)
report("left_to_right", mean, [generate.left_to_right(bert, ids, generator) for ids in empty])
draft = [generate.by_confidence(bert, ids, generator) for ids in empty]
report("by_confidence", mean, draft)
report("settled", 2 * mean, [generate.gibbs_sweep(bert, ids, generator) for ids in draft])
report("world", 0, [ways.encoded(exact)[0]])
