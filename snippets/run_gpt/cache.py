import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
input_ids = tokenizer("the cat sat on the", return_tensors="pt").input_ids

with torch.no_grad():
    whole = model(input_ids).logits[:, -1]
    start = model(input_ids[:, :-1], use_cache=True)
    step = model(input_ids[:, -1:], past_key_values=start.past_key_values)
same = torch.allclose(step.logits[:, -1], whole, atol=1e-5)
print("same logits within 1e-5:", same)

positions = []
embed = model.transformer.wte
embed.register_forward_hook(lambda layer, inputs, output: positions.append(output.shape[1]))
inputs = tokenizer("once upon a", return_tensors="pt")
for name, use_cache in {"with_cache": True, "without_cache": False}.items():
    positions.clear()
    text = model.generate(**inputs, do_sample=False, max_new_tokens=20, use_cache=use_cache)
    print(tokenizer.decode(text[0, -6:]))
    print(f"{name} =", sum(positions))
