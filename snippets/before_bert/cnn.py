# tolerance: 0.004 (spread 0)
import sys

import torch

from snippets.before_bert.classifiers import Windows, positive, train
from snippets.lab.measure import label_quality, reviews

seed, steps = map(int, sys.argv[1:] or (0, 300))
labels, tokens = 2048, 0
torch.manual_seed(seed)
model = Windows(width=3)
train(model, labels, seed, steps)
texts, _, exact = reviews()
guess = positive(model, texts)
parameters = sum(p.numel() for p in model.parameters())
excess_bits, accuracy, calibration_error = label_quality(guess).values()
print(f"{parameters = :,}\n{tokens = :,}\n{labels = :,}")
print(f"{excess_bits = :.3f}\n{accuracy = :.3f}\n{calibration_error = :.3f}\n")
print("cnn   exact")
for text in (
    "this movie is great .",
    "this movie is not great .",
    "this movie is not awful .",
    "this movie is great and the plot is strong .",
    "this movie is long and the plot is weak .",
    "this movie is long but the plot is weak .",
):
    row = texts.index(text)
    print(f"{guess[row]:.2f}  {exact[row]:.2f}   {text}")
