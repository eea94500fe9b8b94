# tolerance: 0.004 (spread 0)
import sys

import torch
from transformers import MarianConfig, MarianMTModel

from snippets.lab.fit import fit
from snippets.lab.measure import excess_bits as distance
from snippets.lab.measure import unseen
from snippets.lab.objectives import bart_batch, bart_exact, bart_loss
from snippets.lab.probes import valid_translations
from snippets.lab.tokenizer import BOS, ID, LONGEST, PAD, VOCABULARY
from snippets.lab.world.engine import END

seed, steps = map(int, sys.argv[1:] or (0, 80))
torch.manual_seed(seed)
halves = {"layers": 2, "attention_heads": 2, "ffn_dim": 128}
model = MarianMTModel(
    MarianConfig(
        **{f"{half}_{k}": n for half in ("encoder", "decoder") for k, n in halves.items()},
        d_model=64,
        activation_function="relu",
        scale_embedding=True,  # words times √d, since the sinusoids are large
        max_position_embeddings=LONGEST,
        vocab_size=len(VOCABULARY),
        pad_token_id=ID[PAD],
        bos_token_id=ID[BOS],
        eos_token_id=ID[END],
        decoder_start_token_id=ID[BOS],
        forced_eos_token_id=None,
        init_std=0.06,
        dropout=0.0,
    )
)
parameters = model.num_parameters()
tokens = fit(model, bart_batch, bart_loss, seed, steps, learning_rate=5e-3)
excess_bits = distance(model, bart_loss, unseen(bart_batch, bart_exact))
translated, wrong = valid_translations(model)
print(f"steps = {steps:,}\nparameters = {parameters:,}\ntokens = {tokens:,}")
print(f"excess_bits = {excess_bits:.3f}\ntranslated = {translated:.3f}")
