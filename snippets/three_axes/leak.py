# tolerance: 0.1 (spread 0)
import math

import torch
import torch.nn.functional as F
from transformers import GPT2Config, GPT2LMHeadModel

size = {"vocab_size": 8, "n_embd": 32, "n_layer": 1, "n_head": 2}
config = GPT2Config(**size, bos_token_id=None, eos_token_id=None)
config.resid_pdrop = config.embd_pdrop = config.attn_pdrop = 0.0
full = torch.ones(1, 1, 8, 8, dtype=torch.bool)


def next_token_bits(model, mask):
    input_ids = torch.randint(8, (64, 8))  # dice: nothing to learn
    logits = model(input_ids=input_ids, attention_mask=mask).logits[:, :-1]
    return F.cross_entropy(logits.flatten(0, 1), input_ids[:, 1:].flatten()) / math.log(2)


print(f"floor_bits = {math.log2(8):.1f}")
for name, mask in {"causal": full.tril(), "full": full}.items():
    torch.manual_seed(0)
    model = GPT2LMHeadModel(config)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    for _ in range(150):
        optimizer.zero_grad()
        next_token_bits(model, mask).backward()
        optimizer.step()
    print(f"{name}_bits = {next_token_bits(model, mask).item():.1f}")
