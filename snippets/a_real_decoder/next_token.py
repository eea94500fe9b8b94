from textwrap import fill

import matplotlib.pyplot as plt
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from snippets.lab.public import fetched

folder = fetched("smollm2-135m-instruct")
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder)
prompts = ["The capital of France is", "The opposite of hot is", "Once upon a time, there lived a"]

fig, axes = plt.subplots(1, 3, figsize=(6.4, 2.6), sharex=True, layout="constrained")
for ax, prompt in zip(axes, prompts, strict=True):
    input_ids = tokenizer("<|endoftext|>" + prompt, return_tensors="pt").input_ids
    with torch.no_grad():
        logits = model(input_ids).logits  # (1, tokens, vocabulary)
    p, ids = logits[0, -1].softmax(dim=-1).topk(4)
    tokens = [repr(tokenizer.decode([i])) for i in ids]
    print(prompt, "…")
    for token, value in zip(tokens, p, strict=True):
        print(f"  {token:10} {value:.3f}")
    ax.barh(tokens, p.numpy(), color="tab:blue")
    ax.set(title=fill(prompt, 16) + " …", xlim=(0, 1), xlabel="P(next token)")
    ax.invert_yaxis()
plt.show()
