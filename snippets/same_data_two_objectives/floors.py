# --8<-- [start:next]
import math
from itertools import product

import torch

from snippets.same_data_two_objectives.toy_text import MASK, all_ids, probs, vocabulary

entropy_bits = -(probs * probs.log2()).sum().item()
next_token_floor = entropy_bits / (all_ids.shape[1] - 1)  # 7 predictions a sentence


@torch.no_grad()
def next_token_bits(model):
    log_probs = model(input_ids=all_ids).logits[:, :-1].double().log_softmax(-1)
    log_prob = log_probs.gather(-1, all_ids[:, 1:, None]).sum((1, 2))  # (216,) in nats
    return -(probs @ log_prob).item() / math.log(2) / (all_ids.shape[1] - 1)


# --8<-- [end:next]

# --8<-- [start:masked]
inputs, labels, weights = [], [], []
for word_is_masked in product([False, True], repeat=6):
    masked, count = torch.tensor([False, *word_is_masked, False]), sum(word_is_masked)
    inputs.append(all_ids.masked_fill(masked, MASK))
    labels.append(all_ids.masked_fill(~masked, -100))
    weights.append(probs * 0.15**count * 0.85 ** (6 - count))
contexts, context_of_row = torch.cat(inputs).unique(dim=0, return_inverse=True)
row, position = (torch.cat(labels) != -100).nonzero(as_tuple=True)
answer = (context_of_row[row], position, torch.cat(labels)[row, position])
weight = torch.cat(weights)[row] / torch.cat(weights)[row].sum()

joint = torch.zeros(len(contexts), all_ids.shape[1], len(vocabulary), dtype=torch.float64)
joint.index_put_(answer, weight, accumulate=True)
exact_probs = joint / joint.sum(-1, keepdim=True).clamp(min=1e-300)
masked_floor = -(weight @ exact_probs[answer].log2()).item()


@torch.no_grad()
def masked_bits(model):
    log_probs = model(input_ids=contexts).logits.double().log_softmax(-1)
    return -(weight @ log_probs[answer]).item() / math.log(2)


# --8<-- [end:masked]
