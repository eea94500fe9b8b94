import torch
import torch.nn.functional as F
from torch import nn
from transformers import GPT2Config, GPT2Model

torch.manual_seed(0)
words = ["the", "cat", "sat", "on", "mat", "[MASK]", "negative", "positive"]
size = {"vocab_size": 8, "n_embd": 16, "n_layer": 2, "n_head": 2}
backbone = GPT2Model(GPT2Config(**size, bos_token_id=None, eos_token_id=None)).eval()
head = nn.Linear(16, len(words))

objectives = {
    "next token": ("the cat sat on the mat", "cat sat on the mat ."),
    "masked": ("the [MASK] sat on the [MASK]", ". cat . . . mat"),
    "label": ("the cat sat on the mat", ". . . . . positive"),
}
for name, (text, answers) in objectives.items():
    input_ids = torch.tensor([[words.index(word) for word in text.split()]])
    targets = torch.tensor([-100 if w == "." else words.index(w) for w in answers.split()])
    hidden = backbone(input_ids=input_ids).last_hidden_state[0].detach().requires_grad_()
    F.cross_entropy(head(hidden), targets, ignore_index=-100).backward()
    scored = hidden.grad.abs().sum(-1) > 0  # (6,)
    print(f"{name}: {scored.sum()} of 6 positions enter the loss")
    print("  " + "".join(f"{word:<8}" for word in text.split()).rstrip())
    row = zip(answers.split(), scored.tolist(), strict=True)
    print("  " + "".join(f"{answer if enters else '.':<8}" for answer, enters in row).rstrip())
