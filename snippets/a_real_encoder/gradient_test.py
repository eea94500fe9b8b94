import matplotlib.pyplot as plt
import torch
from matplotlib.colors import LogNorm

from snippets.a_real_encoder.vectors import causal, load

tokenizer, model = load()
model = model.double()
encoded = tokenizer("the bank of the river", return_tensors="pt")
tokens = tokenizer.convert_ids_to_tokens(encoded.input_ids[0])
embeds = model.embeddings.word_embeddings(encoded.input_ids).detach().requires_grad_()
later = torch.ones(len(tokens), len(tokens), dtype=torch.bool).triu(1)

masks = {"full": encoded.attention_mask, "causal": causal(encoded.attention_mask)}
fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.4), sharey=True, layout="constrained")
for ax, (name, mask) in zip(axes, masks.items(), strict=True):
    hidden = model(inputs_embeds=embeds, attention_mask=mask).last_hidden_state[0]
    rows = [torch.autograd.grad(row[0], embeds, retain_graph=True)[0] for row in hidden]
    grid = torch.stack(rows)[:, 0].norm(dim=-1)  # (output, input)
    print(f"{name}_later_zeros = {(grid[later] == 0).sum()}")
    print(f"{name}_others_zeros = {(grid[~later] == 0).sum()}")
    image = ax.imshow(grid.numpy(), cmap="Blues", norm=LogNorm(0.01, 5))
    for i, j in (grid == 0).nonzero().tolist():
        ax.text(j, i, "0", ha="center", va="center", fontsize=10)
    ax.set(title=f"{name} mask", xlabel="input embedding")
    ax.set_xticks(range(len(tokens)), tokens, rotation=60)
    ax.set_yticks(range(len(tokens)), tokens)
axes[0].set_ylabel("output vector")
fig.colorbar(image, ax=axes, shrink=0.8, format="%g", label="|gradient|")
print(f"later_pairs = {later.sum()}")
plt.show()
