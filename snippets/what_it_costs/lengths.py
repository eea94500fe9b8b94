import sys
from functools import partial

import torch

from snippets.what_it_costs import costs

WIDTH = 64
seed, repeats, *lengths = map(int, sys.argv[1:] or (0, 1, 16, 64, 256, 1024))
torch.manual_seed(seed)
encoder, decoder = costs.masked_encoder(WIDTH).bert, costs.decoder(WIDTH).transformer
measures = {}
print("tokens   encoder   decoder  of it attention's   share")
print("          MFLOPs    MFLOPs    square, MFLOPs")
for L in lengths:
    text = costs.some_text(1, L)
    works = {"encoder": partial(encoder, text), "decoder": partial(decoder, text)}
    row = costs.costs(works, repeats)
    row["flops_square"] = costs.LAYERS * 4 * L**2 * WIDTH  # scores, then means of values
    row["share_square"] = row["flops_square"] / row["flops_decoder"]
    measures |= {f"{name}_{L}": x for name, x in row.items()}
    cells = (row[f"flops_{name}"] / 1e6 for name in ("encoder", "decoder"))
    print(f"{L:6}" + "".join(f"{x:10.3f}" for x in cells), end="")
    print(f"{row['flops_square'] / 1e6:19.3f}{row['share_square']:8.3f}")
same = all(measures[f"flops_encoder_{L}"] == measures[f"flops_decoder_{L}"] for L in lengths)
print(f"same_flops = {same}")
print(f"half_is_square_at = {6 * WIDTH}")  # 24 L d² = 4 L² d
