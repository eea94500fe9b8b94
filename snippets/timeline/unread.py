# tolerance: 0.0004 (spread 0)
import numpy as np

from snippets.lab import objectives
from snippets.lab.checkpoints import load
from snippets.lab.fit import SIZE, sentences
from snippets.lab.measure import FRESH, SEED, excess_bits
from snippets.lab.unread import read_by, share_read, unread
from snippets.lab.world.corpus import fresh

asked = fresh(FRESH, seed=SEED)
print(f"fresh = {FRESH:,}")
for form, steps in (("quick", 150), ("full", 1500)):
    read = [{*sentences(seed, steps)} for seed in range(5)]
    print(f"{form}_drawn = {SIZE * steps:,}")
    print(f"{form}_distinct = {np.mean([len(some) for some in read]):,.0f}")
    print(f"{form}_read = {np.mean([share_read(asked, some) for some in read]):.1%}")

print("excess bits on as many sentences that the checkpoint has not read:")
for name in ("gpt", "bert", "bart"):
    batch, exact, loss = (getattr(objectives, f"{name}_{x}") for x in ("batch", "exact", "loss"))
    rows = sorted(objectives.word_rows(unread(FRESH, SEED, read_by(name))), key=len)
    parts = [rows[i : i + 250] for i in range(0, FRESH, 250)]
    batches = [batch(part, np.random.default_rng(SEED)) for part in parts]
    excess = excess_bits(load(name), loss, [(some, exact(some)) for some in batches])
    print(f"{name}_read = {share_read(asked, read_by(name)):.1%}\n{name}_unread = {excess:.4f}")
