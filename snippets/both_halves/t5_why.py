# tolerance: 0.004 (spread 0)
import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoModelForSeq2SeqLM, BartConfig, T5Config

from snippets.lab.fit import sentences
from snippets.lab.objectives import bart_batch, bart_loss, word_rows

KINDS = {  # of weights: their names in T5 and in BART
    "embedding": ("shared.weight", "shared.weight"),
    "query": ("SelfAttention.q.weight", "self_attn.q_proj.weight"),
    "value": ("SelfAttention.v.weight", "self_attn.v_proj.weight"),
    "widening": ("wi.weight", "fc1.weight"),
}
bart = BartConfig.from_pretrained("snippets/lab/checkpoints/bart")  # its sizes, not its weights
sizes = {"d_model": 64, "num_layers": 2, "num_heads": 2, "d_kv": 32, "d_ff": 128}
t5 = T5Config(**sizes, vocab_size=bart.vocab_size, eos_token_id=bart.eos_token_id)
batch = bart_batch(word_rows(sentences(0, 1)), np.random.default_rng(0))
print(f"{'':13}", *(f"{kind:>12}" for kind in KINDS))
fig, ax = plt.subplots(figsize=(6.4, 3.0), layout="constrained")
for name, config, optimizer, lr, style in (
    ("BART, AdamW", bart, torch.optim.AdamW, 5e-3, "o-"),
    ("T5, AdamW", t5, torch.optim.AdamW, 5e-3, "s--"),
    ("T5, Adafactor", t5, torch.optim.Adafactor, 0.06, "^:"),
):
    torch.manual_seed(0)
    model = AutoModelForSeq2SeqLM.from_config(config).eval()
    named, i = list(model.named_parameters()), int(config is bart)
    kept = [next(p for k, p in named if k.endswith(kind[i])) for kind in KINDS.values()]
    before = [p.detach().clone() for p in kept]
    bart_loss(model, batch)[0].backward()
    optimizer(model.parameters(), lr=lr, weight_decay=0.0).step()
    size = [p.square().mean().sqrt().item() for p in before]
    moved = [((p - q).norm() / q.norm()).item() for p, q in zip(kept, before, strict=True)]
    print(f"{name:13}", *(f"{x:6.3f} {y:.3f}" for x, y in zip(size, moved, strict=True)))
    ax.plot(list(KINDS), moved, style, label=name)
    print(f"{name.replace(', ', '_').lower()}_spread = {max(moved) / min(moved):.1f}")
ax.set(yscale="log", ylabel="first step / size of the weights")
ax.legend(loc="lower center")
plt.show()
