# tolerance: 0.004 (spread 0)
import sys

import torch
from transformers import RobertaConfig, RobertaForMaskedLM

from snippets.lab.encoders import OLD, RATE, SHAPE, masked_loss
from snippets.lab.fit import fit, sentences
from snippets.lab.measure import masked_excess
from snippets.lab.objectives import bert_batch, word_rows

seed, steps, different = map(int, sys.argv[1:] or (0, 75, 3))
rows = word_rows(sentences(seed, different))  # 64 sentences for each of the different steps
kept = {}


def static_batch(rows, rng):
    """Hide the same words whenever the same sentences come by."""
    key = tuple(map(tuple, rows))
    if key not in kept:
        kept[key] = bert_batch(rows, rng)
    return kept[key]


print("sentences =", len(rows))
print("readings =", steps // different)
for name, batch in (("static", static_batch), ("dynamic", bert_batch)):
    torch.manual_seed(seed)
    config = RobertaConfig(**SHAPE, **OLD)
    config.max_position_embeddings += config.pad_token_id + 1
    model = RobertaForMaskedLM(config)
    fit(model, batch, masked_loss, seed, steps, RATE, rows)
    print(f"{name}_excess_bits = {masked_excess(model, masked_loss):.3f}")
