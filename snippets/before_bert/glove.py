# tolerance: 0.02 (spread 0.006)
import sys

import torch

from snippets.before_bert.least_squares import GloVe, count, fit_counts, weights
from snippets.before_bert.means import positive_by_mean
from snippets.before_bert.pmi import near
from snippets.lab.fit import sentences
from snippets.lab.measure import label_quality

seed, steps = map(int, sys.argv[1:] or (0, 150))
window, labels = 5, 2048
texts = sentences(seed, steps)
pairs = count(texts, window)
torch.manual_seed(seed)
model = GloVe(d=64)
fit_counts(model, pairs)
fitted, seen = model().detach().double()[pairs > 0], pairs[pairs > 0]
exact = torch.from_numpy(near(window) * len(texts)).log()[pairs > 0]
weight = weights(seen)


def error(a, b):
    return float(((weight * (a - b) ** 2).sum() / weight.sum()).sqrt())


quality = label_quality(positive_by_mean(model.words.detach().numpy(), labels, seed))
parameters = sum(p.numel() for p in model.parameters()) + 65
tokens = sum(len(text.split()) for text in texts)
excess_bits, accuracy, calibration_error = quality.values()
print(f"{parameters = :,}\n{tokens = :,}\n{labels = :,}\ncells = {len(seen):,}")
print(f"fitted_to_counts = {error(fitted, seen.log()):.3f}")
print(f"fitted_to_exact = {error(fitted, exact):.3f}")
print(f"counts_to_exact = {error(seen.log(), exact):.3f}")
print(f"{excess_bits = :.3f}\n{accuracy = :.3f}\n{calibration_error = :.3f}")
