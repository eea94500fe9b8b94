import sys

from transformers import AutoTokenizer, BartForConditionalGeneration

model_name, revision = sys.argv[1:3] or ["snippets/lab/checkpoints/bart", "main"]
tokenizer = AutoTokenizer.from_pretrained(model_name, revision=revision)
model = BartForConditionalGeneration.from_pretrained(model_name, revision=revision)

source = f"the cat {tokenizer.mask_token} the mat"
inputs = tokenizer(source, return_tensors="pt")
output_ids = model.generate(**inputs, max_new_tokens=20, num_beams=4, num_return_sequences=3)
print(source)
for text in tokenizer.batch_decode(output_ids, skip_special_tokens=True):
    print("->", text)
