import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")

prompt = tokenizer("translate : the white house is small =", return_tensors="pt")
output_ids = model.generate(**prompt, max_new_tokens=10, pad_token_id=tokenizer.pad_token_id)
print(tokenizer.decode(output_ids[0]))

texts = [f"{text} [EOS]" for text in truth("training").sentences if " = " in text]
batch = tokenizer(texts, return_tensors="pt", padding=True)
ids, attention_mask = batch.input_ids, batch.attention_mask  # (texts, tokens)
with torch.no_grad():
    guess = model(ids[:, :-1], attention_mask=attention_mask[:, :-1]).logits.argmax(dim=-1)
is_target = (ids == tokenizer.convert_tokens_to_ids("=")).cumsum(dim=1)[:, :-1] > 0
is_target &= attention_mask[:, 1:] == 1
right = ((guess == ids[:, 1:]) | ~is_target).all(dim=1)  # each word, after the right ones
print(f"translations = {len(texts):,}")
print(f"gpt_right = {right.sum():,}")
