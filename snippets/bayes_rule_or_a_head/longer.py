# tolerance: 0.004 (spread 0)
import sys

from snippets.bayes_rule_or_a_head.chosen import setting
from snippets.bayes_rule_or_a_head.kinds import KINDS, learn
from snippets.lab.measure import labelled

seed, m, scratch, pretrained = map(int, sys.argv[1:] or (0, 128, 8, 4))
texts, y = labelled(m, seed)
measures = {}
print("bits a held-out label, and the step that was kept: a training, and one of twice the steps")
for start, steps in (("scratch", scratch), ("pretrained", pretrained)):
    for name, kind in KINDS.items():
        key = f"{start}_{name}"
        rate = setting(key, m)
        for times in (1, 2):
            found = learn(kind, texts, y, seed, times * steps, rate, start == "pretrained")
            measures |= {f"{key}_bits_{times}": found.bits, f"{key}_step_{times}": found.step}
        cells = (
            f"{measures[f'{key}_bits_{t}']:7.3f}{measures[f'{key}_step_{t}']:5}" for t in (1, 2)
        )
        print(f"{key:22}" + "  ".join(cells))
