# tolerance: 0.004 (spread 0)
import sys

import torch

from snippets.lab.fit import fit
from snippets.lab.measure import next_token_excess, sample_quality
from snippets.lab.objectives import gpt_batch, gpt_loss
from snippets.models_that_write.recurrent import LSTMLanguageModel

seed, steps = map(int, sys.argv[1:] or (0, 150))
torch.manual_seed(seed)
model = LSTMLanguageModel()
tokens = fit(model, gpt_batch, gpt_loss, seed, steps, learning_rate=2e-2)
parameters = sum(p.numel() for p in model.parameters())
excess_bits = next_token_excess(model, gpt_loss)
valid, novel = sample_quality(model.write(1000, seed)).values()
print("tokens =", tokens)
print("parameters =", parameters)
print(f"excess_bits = {excess_bits:.3f}")
print(f"valid = {valid:.3f}")
print(f"novel = {novel:.3f}")
