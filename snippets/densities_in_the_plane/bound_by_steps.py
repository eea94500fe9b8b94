# tolerance: 0.004 (spread 0)
import math

import torch

from snippets.lab.denoiser import bound, kept, spread
from snippets.lab.mixture import log_prob, sample, score

draw = torch.Generator().manual_seed(0)
x = sample(4000, draw)


def exact_noise(x, t):
    return -spread(t) * score(x, kept(t), spread(t))


for steps in (10, 30, 100, 300):
    gap = float((log_prob(x) - bound(exact_noise, x, draw, steps)).mean()) / math.log(2)
    print(f"bits_of_{steps} = {gap:.3f}")
