import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")

inputs = tokenizer("once upon a", return_tensors="pt")
input_ids = inputs.input_ids  # (1, tokens)
while input_ids[0, -1] != tokenizer.eos_token_id and input_ids.shape[1] < 24:
    with torch.no_grad():
        logits = model(input_ids).logits  # (1, tokens, vocabulary)
    input_ids = torch.cat([input_ids, logits[:, -1:].argmax(dim=-1)], dim=1)

print(tokenizer.decode(input_ids[0], skip_special_tokens=True))
generated = model.generate(**inputs, do_sample=False, max_new_tokens=20)
print("generate says the same:", torch.equal(input_ids, generated))
