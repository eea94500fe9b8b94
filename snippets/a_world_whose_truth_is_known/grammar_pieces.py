from textwrap import fill

import numpy as np

from snippets.lab.world.corpus import truth
from snippets.lab.world.grammar import FAMILIES, FULL

world = truth("full")
print(fill(FULL.rules["review"], 60))
remembered = (("sentiment", "positive"), ("thing", "movie"))
for rule in ("claim", "second", "aspect", "quality"):
    print(f"<{rule}>")
    for probability, text in FULL.choices(rule, remembered):
        print(f"  {probability!s:>4}  {text}")

rng = np.random.default_rng(7)
print("\nOne sentence of each family")
for family in FAMILIES:
    (sentence,) = world.sample(rng, 1, family=family)
    print(fill(f"{family}: {sentence}", 60, subsequent_indent="    "))
