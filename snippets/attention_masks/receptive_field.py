import matplotlib.pyplot as plt
import torch
from transformers import ModernBertConfig, ModernBertModel

torch.manual_seed(0)
shared = {"hidden_size": 16, "num_attention_heads": 2, "vocab_size": 32, "local_attention": 2}
shared |= {f"{name}_token_id": 0 for name in ("pad", "bos", "eos", "cls", "sep")}
shared |= {"attn_implementation": "eager"}
n = 9
q, k = torch.arange(n)[:, None], torch.arange(n)[None, :]
window = (q - k).abs() <= 1
embeds = torch.randn(1, n, 16, dtype=torch.float64, requires_grad=True)

fig, axes = plt.subplots(1, 3, figsize=(6.4, 2.9), layout="constrained")
for layers, ax in zip((1, 2, 3), axes, strict=True):
    layer_types = ["sliding_attention"] * layers
    config = ModernBertConfig(**shared, num_hidden_layers=layers, layer_types=layer_types)
    hidden = ModernBertModel(config).double().eval()(inputs_embeds=embeds).last_hidden_state
    rows = [torch.autograd.grad(row[0], embeds, retain_graph=True)[0] for row in hidden[0]]
    sees = torch.stack(rows)[:, 0].abs().sum(dim=-1) > 0  # (output, input)
    paths = window.long().matrix_power(layers)  # ways from input to output
    print(f"{layers} sliding: the middle sees {sees[4].sum()} of {n},", end=" ")
    print(f"as the matrix power says: {torch.equal(sees, paths > 0)}")
    ax.imshow(sees.numpy(), cmap="Blues", vmin=0, vmax=3)
    for i, j in paths.nonzero().tolist():
        ax.text(j, i, paths[i, j].item(), ha="center", va="center", fontsize=9)
    ax.set_title(f"{layers} layer" + "s" * (layers > 1), fontsize=11)
    ax.set_xticks(range(0, n, 2), range(1, n + 1, 2))
    ax.set_yticks(range(0, n, 2), range(1, n + 1, 2))
fig.supxlabel("input (position, tokens)", fontsize=11)
fig.supylabel("output (position, tokens)", fontsize=11)

default = ModernBertConfig(**shared, num_hidden_layers=4)
print("default:", *(layer_type.removesuffix("_attention") for layer_type in default.layer_types))
plt.show()
