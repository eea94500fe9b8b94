# tolerance: 0.0004 (spread 0)
import numpy as np

from snippets.lab.checkpoints import load
from snippets.lab.fit import sentences
from snippets.lab.tokenizer import ID
from snippets.lab.unread import read_by, share_read, unread
from snippets.lab.world.corpus import fresh, truth
from snippets.lab.world.engine import MASK
from snippets.studies.the_price_of_a_blank import SYSTEMS
from snippets.the_price_of_a_blank import blanks

(n,), (steps, few) = (system.arguments for system in SYSTEMS)  # of the full forms
read = read_by("gpt")  # BERT has read the same
old = [share_read(fresh(n, seed + 1), read) for seed in range(5)]
small = [share_read(fresh(few, seed + 1), {*sentences(seed, steps)}) for seed in range(5)]
print(f"read_by_checkpoints = {np.mean(old):.1%}\nread_by_small = {np.mean(small):.1%}")

world, rng, found = truth("training"), np.random.default_rng(0), []
for sentence in unread(150, 1, read):
    words = sentence.split()
    t, ids = int(rng.integers(len(words))), [ID[word] for word in words]
    exact = world.masked([*words[:t], MASK, *words[t + 1 :]])[0, : blanks.WORDS]
    before = world.next_token(words[:t])[: blanks.WORDS]
    found.append(blanks.Blank(ids[:t], ids[t + 1 :], exact, before / before.sum()))
bert, gpt = load("bert"), load("gpt")
print("excess bits on blanks in sentences that neither model has read:")
print(f"exact_left = {blanks.excess(found, [blank.before for blank in found]):.4f}")
print(f"left = {blanks.excess(found, [blanks.left_only(gpt, b) for b in found]):.4f}")
print(f"bert = {blanks.excess(found, [blanks.both_sides(bert, b) for b in found]):.4f}")
print(f"tried_32 = {blanks.excess(found, [blanks.rescored_32(gpt, b) for b in found]):.4f}")
