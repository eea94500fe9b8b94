# tolerance: 0.011 (spread 0.0029)
import matplotlib.pyplot as plt
import torch

from snippets.before_bert.classifiers import Windows, positive, train
from snippets.lab.measure import label_quality, reviews

texts, _, exact = reviews()
shown = (
    "this movie is not great .",
    "this movie is great and the plot is weak .",
    "this movie is great but the plot is strong .",
    "this movie is long and the plot is weak .",
    "this movie is long but the plot is weak .",
)
rows = [texts.index(text) for text in shown]
excess, guesses = {}, {}
figure, axes = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
for width, marker in ((1, "s"), (3, "^"), (5, "o")):
    torch.manual_seed(0)
    model = Windows(width)
    train(model, labels=2048, seed=0, steps=200)
    guesses[width] = positive(model, texts)
    excess[width] = label_quality(guesses[width])["excess_bits"]
    print(f"excess_bits_width_{width} = {excess[width]:.3f}")
    axes.plot(guesses[width][rows], shown, marker, label=f"width {width}")
axes.plot(exact[rows], shown, "k|", markersize=18, markeredgewidth=2, label="exact")
axes.set(xlabel="P(positive | review)", xlim=(0, 1))
axes.invert_yaxis()
figure.legend(loc="outside upper center", ncols=4)
plt.show()
