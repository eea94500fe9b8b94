import matplotlib.pyplot as plt
import torch
from transformers import T5Config, T5ForConditionalGeneration

torch.manual_seed(0)
sizes = {"vocab_size": 256, "d_model": 64, "d_kv": 32, "d_ff": 128, "num_layers": 2, "num_heads": 2}
config = T5Config(**sizes, decoder_start_token_id=0, attn_implementation="eager")
model = T5ForConditionalGeneration(config).double().eval()
source = torch.randn(1, 7, 64, dtype=torch.float64, requires_grad=True)
target = torch.randn(1, 4, 64, dtype=torch.float64, requires_grad=True)
output = model(inputs_embeds=source, decoder_inputs_embeds=target)
encoded = output.encoder_last_hidden_state


def sees(outputs, inputs):
    rows = [torch.autograd.grad(row.sum(), inputs, retain_graph=True)[0] for row in outputs[0]]
    return torch.stack(rows)[:, 0].abs().sum(dim=-1) > 0  # (query, key)


print("encoder full:  ", bool(sees(encoded, source).all()))
print("decoder causal:", torch.equal(sees(output.logits, target), torch.ones(4, 4).tril() > 0))
print("cross full:    ", bool(sees(output.logits, encoded).all()))

positions = [name for name, _ in model.named_parameters() if "position" in name]
print("position_embeddings =", len(positions))
self_attention = model.encoder.block[0].layer[0].SelfAttention
bias = self_attention.compute_bias(7, 7)[0].detach()  # (head, query, key)
same = torch.equal(bias[:, 1:, 1:], bias[:, :-1, :-1])
print("same_along_diagonals =", same)
print("distances_told_apart =", config.relative_attention_num_buckets)

fig, ax = plt.subplots(figsize=(4.2, 3.6), layout="constrained")
image = ax.imshow(bias[0].numpy(), cmap="RdBu")
ax.set_xlabel("key (position)")
ax.set_ylabel("query (position)")
fig.colorbar(image, label="added to the score (head 1)")
plt.show()
