import numpy as np

from snippets.lab.fit import sentences
from snippets.lab.measure import FRESH, SEED
from snippets.lab.ngram import NGram, grams
from snippets.lab.objectives import word_rows
from snippets.lab.world.corpus import fresh, truth

read = sentences(seed=0, steps=150)
drawn, known = fresh(FRESH, seed=SEED), set(read)  # independent of each other, not disjoint
rows, read_rows = word_rows(drawn), word_rows(read)
unread = np.array([text not in known for text in drawn])
read_tokens = len(grams(read_rows, 1))
exact = -truth("training").log_probs(read).mean() / np.log(2) * len(read) / read_tokens
print("order    impossible      bits per token")
print("       fresh  unread     read   fresh  unread")
for order in range(1, 6):
    raw = NGram(read_rows, order, discounts=[0.0] * order)
    smoothed = NGram(read_rows, order)
    lost = np.array([np.isinf(raw.bits([row])) for row in rows])
    on_read = raw.bits(read_rows) / read_tokens
    bits, tokens = np.array([(smoothed.bits([row]), len(row) + 1) for row in rows]).T
    on_fresh, on_unread = bits.sum() / tokens.sum(), bits[unread].sum() / tokens[unread].sum()
    print(f"{order:5} {lost.mean():6.3f} {lost[unread].mean():7.3f}", end="")
    print(f"{on_read:9.3f} {on_fresh:7.3f} {on_unread:7.3f}")
print("without smoothing, all fresh ones together:", raw.bits(rows), "bits")
print(f"fresh_read = {1 - unread.mean():.1%}")
print(f"impossible_5 = {lost.mean():.3f}\nimpossible_unread_5 = {lost[unread].mean():.3f}")
print(f"on_read_5 = {on_read:.3f}")
print(f"exact_on_read = {exact:.3f}")
