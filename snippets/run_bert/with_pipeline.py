import torch
from transformers import AutoTokenizer, BertForMaskedLM, pipeline

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
sentence = "the cat near the dogs [MASK] on the mat"

encoded = tokenizer(sentence, return_tensors="pt")
with torch.no_grad():
    logits = model(**encoded).logits
probs = logits[encoded.input_ids == tokenizer.mask_token_id][0].softmax(-1)

fill_mask = pipeline("fill-mask", model="snippets/lab/checkpoints/bert")
answers = fill_mask(sentence, top_k=3)
print("word     pipeline  by hand")
for answer in answers:
    print(f"{answer['token_str']:<9}{answer['score']:7.3f}{probs[answer['token']]:9.3f}")
largest = max(abs(answer["score"] - probs[answer["token"]].item()) for answer in answers)
print("largest difference below 1e-6:", largest < 1e-6)
