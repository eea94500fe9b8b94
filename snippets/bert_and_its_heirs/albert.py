# tolerance: 0.004 (spread 0)
import sys

import torch
from transformers import AlbertConfig, AlbertForMaskedLM

from snippets.lab.encoders import OLD, RATE, SHAPE, masked_loss
from snippets.lab.fit import fit
from snippets.lab.measure import masked_excess
from snippets.lab.objectives import bert_batch

seed, steps = map(int, sys.argv[1:] or (0, 150))
torch.manual_seed(seed)
config = AlbertConfig(**SHAPE, **OLD, embedding_size=32, num_hidden_groups=1)
model = AlbertForMaskedLM(config)
tokens = fit(model, bert_batch, masked_loss, seed, steps, RATE)

parameters = model.num_parameters()
excess_bits = masked_excess(model, masked_loss)
print("parameters =", parameters)
print(f"excess_bits = {excess_bits:.3f}")
