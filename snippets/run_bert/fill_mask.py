import sys

import torch
from transformers import AutoTokenizer, BertForMaskedLM

model_name, revision = sys.argv[1:3] or ["snippets/lab/checkpoints/bert", "main"]
tokenizer = AutoTokenizer.from_pretrained(model_name, revision=revision)
model = BertForMaskedLM.from_pretrained(model_name, revision=revision)

for sentence in (
    "the ___ sat on the mat",
    "paris is the ___ of france",
    "paris is a famous ___ with tall towers",
):
    encoded = tokenizer(sentence.replace("___", tokenizer.mask_token), return_tensors="pt")
    with torch.no_grad():
        logits = model(**encoded).logits[0]  # (tokens, vocabulary)
    at_mask = encoded.input_ids[0] == tokenizer.mask_token_id
    probs = logits[at_mask][0].softmax(-1)  # (vocabulary,)
    print(sentence)
    for p, token_id in zip(*probs.topk(2), strict=True):
        print(f"{p:8.3f}  {tokenizer.decode(token_id)}")
