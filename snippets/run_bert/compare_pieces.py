import torch
from transformers import AutoTokenizer, BertForMaskedLM

from snippets.run_bert.by_hand import attend, block, embed, masked_lm

path = "snippets/lab/checkpoints/bert"
tokenizer = AutoTokenizer.from_pretrained(path)
model = BertForMaskedLM.from_pretrained(path, attn_implementation="eager", dtype=torch.float64)
n_heads = model.config.num_attention_heads
texts = ["the [MASK] sat on the mat", "[MASK] : this movie is great !", "paris is a [MASK]"]
encoded = tokenizer(texts, return_tensors="pt", padding=True)
attention_mask = encoded.attention_mask
with torch.no_grad():
    output = model(**encoded, output_hidden_states=True, output_attentions=True)
    ours = embed(encoded.input_ids, model.bert.embeddings)
    pairs = {"embeddings": (ours, output.hidden_states[0])}
    for i, layer in enumerate(model.bert.encoder.layer):
        x = output.hidden_states[i]
        weights = attend(x, attention_mask, layer.attention.self, n_heads)[1]
        pairs[f"attention {i + 1}"] = (weights, output.attentions[i])
        ours = block(x, attention_mask, layer, n_heads)
        pairs[f"block {i + 1}"] = (ours, output.hidden_states[i + 1])
    pairs["logits"] = (masked_lm(**encoded, model=model), output.logits)

largest = 0.0
for name, (ours, library) in pairs.items():
    difference = (ours - library).abs().max().item()
    largest = max(largest, difference)
    print(f"{name:<13}{tuple(library.shape)!s:<16} below 1e-5: {difference < 1e-5}")
print("largest difference below 1e-5:", largest < 1e-5)
