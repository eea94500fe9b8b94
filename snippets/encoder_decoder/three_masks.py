import matplotlib.pyplot as plt
import torch
from transformers import AutoTokenizer, BartForConditionalGeneration

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
model = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")
model.set_attn_implementation("eager")

inputs = tokenizer("translate : the white house is small =", return_tensors="pt")
target = model.generate(**inputs, max_new_tokens=10)[:, :-1]  # [EOS] reads nothing
with torch.no_grad():
    output = model(**inputs, decoder_input_ids=target, output_attentions=True)

maps = {
    "encoder": output.encoder_attentions,
    "cross": output.cross_attentions,
    "decoder": output.decoder_attentions,
}
maps = {name: torch.cat(layers).mean(dim=(0, 1)) for name, layers in maps.items()}
for name, weights in maps.items():  # (query, key), mean over layers and heads
    zeros = int((weights == 0).sum())
    print(f"{name:8} {weights.shape[0]:>2} x {weights.shape[1]:<2} exactly zero: {zeros}")
    assert torch.allclose(weights.sum(dim=-1), torch.ones(len(weights)))

n, m = maps["cross"].shape[::-1]  # source, target
whole = torch.zeros(n + m, n + m)
whole[:n, :n], whole[n:, :n], whole[n:, n:] = maps.values()
tokens = [tokenizer.decode(i) for i in [*inputs.input_ids[0], *target[0]]]
fig, ax = plt.subplots(figsize=(5.8, 5.6), layout="constrained")
ax.imshow(whole.sqrt().numpy(), cmap="Blues", vmin=0, vmax=1)
for i, j in (whole == 0).nonzero().tolist():
    ax.text(j, i, "✗", ha="center", va="center", color="0.5")
ax.axhline(n - 0.5, color="black")
ax.axvline(n - 0.5, color="black")
ax.set_xticks(range(n + m), tokens, rotation=70)
ax.set_yticks(range(n + m), tokens)
ax.set_xlabel("key: token looked at (source | target)")
ax.set_ylabel("query: token that looks (target | source)")
plt.show()
