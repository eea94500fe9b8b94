import matplotlib.pyplot as plt
import torch
from transformers import LlamaConfig
from transformers.models.llama.modeling_llama import (
    LlamaMLP,
    LlamaRMSNorm,
    LlamaRotaryEmbedding,
    apply_rotary_pos_emb,
)

from snippets.models_that_write.llama_parts import rms_norm, rotate, swiglu

torch.manual_seed(0)
config = LlamaConfig(hidden_size=64, num_attention_heads=4, intermediate_size=180)
x, q, k = torch.randn(1, 24, 64), torch.randn(1, 4, 24, 16), torch.randn(1, 4, 24, 16)
positions = torch.arange(24)
norm, mlp, rope = LlamaRMSNorm(64), LlamaMLP(config), LlamaRotaryEmbedding(config)
weights = mlp.gate_proj.weight, mlp.up_proj.weight, mlp.down_proj.weight
turned = apply_rotary_pos_emb(q, k, *rope(x, positions[None]))
pairs = {
    "RMSNorm": (rms_norm(x, norm.weight), norm(x)),
    "RoPE": (rotate(q, positions), turned[0]),
    "SwiGLU": (swiglu(x, *weights), mlp(x)),
}
for name, (ours, theirs) in pairs.items():
    print(f"{name} as library:", torch.allclose(ours, theirs, rtol=0, atol=1e-6))

one_q, one_k = q[0, 0, 0], k[0, 0, 0]  # one query and one key, put at many places
distances = torch.arange(17)
fig, ax = plt.subplots(figsize=(6.4, 2.6), layout="constrained")
for place, style in zip((16, 18, 23), ("-", "o", "x"), strict=True):
    query = rotate(one_q.expand(17, -1), torch.full((17,), place))
    scores = (query * rotate(one_k.expand(17, -1), place - distances)).sum(dim=-1)
    print(f"query at {place}:", [round(v, 3) for v in scores[:4].tolist()])
    ax.plot(distances, scores.detach(), style, label=f"query at position {place}")
ax.set(xlabel="distance from the key back to the query", ylabel="score q · k")
ax.legend()
plt.show()
