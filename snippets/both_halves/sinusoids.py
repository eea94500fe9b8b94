import matplotlib.pyplot as plt
import torch
from transformers import MarianConfig, MarianMTModel

d_model, longest = 64, 24
position = torch.arange(longest)[:, None]
angle = position / 10000 ** (torch.arange(0, d_model, 2) / d_model)  # (positions, d/2)
by_hand = torch.cat([angle.sin(), angle.cos()], dim=1)

sizes = {
    "d_model": d_model,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "pad_token_id": 0,
    "decoder_start_token_id": 0,
}
config = MarianConfig(**sizes, vocab_size=8, max_position_embeddings=longest)
library = MarianMTModel(config).model.encoder.embed_positions.weight
difference = (by_hand - library).abs().max().item()
print(f"difference_below_1e_5 = {difference < 1e-5}")
print(f"trained = {library.requires_grad}")

products = by_hand @ by_hand.T
spread = max(products.diagonal(k).std(correction=0).item() for k in range(longest - 1))
print(f"one_value_per_distance = {spread < 1e-4}")
print(*(f"{products[0, k]:.1f}" for k in range(8)))

fig, (left, right) = plt.subplots(1, 2, figsize=(6.4, 2.8), layout="constrained")
image = left.imshow(by_hand.numpy(), aspect="auto", cmap="RdBu", vmin=-1, vmax=1)
left.set(xlabel="dimension (32 sines, 32 cosines)", ylabel="position")
fig.colorbar(image, ax=left)
for p, style in ((0, "o-"), (8, "s--"), (16, "^:")):
    right.plot(range(-p, longest - p), products[p].numpy(), style, label=f"position {p}")
right.set(xlabel="distance to another position", ylabel="product of the two vectors")
right.legend(loc="upper left", fontsize=7)
plt.show()
