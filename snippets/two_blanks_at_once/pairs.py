# tolerance: 0.004 (spread 0)
import itertools
import sys
from collections import defaultdict

import numpy as np

from snippets.lab.checkpoints import load
from snippets.lab.world.corpus import fresh
from snippets.lab.world.engine import MASK
from snippets.two_blanks_at_once import joints

seed, n = map(int, sys.argv[1:] or (0, 12))
rng = np.random.default_rng((seed, 6))
bert, gpt = load("bert"), load("gpt")
found = defaultdict(list)
for sentence in fresh(n, seed + 1):
    words = sentence.split()
    texts = [
        " ".join(MASK if t in pair else word for t, word in enumerate(words))
        for pair in itertools.combinations(range(len(words)), 2)
    ]
    bits = [joints.dependence(joints.exact(text)) for text in texts]
    for kind, i in (("random", rng.integers(len(texts))), ("bound", int(np.argmax(bits)))):
        ways = joints.ways(bert, gpt, texts[i])
        exact = ways["exact"]
        found[f"dependence_bits_{kind}"].append(bits[i])
        for who in ("exact", "bert"):
            found[f"orders_differ_{who}_{kind}"].append(joints.orders_differ(ways, who))
        for way, joint in ways.items():
            returned = exact.flat[joint.argmax()]  # P(the pair that this way finds likeliest)
            found[f"impossible_{way}_{kind}"].append(joint[exact == 0].sum())
            found[f"distance_{way}_{kind}"].append(joints.variation(exact, joint))
            found[f"returned_{way}_{kind}"].append(returned)
            found[f"likeliest_impossible_{way}_{kind}"].append(returned == 0)

measures = {name: float(np.mean(values)) for name, values in found.items()}
print("impossible share   random pair  bound pair")
for way in ways:
    random, bound = (measures[f"impossible_{way}_{kind}"] for kind in ("random", "bound"))
    print(f"{way:17} {random:12.3f} {bound:11.3f}")
print(f"dependence_bits_bound = {measures['dependence_bits_bound']:.3f}")
print(f"orders_differ_bert_bound = {measures['orders_differ_bert_bound']:.3f}")
