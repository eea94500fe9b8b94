import sys

import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

model_name, revision = sys.argv[1:3] or ["snippets/lab/checkpoints/gpt", "main"]
tokenizer = AutoTokenizer.from_pretrained(model_name, revision=revision)
model = GPT2LMHeadModel.from_pretrained(model_name, revision=revision)

inputs = tokenizer("the cat sat on the", return_tensors="pt")
with torch.no_grad():
    p = model(**inputs).logits[0, -1].softmax(dim=-1)  # (vocabulary,)
for value, i in zip(*p.topk(5), strict=True):
    print(f"{tokenizer.decode([i]).strip():10} {value:.3f}")

text = model.generate(
    **inputs, do_sample=False, max_new_tokens=8, pad_token_id=tokenizer.eos_token_id
)
print(tokenizer.decode(text[0], skip_special_tokens=True))
