# tolerance: 0.004 (spread 0)
import sys

from snippets.lab.objectives import word_rows
from snippets.lab.reviews import accuracy, draw, exact, reviews
from snippets.who_knows_what_where.readers import label_texts, pooled

seed, labels, steps = map(int, sys.argv[1:] or (0, 256, 10))
chosen, positive = draw(labels, seed)
every = word_rows(reviews)
rows, answers = [every[i] for i in chosen], [int(y) for y in positive]

measures = {"bayes": accuracy(exact > 0.5)}
ways = [(reader, "mean", start) for reader in ("bert", "causal") for start in (True, False)]
ways += [("causal", "first", True)]
print(f"{labels} labels, {steps} steps")
for reader, readout, pretrained in ways:
    model = label_texts(reader, seed, steps, rows, answers, readout, pretrained=pretrained)
    says = pooled(model, reader, every)[readout].argmax(axis=1) == 1
    name = f"{reader}_{readout}_{'pretrained' if pretrained else 'random'}"
    measures[name] = accuracy(says)
    print(f"{name:24}{measures[name]:6.3f}")
print(f"bayes = {measures['bayes']:.3f}")
