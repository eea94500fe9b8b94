import random
from collections import Counter

import matplotlib.pyplot as plt

from snippets.two_probabilities.toy import SENTENCES, joint

p_x = {x: joint[x, "positive"] + joint[x, "negative"] for x in SENTENCES}
next_token = {}
for x, p in p_x.items():
    tokens = (*x.split(), "<eos>")
    for i, token in enumerate(tokens):
        row = next_token.setdefault(tokens[:i], Counter())
        row[token] += p

rng = random.Random(0)


def sample():
    prefix = ()
    while prefix[-1:] != ("<eos>",):
        row = next_token[prefix]
        prefix += (rng.choices(list(row), [float(p) for p in row.values()])[0],)
    return " ".join(prefix[:-1])


for n in (100, 1_000, 10_000):
    share = {x: c / n for x, c in Counter(sample() for _ in range(n)).items()}
    distance = sum(abs(share[x] - p_x[x]) for x in SENTENCES) / 2
    print(f"{n:6} samples: total variation from the exact table {distance:.3f}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.barh(SENTENCES, [share[x] for x in SENTENCES], label="share of 10,000 samples")
ax.plot([float(p_x[x]) for x in SENTENCES], SENTENCES, "k|", ms=18, mew=2, label="exact P(x)")
ax.invert_yaxis()
ax.set(xlabel="P(x), probability", xticks=[0, 0.05, 0.1, 0.15, 0.2])
fig.legend(loc="outside upper center", ncols=2)
plt.show()
