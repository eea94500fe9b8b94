# tolerance: 0.004 (spread 0)
import sys

import numpy as np
import torch

from snippets.lab import diffusion
from snippets.lab.measure import masked_excess, next_token_excess, sample_quality
from snippets.lab.objectives import bert_batch, bert_loss, gpt_batch, gpt_loss, word_rows
from snippets.lab.stopping import fit_until_best
from snippets.lab.world.corpus import fresh
from snippets.lab.writing import write
from snippets.scaling_and_the_mirage import models

HELD = word_rows(fresh(500, seed=2))  # other draws than those on which the excess is measured
OBJECTIVES = {  # at width 32, with the rates of the trainings that go on to the end
    "next-token": (models.gpt, gpt_batch, gpt_loss, 0.024),
    "masked-word": (models.bert, bert_batch, bert_loss, 0.012),
    "masked-diffusion": (models.bert, diffusion.hide, diffusion.loss, 0.012),
}
seed, steps, unique, which = map(int, sys.argv[1:] or (0, 32, 2, 0))
if len(sys.argv) == 1:
    torch.set_default_dtype(torch.float64)  # so short a run ends alike on every machine
name, (new, batch, loss, rate) = list(OBJECTIVES.items())[which]
rows = models.rows_to_read(seed, steps, unique)
lengths = np.random.default_rng(seed).choice([len(row) for row in rows], 500)
torch.manual_seed(seed)
model = new(32)


@torch.no_grad()
def held_out():
    nats, n = loss(model, batch(HELD, np.random.default_rng(2)))
    return float(nats) / n / np.log(2)


step, bits = fit_until_best(model, batch, loss, seed, steps, rate, rows, held_out, looks=32)
measures = {"step": step, "looks": len(bits)}
if name == "next-token":
    measures["excess_32"] = next_token_excess(model, gpt_loss)
    measures["valid_32"] = sample_quality(write(model, 500, seed))["valid"]
elif name == "masked-word":
    measures["excess_32"] = masked_excess(model, bert_loss)
else:
    measures["excess_32"] = diffusion.bound_excess(model, [len(row) for row in rows])
    measures["valid_32"] = sample_quality(diffusion.write(model, lengths, seed))["valid"]
print(f"{name}: held-out bits at every fourth look", *(f"{value:.3f}" for value in bits[::4]))
print(*(f"{key} = {value:.4g}" for key, value in measures.items()), sep="\n")
