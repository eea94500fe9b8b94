# tolerance: 0.004 (spread 0)
import sys

import torch

from snippets.classic_classifiers.network import trained
from snippets.lab.measure import label_quality, labelled, reviews

seed, n = map(int, sys.argv[1:] or (0, 2048))
texts, y = labelled(n, seed)
labels = len(y)
every = reviews()[0]
words = sorted({word for text in every for word in text.split()})
rows, all_rows = ([[words.index(w) for w in x.split()] for x in part] for part in (texts, every))

said_positive = torch.tensor(y, dtype=torch.float)
model = trained(rows, said_positive, len(words), decay=0.5, seed=seed)
free = trained(rows, said_positive, len(words), decay=0, seed=seed)
with torch.no_grad():
    positive, without = (m(all_rows).double().sigmoid().numpy() for m in (model, free))
    reversed_rows = [row[::-1] for row in all_rows[:500]]
    moved = (model(reversed_rows) - model(all_rows[:500])).abs().max()
parameters = sum(p.numel() for p in model.parameters())
excess_bits, accuracy, calibration_error = label_quality(positive).values()
print(f"parameters = {parameters}")
print(f"labels = {labels}")
print(f"excess_bits = {excess_bits:.3f}")
print(f"accuracy = {accuracy:.3f}")
print(f"calibration_error = {calibration_error:.3f}")
print(f"excess_bits_without_decay = {label_quality(without)['excess_bits']:.3f}")
print("the order of the words matters:", bool(moved > 1e-4))
