# tolerance: 0.004 (spread 0)
import sys

import numpy as np

from snippets.lab.checkpoints import load
from snippets.lab.world.corpus import truth
from snippets.the_generation_ladder import ways

seed, n = map(int, sys.argv[1:] or (0, 60))
bert, gpt, world = load("bert"), load("gpt"), truth("training")
task = ways.asked("*", n, seed)  # any sentence; its length is given to BERT
exact = -world.log_probs(task.sentences) / np.log(2)
measures = {"excess_gpt": float(np.mean(ways.gpt_bits(gpt, task.sentences) - exact))}
for way in ("left to right", "by confidence", "random order", "one shot"):
    measures[f"excess_{way.replace(' ', '_')}"] = ways.excess(bert, task, way, seed)

print("excess bits a sentence: KL(world‖model)")
for name, bits in measures.items():
    print(f"{name} = {bits:.3f}")
print(f"entropy of a sentence = {world.entropy():.3f} bits")
