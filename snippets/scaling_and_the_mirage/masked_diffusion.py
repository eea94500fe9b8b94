# tolerance: 0.004 (spread 0)
import sys

import numpy as np
import torch

from snippets.lab import diffusion
from snippets.lab.fit import fit
from snippets.lab.measure import masked_excess, sample_quality
from snippets.lab.objectives import bert_loss
from snippets.scaling_and_the_mirage import models

seed, steps, unique, *widths = map(int, sys.argv[1:] or (0, 120, 120, 32))
rows = models.rows_to_read(seed, steps, unique)
lengths = np.random.default_rng(seed).choice([len(row) for row in rows], 500)
table = {}
for width in widths:
    torch.manual_seed(seed)
    model = models.bert(width)
    rate = min(0.024, 0.384 / width)
    row = {
        "parameters": model.num_parameters(),
        "training_gigaflops": models.gigaflops(model, diffusion.hide, diffusion.loss, rows, steps),
        "sentence_flops": models.sentence_flops(model),
        "tokens": fit(model, diffusion.hide, diffusion.loss, seed, steps, rate, rows),
        "excess": diffusion.bound_excess(model, [len(row) for row in rows]),
        "masked_excess": masked_excess(model, bert_loss),
        "valid": sample_quality(diffusion.write(model, lengths, seed))["valid"],
        "accuracy": models.label_accuracy(models.by_blank(model)),
        **models.translated(models.all_at_once(model)),
    }
    table[width] = row
measures = {f"{name}_{width}": row[name] for width, row in table.items() for name in row}

print("width             " + "".join(f"{width:>13}" for width in widths))
for name in row:
    cells = (table[width][name] for width in widths)
    print(f"{name:18}" + "".join(f"{x:13,}" if isinstance(x, int) else f"{x:13.3f}" for x in cells))
