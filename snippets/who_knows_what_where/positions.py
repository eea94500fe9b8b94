# tolerance: 0.004 (spread 0)
import sys

import numpy as np
import torch

from snippets.lab.objectives import word_rows
from snippets.who_knows_what_where.names import ceilings, sentences
from snippets.who_knows_what_where.readers import READERS, said_tags, tag_words

seed, drawn, steps = map(int, sys.argv[1:] or (0, 512, 12))
if len(sys.argv) == 1:
    torch.set_default_dtype(torch.float64)  # so short a run ends alike on every machine
texts, p, city = sentences()
ceiling, reveal = ceilings()
rows = word_rows(texts)
distance = np.concatenate([np.arange(len(row)) - at for row, at in zip(rows, reveal, strict=True)])
weight = np.repeat(p, [len(row) for row in rows])

chosen = np.random.default_rng(seed).choice(len(texts), drawn, p=p)
words, tags = [rows[i] for i in chosen], [[int(city[i])] * len(rows[i]) for i in chosen]
right = {"ceiling": np.concatenate(ceiling)}
for reader in READERS:
    model = tag_words(reader, seed, steps, words, tags, labels=2)
    said = said_tags(model, reader, rows)
    right[reader] = np.concatenate([np.equal(s, c) for s, c in zip(said, city, strict=True)])

places = {f"at_{k}": distance == k for k in range(-6, 5)}
places |= {"before": distance < 0, "after": distance >= 0}
measures = {
    f"{name}_{place}": np.average(hit[at], weights=weight[at])
    for name, hit in right.items()
    for place, at in places.items()
}
print(f"{len(texts)} sentences, {drawn} draws to learn from")
print(f"{'':8}" + "".join(f"{name:>10}" for name in right))
for place in places:
    print(f"{place:8}" + "".join(f"{measures[f'{name}_{place}']:10.3f}" for name in right))
