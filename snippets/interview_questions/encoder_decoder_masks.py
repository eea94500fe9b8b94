import torch
from transformers import BartConfig, BartModel

source = "translate to French : hello world"
target = "<s> bonjour monde"
size = {"d_model": 16, "encoder_layers": 1, "decoder_layers": 1}
torch.manual_seed(0)
model = BartModel(BartConfig(vocab_size=9, **size, attn_implementation="eager")).eval()
output = model(
    input_ids=torch.tensor([[3, 4, 5, 6, 7, 8]]),
    decoder_input_ids=torch.tensor([[2, 3, 4]]),
    output_attentions=True,
)


def show(name, attentions, text):
    weights = attentions[0][0, 0]
    print(f"{name}: {weights.shape[0]} x {weights.shape[1]}")
    for word, row in zip(text.split(), weights, strict=True):
        print(f"  {word:10}", *("✓" if weight > 0 else "✗" for weight in row))


show("encoder", output.encoder_attentions, source)
show("decoder", output.decoder_attentions, target)
show("cross-attention", output.cross_attentions, target)
print("future_words_seen =", (output.decoder_attentions[0] > 0).triu(1).sum().item())
