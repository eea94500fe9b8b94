import sys
from functools import partial

import torch

from snippets.what_it_costs import costs
from snippets.what_it_costs.costs import filled, written

WIDTH, PROMPT = 64, 32
seed, repeats, *numbers = map(int, sys.argv[1:] or (0, 1, 1, 4, 16))
torch.manual_seed(seed)
prompt = costs.some_text(1, PROMPT)
encoder, decoder = costs.masked_encoder(WIDTH), costs.decoder(WIDTH)
with torch.no_grad():
    with_cache, without = (written(decoder, prompt, numbers[-1], cache) for cache in (True, False))
print("same answer with and without cache:", with_cache.equal(without))

measures = {}
print("MFLOPs to answer a question of 32 tokens")
print("tokens     decoder    decoder,     encoder,     encoder,")
print("         with cache   no cache  a word a pass   one pass")
for t in numbers:
    works = {
        "cache": partial(written, decoder, prompt, t, cache=True),
        "no_cache": partial(written, decoder, prompt, t, cache=False),
        "masked": partial(filled, encoder, prompt, t, at_once=1),
        "one_pass": partial(filled, encoder, prompt, t, at_once=t),
    }
    row = costs.costs(works, repeats)
    measures |= {f"{name}_{t}": x for name, x in row.items()}
    print(f"{t:6}" + "".join(f"{row[f'flops_{name}'] / 1e6:13.3f}" for name in works))
for name in ("no_cache", "masked"):
    ratio = measures[f"flops_{name}_{t}"] / measures[f"flops_cache_{t}"]
    print(f"{name}_over_cache = {ratio:.1f}")
