# tolerance: 0.004 (spread 0)
import sys

from snippets.bayes_rule_or_a_head.kinds import COUNTERS, KINDS, TRIES, count, learn
from snippets.lab.measure import labelled

seed, scratch, pretrained, *sizes = map(int, sys.argv[1:] or (0, 8, 4, 128))
measures = {}
for m in sizes:
    texts, y = labelled(m, seed)
    print(f"{m} labels: bits a held-out label{'':9}with each of the four tries")
    for name in COUNTERS:
        for i, setting in enumerate(TRIES[name]):
            measures[f"{name}_{m}_try{i}"] = count(name, texts, y, setting).bits
        print(f"{name:24}", *(f"{measures[f'{name}_{m}_try{i}']:9.3f}" for i in range(4)))
    for start, steps in (("scratch", scratch), ("pretrained", pretrained)):
        for name, kind in KINDS.items():
            key = f"{start}_{name}_{m}"
            for i, rate in enumerate(TRIES[name]):
                found = learn(kind, texts, y, seed, steps, rate, start == "pretrained")
                measures |= {f"{key}_try{i}": found.bits, f"{key}_step{i}": found.step}
            print(f"{key:24}", *(f"{measures[f'{key}_try{i}']:9.3f}" for i in range(4)))
