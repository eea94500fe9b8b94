import matplotlib.pyplot as plt
import torch
from transformers import ModernBertConfig, ModernBertModel

MARKS = ("pad_token_id", "bos_token_id", "eos_token_id", "cls_token_id", "sep_token_id")
n = 9
torch.manual_seed(0)
config = ModernBertConfig(
    vocab_size=16,
    **dict.fromkeys(MARKS, 0),
    hidden_size=16,
    num_attention_heads=2,
    intermediate_size=32,
    num_hidden_layers=4,
    local_attention=2,
    global_attn_every_n_layers=3,
    initializer_range=0.3,
    attn_implementation="eager",
)
model = ModernBertModel(config).double().eval()
inputs = []
for layer in model.layers:
    layer.register_forward_pre_hook(lambda _, args: inputs.append(args[0]))
outputs = model(inputs_embeds=torch.randn(1, n, 16, dtype=torch.float64, requires_grad=True))
after = [*inputs[1:], outputs.last_hidden_state]

distance = (torch.arange(n)[:, None] - torch.arange(n)).abs()
fig, axes = plt.subplots(1, 4, figsize=(6.4, 2.2), layout="constrained")
for number, (ax, kind) in enumerate(zip(axes, config.layer_types, strict=True)):
    reach = torch.zeros(n, n)
    for i in range(n):
        (gradient,) = torch.autograd.grad(after[number][0, i, 0], inputs[number], retain_graph=True)
        reach[i] = (gradient[0] != 0).any(dim=-1)
    print(f"farthest_{number} = {int((reach * distance).max())} ({kind})")
    ax.imshow(reach.numpy(), cmap="Blues", vmin=0, vmax=2)
    ax.set(title=f"layer {number}\n{kind.split('_')[0]}", xticks=[], yticks=[], xlabel="looked at")
axes[0].set_ylabel("looks")
plt.show()
