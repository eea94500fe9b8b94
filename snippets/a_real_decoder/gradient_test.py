import matplotlib.pyplot as plt
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from snippets.lab.public import fetched

folder = fetched("smollm2-135m-instruct")
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder).requires_grad_(False)
text = "<|endoftext|>The keys to the old cabinet are in the kitchen."
input_ids = tokenizer(text, return_tensors="pt").input_ids
tokens = ["(mark)", *(tokenizer.decode([i]).strip() for i in input_ids[0, 1:])]
n = len(tokens)
causal = torch.ones(n - 1, n, dtype=torch.bool).tril()

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.3), sharey=True, layout="constrained")
for ax, name in zip(axes, ["as_trained", "opened"], strict=True):
    attention_mask = torch.zeros(1, 1, n, n) if name == "opened" else None  # added to the scores
    embeds = model.model.embed_tokens(input_ids).requires_grad_()
    log_probs = model(inputs_embeds=embeds, attention_mask=attention_mask).logits[0].log_softmax(-1)
    grid = torch.zeros(n - 1, n)
    for t in range(n - 1):
        loss = -log_probs[t, input_ids[0, t + 1]]
        (gradient,) = torch.autograd.grad(loss, embeds, retain_graph=True)
        grid[t] = gradient[0].norm(dim=-1)
    print(f"{name}_future_exactly_zero =", bool((grid[~causal] == 0).all()))
    print(f"{name}_never_zero_elsewhere =", bool((grid[causal] > 0).all()))
    zero = grid == 0
    ax.imshow(grid.log10().masked_fill(zero, float("nan")).numpy(), cmap="Blues", vmin=-1.5, vmax=2)
    ax.plot(*zero.nonzero().T.flip(0).numpy(), "x", color="tab:red", ms=4)
    ax.set_xticks(range(n), tokens, rotation=90)
    ax.set_yticks(range(n - 1), tokens[1:])
    ax.set(title=name.replace("_", " "), xlabel="input token")
axes[0].set_ylabel("loss of")
plt.show()
