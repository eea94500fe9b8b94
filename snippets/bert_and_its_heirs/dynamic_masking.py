# tolerance: 0.004 (spread 0)
import sys

import numpy as np
import torch
from transformers import RobertaConfig, RobertaForMaskedLM

from snippets.lab.encoders import OLD, RATE, SHAPE, masked_loss
from snippets.lab.fit import fit, sentences
from snippets.lab.measure import FRESH, SEED, excess_bits, masked_excess
from snippets.lab.objectives import bert_batch, bert_exact, word_rows
from snippets.lab.world.corpus import fresh

seed, steps, different = map(int, sys.argv[1:] or (0, 75, 3))
rows = word_rows(sentences(seed, different))  # 64 sentences for each of the different steps
unread = [row for row in word_rows(fresh(FRESH, seed=SEED)) if row not in rows]
asked = bert_batch(unread, np.random.default_rng(SEED))
kept = {}


def static_batch(rows, rng):
    """Hide the same words whenever the same sentences come by."""
    key = tuple(map(tuple, rows))
    if key not in kept:
        kept[key] = bert_batch(rows, rng)
    return kept[key]


print("sentences =", len(rows))
print("distinct =", len(set(map(tuple, rows))))
print(f"read = {1 - len(unread) / FRESH:.1%}")
print("readings =", steps // different)
for name, batch in (("static", static_batch), ("dynamic", bert_batch)):
    torch.manual_seed(seed)
    config = RobertaConfig(**SHAPE, **OLD)
    config.max_position_embeddings += config.pad_token_id + 1
    model = RobertaForMaskedLM(config)
    fit(model, batch, masked_loss, seed, steps, RATE, rows)
    print(f"{name}_excess_bits = {masked_excess(model, masked_loss):.3f}")
    on_unread = excess_bits(model, masked_loss, [(asked, bert_exact(asked))])
    print(f"{name}_excess_unread = {on_unread:.3f}")
