import torch
from transformers import BertConfig, BertModel

shared = {"hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 2, "vocab_size": 32}
boolean = torch.ones(1, 1, 5, 5, dtype=torch.bool).tril()  # True: may look
lowest = torch.finfo(torch.float64).min
additive = torch.zeros(1, 1, 5, 5, dtype=torch.float64).masked_fill(~boolean, lowest)
embeds = torch.randn(1, 5, 16, dtype=torch.float64, requires_grad=True)

pairs_seen = {}
for implementation in ("sdpa", "eager"):
    model = BertModel(BertConfig(**shared, attn_implementation=implementation)).double().eval()
    for name, mask in {"boolean": boolean, "additive": additive}.items():
        hidden = model(inputs_embeds=embeds, attention_mask=mask).last_hidden_state
        rows = [torch.autograd.grad(row[0], embeds, retain_graph=True)[0] for row in hidden[0]]
        seen = torch.stack(rows)[:, 0].abs().sum(dim=-1) > 0  # (output, input)
        pairs_seen[implementation, name] = seen.sum().item()
        print(f"{implementation:<5} {name:<8} {seen.sum():>2} pairs seen")
