import matplotlib.pyplot as plt
import torch
from transformers import BertConfig, BertModel, GPT2Config, GPT2Model

torch.manual_seed(0)
size = {"vocab_size": 10, "bos_token_id": None, "eos_token_id": None}
gpt2 = GPT2Model(GPT2Config(n_embd=16, n_layer=2, n_head=2, **size)).double().eval()
bert_size = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
bert = BertModel(BertConfig(**bert_size, intermediate_size=64, **size)).double().eval()

full = torch.ones(1, 1, 5, 5, dtype=torch.bool)  # (batch, heads, queries, keys)
causal = full.tril()
embeddings = torch.randn(1, 5, 16, dtype=torch.float64, requires_grad=True)


def sees(model, attention_mask=None):
    hidden = model(inputs_embeds=embeddings, attention_mask=attention_mask).last_hidden_state
    rows = [torch.autograd.grad(hidden[0, i, 0], embeddings, retain_graph=True) for i in range(5)]
    return torch.stack([row[0][0].abs().sum(-1) > 0 for row in rows])  # (outputs, inputs)


panels = {
    "GPT-2\nas built": sees(gpt2),
    "GPT-2\nfull mask": sees(gpt2, full),
    "BERT\nas built": sees(bert),
    "BERT\ncausal mask": sees(bert, causal),
}
fig, axes = plt.subplots(1, 4, figsize=(6.4, 2.3), sharey=True, layout="constrained")
for ax, (name, seen) in zip(axes, panels.items(), strict=True):
    print(f"{name.replace(chr(10), ' '):<18}{seen.sum():>3} of {seen.numel()} pairs")
    ax.imshow(seen.tolist(), cmap="Blues", vmin=0, vmax=2)
    for i, j in seen.nonzero().tolist():
        ax.text(j, i, "✓", ha="center", va="center")
    ax.set(title=name, xlabel="input", xticks=range(5), yticks=range(5))
axes[0].set_ylabel("output position")
plt.show()
