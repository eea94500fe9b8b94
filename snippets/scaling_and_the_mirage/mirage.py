# tolerance: 0.004 (spread 0)
import sys

import torch

from snippets.lab.fit import fit, sentences
from snippets.lab.measure import next_token_excess
from snippets.lab.objectives import gpt_batch, gpt_loss, word_rows
from snippets.scaling_and_the_mirage import models

seed, width, *schedules = map(int, sys.argv[1:] or (0, 32, 25, 100))
print("         giga  excess  bits a   words   trans-")
print("steps   FLOPs    bits    word   right  lations")
measures = {}
for steps in schedules:
    torch.manual_seed(seed)
    model = models.gpt(width)
    rows = word_rows(sentences(seed, steps))
    row = {"gigaflops": models.gigaflops(model, gpt_batch, gpt_loss, rows, steps)}
    fit(model, gpt_batch, gpt_loss, seed, steps, 0.768 / width, rows)
    row["excess"] = next_token_excess(model, gpt_loss)
    row |= models.translated(models.left_to_right(model))
    measures |= {f"{name}_{steps}": x for name, x in row.items()}
    print(f"{steps:5}" + "".join(f"{x:8.3f}" for x in row.values()))
