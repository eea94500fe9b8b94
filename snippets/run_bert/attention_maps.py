import matplotlib.pyplot as plt
import torch
from transformers import AutoTokenizer, BertForMaskedLM

path = "snippets/lab/checkpoints/bert"
tokenizer = AutoTokenizer.from_pretrained(path)
model = BertForMaskedLM.from_pretrained(path, attn_implementation="eager")
encoded = tokenizer("the cats near the dog [MASK] on the mat", return_tensors="pt")
tokens = tokenizer.convert_ids_to_tokens(encoded.input_ids[0])
tokens[tokens.index("[MASK]")] = "[M]"
with torch.no_grad():
    attentions = model(**encoded, output_attentions=True).attentions
weights = torch.cat(attentions)  # (layers, heads, looks, looked at)

above = torch.ones(len(tokens), len(tokens)).triu(1).bool()
print("every row sums to 1:", torch.allclose(weights.sum(-1), torch.ones(())))
print("every weight above the diagonal is positive:", bool((weights[..., above] > 0).all()))
print(f"equal share for each token = {1 / len(tokens):.3f}")
print("mean weight on    [CLS]  [SEP]  itself")
for layer, w in enumerate(weights, 1):
    itself = w.diagonal(dim1=-2, dim2=-1).mean()
    print(f"layer {layer}          {w[..., 0].mean():6.3f} {w[..., -1].mean():6.3f} {itself:7.3f}")

rows = model.config.num_attention_heads // 2
shared = {"sharex": True, "sharey": True, "layout": "constrained"}
fig, axes = plt.subplots(rows, 2, figsize=(6.4, 6.4), **shared)
for head, ax in enumerate(axes.flat):
    ax.imshow(weights[-1, head].numpy(), cmap="Blues", vmin=0, vmax=1)
    ax.set_title(f"last layer, head {head + 1}", fontsize=10)
    ax.set_xticks(range(len(tokens)), tokens, rotation=90)
    ax.set_yticks(range(len(tokens)), tokens)
fig.supxlabel("token that is looked at")
fig.supylabel("token that looks")
plt.show()
