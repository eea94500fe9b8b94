# tolerance: 0.004 (spread 0)
import sys

import torch
from transformers import BertConfig, BertForMaskedLM

from snippets.lab.encoders import OLD, RATE, SHAPE, frequency_excess, masked_loss
from snippets.lab.fit import fit
from snippets.lab.measure import masked_excess
from snippets.lab.objectives import bert_batch

seed, steps = map(int, sys.argv[1:] or (0, 150))
torch.manual_seed(seed)
model = BertForMaskedLM(BertConfig(**SHAPE, **OLD))
tokens = fit(model, bert_batch, masked_loss, seed, steps, RATE)

parameters = model.num_parameters()
excess_bits = masked_excess(model, masked_loss)
print("steps =", steps)
print("parameters =", parameters)
print("tokens =", tokens)
print(f"frequencies_alone = {frequency_excess(seed, steps):.3f}")
print(f"excess_bits = {excess_bits:.3f}")
