# tolerance: 0.004 (spread 0)
import sys

import numpy as np
import torch

from snippets.lab.checkpoints import load
from snippets.lab.objectives import texts
from snippets.lab.probes import masked_shares, next_shares
from snippets.lab.tokenizer import ID
from snippets.lab.world.grammar import COUNTRIES, HELD_OUT
from snippets.the_generation_ladder import ways

seed, n = map(int, sys.argv[1:] or (0, 200))
bert, gpt = load("bert"), load("gpt")
generator = torch.Generator().manual_seed(seed)
groups = {"told": [], "untold": []}
for country, (weight, capital, _) in COUNTRIES.items():
    for order, question, kind, right in (
        ("country first", f"the capital of {country} is", list(ways.TRUE), capital),
        ("capital first", f"{capital} is the capital of", list(COUNTRIES), country),
    ):
        group = groups["untold" if HELD_OUT.get(country) == order else "told"]
        group.append((question, [ID[word] for word in kind], ID[right], weight))

measures = {}
for group, rows in groups.items():
    questions, kinds, right, weights = zip(*rows, strict=True)
    weights = np.array(weights) / sum(weights)
    for name, p in (
        ("gpt", next_shares(gpt, questions)),
        ("bert", masked_shares(bert, [f"{question} [MASK]" for question in questions])),
    ):
        sure = p[np.arange(len(p)), right]
        like = np.array([row[kind].sum() for row, kind in zip(p, kinds, strict=True)])
        measures[f"right_{group}_{name}"] = weights @ sure
        measures[f"wrong_{group}_{name}"] = weights @ (like - sure)
    ids, free = ways.encoded(np.random.default_rng(seed).choice(questions, n, p=weights))
    said = texts(ways.force(gpt, ids, torch.zeros_like(free), generator))
    stated = [right for text in said for right in ways.facts(text)]
    measures[f"said_wrong_{group}_gpt"] = stated.count(False) / n
print("GPT says:", *said[:3], sep="\n  ")
for name, share in measures.items():
    print(f"{name:21} = {share:.3f}")
