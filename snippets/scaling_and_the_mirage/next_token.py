# tolerance: 0.004 (spread 0)
import sys

import torch

from snippets.lab.fit import fit
from snippets.lab.measure import next_token_excess, sample_quality
from snippets.lab.objectives import gpt_batch, gpt_loss
from snippets.lab.writing import write
from snippets.scaling_and_the_mirage import models

RATE = 0.768  # over the width
seed, steps, unique, *widths = map(int, sys.argv[1:] or (0, 40, 40, 8, 32))
if len(sys.argv) == 1:
    torch.set_default_dtype(torch.float64)  # so short a run ends alike on every machine
rows = models.rows_to_read(seed, steps, unique)
table = {}
for width in widths:
    torch.manual_seed(seed)
    model = models.gpt(width)
    row = {
        "parameters": model.num_parameters(),
        "training_gigaflops": models.gigaflops(model, gpt_batch, gpt_loss, rows, steps),
        "sentence_flops": models.sentence_flops(model),
        "tokens": fit(model, gpt_batch, gpt_loss, seed, steps, RATE / width, rows),
        "excess": next_token_excess(model, gpt_loss),
        "valid": sample_quality(write(model, 500, seed))["valid"],
        "accuracy": models.label_accuracy(models.by_bayes(model)),
        **models.translated(models.left_to_right(model)),
    }
    table[width] = row
measures = {f"{name}_{width}": row[name] for width, row in table.items() for name in row}

print("width             " + "".join(f"{width:>13}" for width in widths))
for name in row:
    cells = (table[width][name] for width in widths)
    print(f"{name:18}" + "".join(f"{x:13,}" if isinstance(x, int) else f"{x:13.3f}" for x in cells))
