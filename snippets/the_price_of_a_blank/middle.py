# tolerance: 0.004 (spread 0)
import sys
import time

import torch
from torch.utils.flop_counter import FlopCounterMode

from snippets.lab.fit import fit
from snippets.lab.measure import next_token_excess
from snippets.lab.objectives import gpt_batch, gpt_loss
from snippets.the_price_of_a_blank import blanks

seed, steps, n = map(int, sys.argv[1:] or (0, 30, 10))
drawn, models = blanks.draw(n, seed), {}
for name, batch, length in (
    ("plain", gpt_batch, steps),
    ("moved", blanks.half_moved, steps),
    ("half", gpt_batch, steps // 2),  # as many sentences in their own order as the one before
):
    torch.manual_seed(seed)
    models[name] = blanks.new_gpt()
    fit(models[name], batch, gpt_loss, seed, length, learning_rate=1.2e-2)

measures = {f"next_{name}": next_token_excess(model, gpt_loss) for name, model in models.items()}
for name, way, model in (
    ("left", blanks.left_only, "plain"),
    ("tried_32", blanks.rescored_32, "plain"),
    ("moved", blanks.moved, "moved"),
    ("moved_tried_32", blanks.rescored_32, "moved"),
):
    start = time.perf_counter()
    shares = [way(models[model], blank) for blank in drawn]
    measures[f"ms_{name}"] = 1000 * (time.perf_counter() - start) / n
    measures[f"excess_{name}"] = blanks.excess(drawn, shares)
with FlopCounterMode(display=False) as counter:
    for blank in drawn[:20]:
        blanks.moved(models["moved"], blank)
measures["flops_moved"] = counter.get_total_flops() / min(n, 20)
for name in ("next_plain", "next_moved", "next_half", "excess_left", "excess_moved"):
    print(f"{name:15} = {measures[name]:.3f} bits")
