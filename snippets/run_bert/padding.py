import torch
from transformers import AutoTokenizer, BertForMaskedLM

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
short = "[MASK] : this movie is great !"
long = "once upon a time , there lived a king . he was brave and fought ."
batch = tokenizer([short, long], return_tensors="pt", padding=True)
alone = tokenizer(short, return_tensors="pt")
print("input_ids     ", tuple(batch.input_ids.shape))
print("attention_mask", *batch.attention_mask[0].tolist())

with torch.no_grad():
    by_itself = model(**alone).logits[0]
    padded = model(**batch).logits[0, : len(by_itself)]
    everything = torch.ones_like(batch.attention_mask)
    unmasked = model(batch.input_ids, attention_mask=everything).logits[0, : len(by_itself)]
print("same with attention_mask:   ", torch.allclose(padded, by_itself, atol=1e-4))
print("same without attention_mask:", torch.allclose(unmasked, by_itself, atol=1e-4))

positive = tokenizer.convert_tokens_to_ids("positive")
print(f"p_alone = {by_itself[1].softmax(-1)[positive]:.3f}")
print(f"p_padded = {padded[1].softmax(-1)[positive]:.3f}")
print(f"p_filler_seen = {unmasked[1].softmax(-1)[positive]:.3f}")
