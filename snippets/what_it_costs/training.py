import sys

import torch

from snippets.what_it_costs import costs

WIDTH, TEXTS, TOKENS, RATE = 64, 64, 32, 0.15
seed, repeats = map(int, sys.argv[1:] or (0, 1))
torch.manual_seed(seed)
text = costs.some_text(TEXTS, TOKENS)
hidden = torch.rand(text.shape).argsort(dim=1) < round(RATE * TOKENS)
answers = torch.randint(2, (TEXTS,))
inputs = {  # the model, what it reads, its labels; -100 asks for nothing
    "next_token": (costs.decoder(WIDTH), text, text),
    "masked_word": (
        costs.masked_encoder(WIDTH),
        text.masked_fill(hidden, costs.MASK),
        text.masked_fill(~hidden, -100),
    ),
    "label": (costs.encoder_with_head(WIDTH, 2), text, answers),
}
measures = {}
print(f"a step on {TEXTS} texts of {TOKENS} tokens, forward and back")
print("             MFLOPs  predictions  MFLOPs each")
for name, (model, ids, labels) in inputs.items():

    def step(model=model, ids=ids, labels=labels):
        model(ids, labels=labels).loss.backward()
        model.zero_grad()

    flops, asked = costs.count(step), int((labels != -100).sum())
    if name == "next_token":
        asked -= TEXTS  # nobody asks for the first token
    measures |= {f"flops_{name}": flops, f"predictions_{name}": asked}
    measures |= {f"each_{name}": flops / asked, f"ms_{name}": costs.milliseconds(step, repeats)}
    print(f"{name:11}{flops / 1e6:9.1f}{asked:13}{flops / asked / 1e6:13.3f}")
ratio = measures["each_masked_word"] / measures["each_next_token"]
print(f"masked_over_next = {ratio:.1f}")
