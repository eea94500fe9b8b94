# tolerance: 0.004 (spread 0)
import random

import numpy as np
import torch

from snippets.smaller_tests.expressions import WORDS, decode, encode, expressions, is_code, models

rng = random.Random(0)
seen = expressions(120 * 32, rng)
ids = encode(seen)
gpt, bert = models(ids, steps=120)

start = torch.full((400, 1), 1)
sampling = {"do_sample": True, "top_k": 0, "max_new_tokens": 14, "pad_token_id": 2}
written = {"gpt": decode(gpt.generate(start, attention_mask=torch.ones_like(start), **sampling))}
follows = np.zeros((len(WORDS), len(WORDS)))  # how often each word follows each: a bigram model
np.add.at(follows, (ids[:, :-1].flatten(), ids[:, 1:].flatten()), 1)
rows = [[1] for _ in range(400)]
for row in rows:
    while row[-1] != 2 and len(row) < 15:
        row += rng.choices(range(len(WORDS)), follows[row[-1]])
written["bigrams"] = [" ".join(WORDS[i] for i in row if i > 2) for row in rows]
for name, texts in written.items():
    valid = np.array([is_code(text) for text in texts])
    new = np.array([text not in set(seen) for text in texts])
    print(f"{name} = {valid.mean():.3f}\n{name}_valid_and_new = {(valid & new).mean():.3f}")
print("bigrams wrote:", next(text for text in written["bigrams"] if not is_code(text)))

whole = encode(sorted(set(expressions(600, rng, shortest=7)) - set(seen))[:300])
rows = torch.arange(len(whole))
hidden = torch.tensor([rng.randint(1, n) for n in (whole > 2).sum(1).tolist()])
with torch.no_grad():
    blank = whole.index_put((rows, hidden), torch.tensor(0))
    both_sides = bert(blank).logits[rows, hidden, 3:]  # (texts, words)
    left_side = gpt(whole).logits[rows, hidden - 1, 3:]
chance = torch.rand(len(whole), len(WORDS) - 3)
for name, scores in (("bert", both_sides), ("gpt_left_side", left_side), ("chance", chance)):
    mended = decode(whole.index_put((rows, hidden), 3 + scores.argmax(1)))
    print(f"mended_by_{name} = {np.mean([is_code(text) for text in mended]):.3f}")
