# tolerance: 0.004 (spread 0)
import sys

import numpy as np
import torch
from transformers import BertConfig, BertForMaskedLM

from snippets.lab import diffusion
from snippets.lab.fit import fit, sentences
from snippets.lab.measure import masked_excess, sample_quality
from snippets.lab.objectives import bert_loss
from snippets.lab.tokenizer import ID, LONGEST, PAD, VOCABULARY

seed, steps = map(int, sys.argv[1:] or (0, 150))
torch.manual_seed(seed)
config = BertConfig(
    vocab_size=len(VOCABULARY),
    pad_token_id=ID[PAD],
    type_vocab_size=1,
    max_position_embeddings=LONGEST,
    hidden_size=64,
    num_hidden_layers=1,
    num_attention_heads=8,
    intermediate_size=256,
    initializer_range=0.12,
    hidden_dropout_prob=0.0,
    attention_probs_dropout_prob=0.0,
)
model = BertForMaskedLM(config)
tokens = fit(model, diffusion.hide, diffusion.loss, seed, steps, learning_rate=1.5e-2)
parameters = model.num_parameters()
excess_bits = masked_excess(model, bert_loss)

read = [len(text.split()) for text in sentences(seed, steps)]
bound_excess_bits = diffusion.bound_excess(model, read)
lengths = np.random.default_rng(seed).choice(read, 1000)
valid, novel = sample_quality(diffusion.write(model, lengths, seed)).values()
print("tokens =", tokens)
print("parameters =", parameters)
print(f"excess_bits = {excess_bits:.3f}")
print(f"bound_excess_bits = {bound_excess_bits:.3f}")
print(f"valid = {valid:.3f}")
print(f"novel = {novel:.3f}")
