import numpy as np

from snippets.lab.fit import SIZE, sentences
from snippets.lab.measure import FRESH, SEED
from snippets.lab.unread import share_read
from snippets.lab.world.corpus import fresh
from snippets.studies.scaling_and_the_mirage import FEWER, STEPS

asked = fresh(FRESH, seed=SEED)  # the sentences on which the excess is measured
print("drawn   distinct  of the fresh sentences among them")
for steps in (10, 50, FEWER, STEPS):
    read = [{*sentences(seed, steps)} for seed in range(5)]
    distinct = np.mean([len(some) for some in read])
    share = np.mean([share_read(asked, some) for some in read])
    print(f"{SIZE * steps:6,} {distinct:9,.0f} {share:9.1%}")
    print(f"distinct_{SIZE * steps} = {distinct:,.0f}\nread_{SIZE * steps} = {share:.1%}")
