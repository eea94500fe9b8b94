import math

import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers import GPT2Config, GPT2Model

nothing_allowed = torch.full((3,), -math.inf)
print("softmax(-inf, -inf, -inf):", nothing_allowed.softmax(dim=-1).tolist())
print("0 × NaN:", 0 * math.nan)

lowest = torch.finfo(torch.float32).min
scores = torch.tensor([2.0, 1.0, 0.0])
print("softmax(scores + lowest):", [round(w, 2) for w in (scores + lowest).softmax(-1).tolist()])

vector = torch.ones(1, 3)
output = scaled_dot_product_attention(vector, vector, vector, attn_mask=torch.tensor([[False]]))
print("torch's attention:", output[0].tolist())

sizes = {"n_layer": 2, "n_head": 2, "n_embd": 16, "n_positions": 8, "vocab_size": 32}
ids = {"bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0}
input_ids = torch.tensor([[0, 0, 3, 4, 5]])  # padded on the left
attention_mask = torch.tensor([[0, 0, 1, 1, 1]])
hidden = {}
for implementation in ("eager", "sdpa"):
    torch.manual_seed(0)
    model = GPT2Model(GPT2Config(**sizes, **ids, attn_implementation=implementation)).eval()
    hidden[implementation] = model(input_ids, attention_mask=attention_mask).last_hidden_state[0]
    print(f"GPT-2, {implementation}: any NaN:", hidden[implementation].isnan().any().item())
same = torch.isclose(hidden["eager"], hidden["sdpa"], atol=1e-5).all(dim=-1)
print("agree, by token:", *("yes" if token else "no" for token in same))
