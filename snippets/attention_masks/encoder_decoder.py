import matplotlib.pyplot as plt
import torch
from transformers import BartConfig
from transformers.masking_utils import create_bidirectional_mask, create_causal_mask

source = ["Translate", ":", "Hello", "world", "[P]"]
target = ["[B]", "Bonjour", "monde"]  # [B] begins every answer
source_mask = torch.tensor([[token != "[P]" for token in source]])
masks = {
    "encoder self": source_mask.expand(5, 5),  # (source, source)
    "decoder self": torch.ones(3, 3, dtype=torch.bool).tril(),  # (target, target)
    "cross": source_mask.expand(3, 5),  # (target, source)
}

config = BartConfig(attn_implementation="sdpa")
x, y = torch.zeros(1, 5, 8), torch.zeros(1, 3, 8)  # source and target embeddings
library = {
    "encoder self": create_bidirectional_mask(config, x, source_mask),
    "decoder self": create_causal_mask(config, y, None, None, allow_is_causal_skip=False),
    "cross": create_bidirectional_mask(config, y, source_mask, encoder_hidden_states=x),
}
for name, mask in masks.items():
    same = torch.equal(mask, library[name][0, 0])
    print(f"{name.replace(' ', '_')}_same_as_transformers = {same}")

nothing = torch.zeros(5, 3, dtype=torch.bool)  # the source never sees the target
top = torch.cat([masks["encoder self"], nothing], dim=1)
bottom = torch.cat([masks["cross"], masks["decoder self"]], dim=1)
fig, ax = plt.subplots(figsize=(5.4, 4.8), layout="constrained")
ax.imshow(torch.cat([top, bottom]).numpy(), cmap="Blues", vmin=0, vmax=3)
for i, row in enumerate(torch.cat([top, bottom]).tolist()):
    for j, seen in enumerate(row):
        ax.text(j, i, "✓" if seen else "✗", ha="center", va="center", fontsize=12)
ax.axhline(4.5, color="black")
ax.axvline(4.5, color="black")
ax.set_xticks(range(8), source + target, rotation=60)
ax.set_yticks(range(8), source + target)
ax.set_xlabel("key: looked at (token)")
ax.set_ylabel("query: looks (token)")
plt.show()
