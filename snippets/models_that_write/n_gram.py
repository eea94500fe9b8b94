import sys

import numpy as np

from snippets.lab.fit import sentences
from snippets.lab.measure import FRESH, SEED, sample_quality
from snippets.lab.ngram import NGram
from snippets.lab.objectives import word_rows
from snippets.lab.world.corpus import fresh, truth

seed, steps, order = map(int, sys.argv[1:] or (0, 150, 5))
read = word_rows(sentences(seed, steps))
tokens = sum(len(row) + 1 for row in read)  # an end mark a sentence
model = NGram(read, order)
parameters = model.parameters

unseen = fresh(FRESH, seed=SEED)
rows = word_rows(unseen)
exact = -truth("training").log_probs(unseen).sum() / np.log(2)
excess_bits = (model.bits(rows) - exact) / sum(len(row) + 1 for row in rows)

texts = model.write(1000, seed)
valid, novel = sample_quality(texts).values()
print(*texts[:3], sep="\n")
print("order =", order)
print("tokens =", tokens)
print("parameters =", parameters)
print(f"excess_bits = {excess_bits:.3f}")
print(f"valid = {valid:.3f}")
print(f"novel = {novel:.3f}")
