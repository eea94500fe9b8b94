# tolerance: 0.004 (spread 0)
import sys

import torch

from snippets.lab.checkpoints import load
from snippets.lab.generate import blanks, by_confidence
from snippets.lab.measure import labelled, sample_quality
from snippets.lab.objectives import texts
from snippets.lab.tokenizer import BOS, CLS, ID, LONGEST, SEP
from snippets.lab.world.engine import END

seed, n = map(int, sys.argv[1:] or (0, 100))
generator = torch.Generator().manual_seed(seed)
opening = torch.tensor([ID["positive"], ID[":"]])
lengths = sorted(len(text.split()) for text in labelled(n, seed)[0])

torch.manual_seed(seed)
start = torch.cat([torch.tensor([ID[BOS]]), opening]).expand(n, -1)
options = {"do_sample": True, "top_k": 0, "pad_token_id": ID[END], "max_length": LONGEST}
options["attention_mask"] = torch.ones_like(start)
said = load("gpt").generate(start, **options)
written = {"gpt": texts(said[:, 3:])}

ids = blanks([length + 2 for length in lengths])
ids[:, 1:3] = opening
written["bert"] = texts(by_confidence(load("bert"), ids, generator)[:, 3:])

head = load("bert-sentiment")  # P(label | text): it can only judge, so it judges many words
positive = head.config.label2id["positive"]
ids = torch.randint(ID[END], (n, 8), generator=generator)
ids[:, 0], ids[:, -1] = ID[CLS], ID[SEP]
with torch.no_grad():
    for t in (1, 2, 3, 4, 5, 6) * 2:  # at each place the best of twenty random words
        tried = ids.repeat(20, 1, 1)
        tried[1:, :, t] = torch.randint(ID[END], (19, n), generator=generator)
        p = head(input_ids=tried.flatten(0, 1)).logits.softmax(-1)[:, positive].view(20, n)
        ids = tried[p.argmax(0), torch.arange(n)]
written["head"] = texts(ids)

measures = {"head_says": p.amax(0).mean().item()}
for name, found in written.items():
    measures[f"{name}_valid"] = sample_quality(found)["valid"]
    measures[f"{name}_distinct"] = len(set(found)) / n
    print(f"{name}:", *found[:3], sep="\n  ")
for name, value in measures.items():
    print(f"{name} = {value:.3f}")
