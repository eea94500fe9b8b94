import matplotlib.pyplot as plt
import torch
from transformers import BertConfig, BertModel, GPT2Config, GPT2Model

torch.manual_seed(0)
shared = {"hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 2, "vocab_size": 32}
shared |= {"bos_token_id": 0, "eos_token_id": 0, "attn_implementation": "sdpa"}
gpt2 = GPT2Model(GPT2Config(**shared)).double().eval()
bert = BertModel(BertConfig(**shared)).double().eval()
everyone = torch.ones(1, 1, 5, 5, dtype=torch.bool)  # (batch, head, query, key)
runs = {
    "GPT-2": (gpt2, None),
    "GPT-2, all true": (gpt2, everyone),
    "BERT": (bert, None),
    "BERT, lower triangle": (bert, everyone.tril()),
}

fig, axes = plt.subplots(2, 2, figsize=(5.2, 5.4), layout="constrained")
sees = {}
for ax, (name, (model, attention_mask)) in zip(axes.flat, runs.items(), strict=True):
    embeds = torch.randn(1, 5, 16, dtype=torch.float64, requires_grad=True)
    hidden = model(inputs_embeds=embeds, attention_mask=attention_mask).last_hidden_state
    rows = [torch.autograd.grad(row[0], embeds, retain_graph=True)[0] for row in hidden[0]]
    sees[name] = torch.stack(rows)[:, 0].abs().sum(dim=-1) > 0  # (output, input)
    words = name.lower().replace("-", "").replace(",", "").replace(" ", "_")
    print(f"{words}_pairs = {sees[name].sum()} of 25")
    ax.imshow(sees[name].numpy(), cmap="Blues", vmin=0, vmax=3)
    for i in range(5):
        for j in range(5):
            ax.text(j, i, "✓" if sees[name][i, j] else "0", ha="center", va="center", fontsize=12)
    ax.set_title(name, fontsize=11)
    ax.set_xticks(range(5), range(1, 6))
    ax.set_yticks(range(5), range(1, 6))
fig.supxlabel("input embedding (position, tokens)", fontsize=11)
fig.supylabel("output (position, tokens)", fontsize=11)
plt.show()
