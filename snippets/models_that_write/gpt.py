# tolerance: 0.004 (spread 0)
import sys

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from snippets.lab.fit import fit
from snippets.lab.measure import next_token_excess, sample_quality
from snippets.lab.objectives import gpt_batch, gpt_loss
from snippets.lab.tokenizer import BOS, ID, LONGEST, VOCABULARY
from snippets.lab.world.engine import END
from snippets.lab.writing import write

seed, steps = map(int, sys.argv[1:] or (0, 150))
torch.manual_seed(seed)
config = GPT2Config(
    vocab_size=len(VOCABULARY),
    bos_token_id=ID[BOS],
    eos_token_id=ID[END],
    n_positions=LONGEST,
    n_embd=64,
    n_layer=2,
    n_head=4,
    activation_function="gelu_pytorch_tanh",
    initializer_range=0.12,
    resid_pdrop=0.0,
    embd_pdrop=0.0,
    attn_pdrop=0.0,
)
model = GPT2LMHeadModel(config)
tokens = fit(model, gpt_batch, gpt_loss, seed, steps, learning_rate=1.2e-2)
parameters = model.num_parameters()
excess_bits = next_token_excess(model, gpt_loss)
valid, novel = sample_quality(write(model, 1000, seed)).values()
print("tokens =", tokens)
print("parameters =", parameters)
print(f"excess_bits = {excess_bits:.3f}")
print(f"valid = {valid:.3f}")
print(f"novel = {novel:.3f}")
