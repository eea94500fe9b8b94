# tolerance: 0.0004 (spread 0)
import sys
import time

from torch.utils.flop_counter import FlopCounterMode

from snippets.lab.checkpoints import load
from snippets.the_price_of_a_blank import blanks

seed, n = map(int, sys.argv[1:] or (0, 6))
bert, gpt = load("bert"), load("gpt")
drawn = blanks.draw(n, seed)
ways = {  # name: (passes, how)
    "left": (1, lambda blank: blanks.left_only(gpt, blank)),
    "bert": (1, lambda blank: blanks.both_sides(bert, blank)),
}
for k in (4, 8, 16, 32, blanks.WORDS):
    ways[f"tried_{k}"] = 1 + k, lambda blank, k=k: blanks.rescored(gpt, blank, k)

measures = {"excess_exact_left": blanks.excess(drawn, [blank.before for blank in drawn])}
print(f"{'':10}passes     kFLOPs  excess bits")
for name, (passes, way) in ways.items():
    start = time.perf_counter()
    shares = [way(blank) for blank in drawn]
    measures[f"ms_{name}"] = 1000 * (time.perf_counter() - start) / n
    with FlopCounterMode(display=False) as counter:
        for blank in drawn[:20]:
            way(blank)
    measures[f"passes_{name}"] = passes
    measures[f"flops_{name}"] = counter.get_total_flops() / min(n, 20)
    measures[f"excess_{name}"] = excess = blanks.excess(drawn, shares)
    print(f"{name:10}{passes:6} {measures[f'flops_{name}'] / 1e3:10.1f} {excess:12.4f}")
print(f"left side alone, exactly: {measures['excess_exact_left']:.4f}")
