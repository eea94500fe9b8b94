import sys
from functools import partial

import torch

from snippets.what_it_costs import costs

seed, repeats, width, *numbers = map(int, sys.argv[1:] or (0, 1, 64, 2, 8, 64))
torch.manual_seed(seed)
text = costs.some_text(1, 32)
decoder = costs.decoder(width)


def by_bayes(K):  # log P(text | label) of every label: the label stands before the text
    ids = torch.cat([torch.arange(1, K + 1)[:, None], text.expand(K, -1)], dim=1)
    nats = decoder(ids[:, :-1]).logits.log_softmax(-1)
    return nats.gather(2, ids[:, 1:, None]).sum(dim=1)


def label_last(K):  # P(label | text): the label is one more token after the text
    return decoder(text, logits_to_keep=1).logits[0, -1, 1 : K + 1].log_softmax(-1)


measures = {}
print(f"width {width}, {text.shape[1]} tokens, MFLOPs a prediction")
print("labels    encoder    decoder    decoder  decoder,")
print("        with head  with head label last   Bayes")
for K in numbers:
    works = {
        "encoder_head": partial(costs.encoder_with_head(width, K), text),
        "decoder_head": partial(costs.decoder_with_head(width, K), text),
        "label_last": partial(label_last, K),
        "bayes": partial(by_bayes, K),
    }
    row = costs.costs(works, repeats)
    measures |= {f"{name}_{K}": x for name, x in row.items()}
    print(f"{K:6}" + "".join(f"{row[f'flops_{name}'] / 1e6:11.3f}" for name in works))
for K in numbers:
    ratio = measures[f"flops_bayes_{K}"] / measures[f"flops_encoder_head_{K}"]
    print(f"bayes_over_encoder_{K} = {ratio:.1f}")
