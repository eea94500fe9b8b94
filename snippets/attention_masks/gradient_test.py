import torch
from transformers import GPT2Config, GPT2Model

torch.manual_seed(0)
sizes = {"n_layer": 2, "n_head": 2, "n_embd": 16, "n_positions": 8, "vocab_size": 32}
config = GPT2Config(**sizes, bos_token_id=0, eos_token_id=0, attn_implementation="eager")
config.initializer_range = 0.3  # large enough to see every gradient in two decimals
model = GPT2Model(config).double().eval()

sentence = "The cat sat on the"
tokens = sentence.split()
embeds = torch.randn(1, 5, 16, dtype=torch.float64, requires_grad=True)
hidden = model(inputs_embeds=embeds).last_hidden_state  # (1, tokens, d)

gradient_grid = torch.zeros(5, 5, dtype=torch.float64)
for i in range(5):
    (gradient,) = torch.autograd.grad(hidden[0, i, 0], embeds, retain_graph=True)
    gradient_grid[i] = gradient[0].abs().sum(dim=-1)  # one number per token looked at

print("    ", *(f"{token:>5}" for token in tokens))
for token, row in zip(tokens, gradient_grid.tolist(), strict=True):
    print(f"{token:>4}", *(f"{size:5.2f}" if size else "    0" for size in row))
causal = torch.ones(5, 5, dtype=torch.bool).tril()
print("future_exactly_zero =", bool((gradient_grid[~causal] == 0).all()))
print("past_never_zero =", bool((gradient_grid[causal] > 0).all()))
