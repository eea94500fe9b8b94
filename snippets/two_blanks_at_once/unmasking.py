# tolerance: 0.004 (spread 0)
import sys

import numpy as np
import torch

from snippets.lab.checkpoints import load
from snippets.two_blanks_at_once import unmask

seed, n = map(int, sys.argv[1:] or (0, 25))
rng, generator = np.random.default_rng((seed, 6)), torch.Generator().manual_seed(seed)
bert = load("bert")
every = 99  # more than a sentence has
measures = {}

print(f"{'':16}{'impossible':>16}{'bits above':>17}")
print("hidden, a step    exact   BERT      exact   BERT")
for hidden, steps in ((4, (1, 2, every)), (every, (1, 2, 4, every))):
    tasks = unmask.hide(n, hidden, rng)
    for order in ("random", "surest"):
        for k in steps:
            found = unmask.measure(bert, tasks, k, order == "surest", rng, generator)
            names = ["all" if number == every else str(number) for number in (hidden, k)]
            way = "_".join([order, *names])
            measures |= {f"{name}_{way}": value for name, value in found.items()}
            shown = [f"{value:8.3f}" for value in found.values()]
            print(f"{way:14}", *shown[:2], " ", *shown[2:])
print(f"possible_one_by_one = {1 - measures['impossible_bert_surest_all_1']:.3f}")
