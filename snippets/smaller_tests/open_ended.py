# tolerance: 0.004 (spread 0)
import numpy as np
import torch
from scipy.stats import t as student

from snippets.lab import generate
from snippets.lab.checkpoints import load
from snippets.lab.objectives import texts, word_rows
from snippets.lab.tokenizer import BOS, CLS, ID, SEP, pad
from snippets.lab.world.corpus import is_valid, truth
from snippets.lab.world.engine import END, MASK

gpt, bert, world = load("gpt"), load("bert"), truth("training")
opening, n, seeds = "once upon a time , there lived a", 32, 3
fixed = dict(enumerate(opening.split()))
start = torch.tensor([[ID[BOS], *word_rows([opening])[0]]] * n)
sampling = {"do_sample": True, "top_k": 0, "max_new_tokens": 15, "pad_token_id": ID[END]}
valid, surprise = {}, {}
for seed in range(seeds):
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    real = world.sample(np.random.default_rng(seed), n, fixed=fixed)  # BERT is told their lengths
    ids = pad([[ID[CLS], *row, ID[SEP]] for row in word_rows(real)])
    after = (ids < ID[END]) & (torch.arange(ids.shape[1]) > len(fixed))
    blank = ids.masked_fill(after, ID[MASK])
    written = {
        "gpt": gpt.generate(start, attention_mask=torch.ones_like(start), **sampling),
        "bert_one_pass": generate.one_shot(bert, blank, generator),
        "bert_left_to_right": generate.left_to_right(bert, blank, generator),
        "bert_surest_first": generate.by_confidence(bert, blank, generator),
    }
    for name, said in written.items():
        good = [text for text in texts(said) if is_valid(text)]
        valid.setdefault(name, []).append(len(good) / n)
        surprise.setdefault(name, []).extend(-world.log_probs(good) / np.log(2))
for name, shares in valid.items():
    half = student.ppf(0.975, seeds - 1) * np.std(shares, ddof=1) / seeds**0.5
    print(f"{name} = {np.mean(shares):.3f}\n{name}_half = {half:.3f}")
for name in ("gpt", "bert_surest_first"):
    print(f"{name}_bits = {np.mean(surprise[name]):.3f}")
    text = next(text for text in texts(written[name]) if is_valid(text))
    print(f"  … {text.removeprefix(opening).strip()}")
