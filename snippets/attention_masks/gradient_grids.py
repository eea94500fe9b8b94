import matplotlib.pyplot as plt
import torch
from matplotlib.colors import LogNorm
from transformers import AutoConfig, AutoModel

torch.manual_seed(0)
shared = {"hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 1, "vocab_size": 32}
shared |= {"pad_token_id": 0, "bos_token_id": 0, "eos_token_id": 0, "initializer_range": 0.3}
shared |= {"attn_implementation": "eager"}
sliding = {"layer_types": ["sliding_attention"], "cls_token_id": 0, "sep_token_id": 0}
q, k = torch.arange(6)[:, None], torch.arange(6)[None, :]
full, causal = (k >= 0) & (q >= 0), k <= q
classes = {  # name: (model type, its own options, what the gradient should show)
    "GPT-2": ("gpt2", {}, causal),
    "Llama": ("llama", {}, causal),
    "Mistral": ("mistral", {"num_key_value_heads": 2, "sliding_window": 3}, causal & (q - k < 3)),
    "BERT": ("bert", {}, full),
    "T5 encoder": ("t5", {"d_kv": 8}, full),
    "ModernBERT": ("modernbert", {**sliding, "local_attention": 2}, (q - k).abs() <= 1),
}

fig, axes = plt.subplots(2, 3, figsize=(6.4, 4.8), layout="constrained")
for ax, (name, (model_type, options, expected)) in zip(axes.flat, classes.items(), strict=True):
    model = AutoModel.from_config(AutoConfig.for_model(model_type, **shared, **options))
    model = model.encoder if model_type == "t5" else model
    embeds = torch.randn(1, 6, 16, dtype=torch.float64, requires_grad=True)
    hidden = model.double().eval()(inputs_embeds=embeds).last_hidden_state
    rows = [torch.autograd.grad(row[0], embeds, retain_graph=True)[0] for row in hidden[0]]
    grid = torch.stack(rows)[:, 0].abs().sum(dim=-1)  # (output, input)
    print(f"{model_type}_pairs = {(grid > 0).sum()} of 36")
    print(f"{model_type}_as_masked = {torch.equal(grid > 0, expected)}")
    image = ax.imshow(grid.numpy(), cmap="Blues", norm=LogNorm(0.01, 100))
    for i, j in (grid == 0).nonzero().tolist():
        ax.text(j, i, "0", ha="center", va="center", fontsize=10)
    ax.set_title(name, fontsize=11)
    ax.set(xticks=range(6), xticklabels=range(1, 7), yticks=range(6), yticklabels=range(1, 7))
fig.colorbar(image, ax=axes, shrink=0.7, format="%g", label="|gradient|")
fig.supxlabel("input embedding (position, tokens)", fontsize=11)
fig.supylabel("output (position, tokens)", fontsize=11)
plt.show()
