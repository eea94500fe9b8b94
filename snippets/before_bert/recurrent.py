# tolerance: 0.004 (spread 0)
import sys

import matplotlib.pyplot as plt
import torch

from snippets.before_bert.classifiers import Reader, positive, train
from snippets.lab.measure import label_quality, reviews
from snippets.lab.world.corpus import truth

seed, steps = map(int, sys.argv[1:] or (0, 300))
labels, tokens = 2048, 0
torch.manual_seed(seed)
model = Reader(torch.nn.GRU)
train(model, labels, seed, steps)
texts, _, exact = reviews()
guess = positive(model, texts)
parameters = sum(p.numel() for p in model.parameters())
excess_bits, accuracy, calibration_error = label_quality(guess).values()
print(f"{parameters = :,}\n{tokens = :,}\n{labels = :,}")
print(f"{excess_bits = :.3f}\n{accuracy = :.3f}\n{calibration_error = :.3f}")
review = "this movie is not great but the plot is weak , i loved it ."
words = review.split()
prefixes = [" ".join(words[: t + 1]) for t in range(len(words))]
read = positive(model, prefixes)
known = [truth("training").posterior(text, prefix=True)["positive"] for text in prefixes]
figure, axes = plt.subplots(figsize=(6.4, 3), layout="constrained")
axes.plot(read, "o-", label="GRU, having read this far")
axes.plot(known, "k_", markersize=14, markeredgewidth=2, label="exact")
axes.set_xticks(range(len(words)), words, rotation=45)
axes.set(ylabel="P(positive | words so far)", ylim=(0, 1))
axes.legend()
plt.show()
