import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from snippets.lab.public import fetched

folder = fetched("smollm2-135m-instruct")
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder).requires_grad_(False)
prompt = "<|endoftext|>The miller's daughter found a brass key in the mud. She"
inputs = tokenizer(prompt, return_tensors="pt")

whole = model(inputs.input_ids).logits[:, -1]
start = model(inputs.input_ids[:, :-1], use_cache=True)
step = model(inputs.input_ids[:, -1:], past_key_values=start.past_key_values)
print("same logits within 1e-3:", torch.allclose(step.logits[:, -1], whole, atol=1e-3))
keys = start.past_key_values.layers[0].keys
print("keys of one layer:", *keys.shape)  # (texts, heads, tokens, numbers)
numbers = 2 * keys.shape[1] * keys.shape[3] * model.config.num_hidden_layers
print("numbers_a_token =", f"{numbers:,}")

passes = []
embed = model.model.embed_tokens
embed.register_forward_hook(lambda layer, inputs, output: passes.append(output.shape[1]))
texts = {}
for name, use_cache in {"with_cache": True, "without_cache": False}.items():
    passes.clear()
    options = {"do_sample": False, "max_new_tokens": 12, "use_cache": use_cache}
    texts[name] = model.generate(**inputs, **options)
    print(f"{name}: {len(passes)} passes")
    print(f"tokens_{name} =", sum(passes))
print("same text:", torch.equal(texts["with_cache"], texts["without_cache"]))
