# tolerance: 0.004 (spread 0)
import sys

import torch
from transformers import ModernBertConfig, ModernBertForMaskedLM

from snippets.lab.encoders import RATE, SHAPE, masked_loss
from snippets.lab.fit import fit
from snippets.lab.measure import masked_excess
from snippets.lab.objectives import bert_batch
from snippets.lab.tokenizer import CLS, ID, SEP

seed, steps = map(int, sys.argv[1:] or (0, 150))
torch.manual_seed(seed)
marks = {"bos_token_id": ID[CLS], "eos_token_id": ID[SEP]}
marks |= {"cls_token_id": ID[CLS], "sep_token_id": ID[SEP]}
window = {"local_attention": 2, "global_attn_every_n_layers": 3}  # one word on either side
config = ModernBertConfig(**SHAPE | window | marks | {"intermediate_size": 86})
model = ModernBertForMaskedLM(config)
tokens = fit(model, bert_batch, masked_loss, seed, steps, RATE)

parameters = model.num_parameters()
excess_bits = masked_excess(model, masked_loss)
print("layers =", ", ".join(config.layer_types))
print("parameters =", parameters)
print(f"excess_bits = {excess_bits:.3f}")
