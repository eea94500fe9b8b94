import numpy as np

from snippets.lab.fit import sentences
from snippets.lab.measure import FRESH, SEED
from snippets.lab.ngram import NGram, grams
from snippets.lab.objectives import word_rows
from snippets.lab.world.corpus import fresh, truth

read = sentences(seed=0, steps=150)
unseen = fresh(FRESH, seed=SEED)
rows, read_rows = word_rows(unseen), word_rows(read)
read_tokens = len(grams(read_rows, 1))
exact = -truth("training").log_probs(read).mean() / np.log(2) * len(read) / read_tokens
print("order  impossible  bits, read  bits, unseen")
for order in range(1, 6):
    raw = NGram(read_rows, order, discounts=[0.0] * order)
    smoothed = NGram(read_rows, order)
    impossible = np.mean([np.isinf(raw.bits([row])) for row in rows])
    on_read = raw.bits(read_rows) / read_tokens
    on_unseen = smoothed.bits(rows) / len(grams(rows, 1))
    print(f"{order:5} {impossible:11.3f} {on_read:11.3f} {on_unseen:13.3f}")
print("without smoothing, all unseen together:", raw.bits(rows), "bits")
print(f"impossible_5 = {impossible:.3f}")
print(f"on_read_5 = {on_read:.3f}")
print(f"exact_on_read = {exact:.3f}")
