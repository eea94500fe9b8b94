import random

world = {
    "The cat sat on the mat": 0.4,
    "The cat sat on the rug": 0.1,
    "The dog sat on the porch": 0.3,
    "The bird sat on the porch": 0.2,
}


def fill(tokens, i):  # all that a masked model offers: words at i, with weights
    texts = [text.split() for text in world]
    fits = [all(a in ("_", b) for a, b in zip(tokens, t, strict=True)) for t in texts]
    weights = [p * fit for p, fit in zip(world.values(), fits, strict=True)]
    return [text[i] for text in texts], weights


rng = random.Random(0)
written = []
for _ in range(1000):
    tokens = ["_"] * 6
    for i in rng.sample(range(6), 6):  # any order, one blank at a time
        words, weights = fill(tokens, i)
        tokens[i] = rng.choices(words, weights)[0]
    written.append(" ".join(tokens))

for text, p in world.items():
    print(f"{text:26} true {p:.2f}  written {written.count(text) / 1000:.2f}")
print("share_possible =", sum(text in world for text in written) / 1000)
