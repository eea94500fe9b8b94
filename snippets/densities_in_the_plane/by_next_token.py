# tolerance: 0.004 (spread 0)
import math
import sys

import torch

from snippets.densities_in_the_plane.text_gan import (
    Writer,
    known_pairs,
    padded,
    read,
    train_by_next_token,
)
from snippets.lab.measure import sample_quality
from snippets.lab.objectives import word_rows
from snippets.lab.world.corpus import fresh

seed, steps = map(int, sys.argv[1:] or (0, 40))
torch.manual_seed(seed)
writer = Writer()
parameters = sum(p.numel() for p in writer.parameters())
tokens = train_by_next_token(writer, seed, steps)

with torch.no_grad():
    written = read(writer.write(1000))
    next_token_bits = writer.loss(padded(word_rows(fresh(500, seed=1)))).item() / math.log(2)
quality = sample_quality(written)
valid, novel = quality["valid"], quality["novel"]
print(f"parameters = {parameters:,}\ntokens = {tokens:,}")
print(f"valid = {valid:.3f}\nnovel = {novel:.3f}")
print(f"distinct = {len(set(written)) / 1000:.3f}")
print(f"known_pairs = {known_pairs(written):.3f}")
print(f"next_token_bits = {next_token_bits:.1f}")
