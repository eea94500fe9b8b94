import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

checkpoint = "snippets/lab/checkpoints/gpt"
tokenizer = AutoTokenizer.from_pretrained(checkpoint)
model = GPT2LMHeadModel.from_pretrained(checkpoint, attn_implementation="eager")
inputs = tokenizer("the cats near the dog", return_tensors="pt")
gpt, n_head = model.transformer, model.config.n_head
size = model.config.n_embd // n_head

with torch.no_grad():
    tokens = inputs.input_ids.shape[1]
    stream = gpt.wte.weight[inputs.input_ids[0]] + gpt.wpe.weight[:tokens]  # (tokens, d)
    x = gpt.h[0].ln_1(stream)
    qkv = x @ gpt.h[0].attn.c_attn.weight + gpt.h[0].attn.c_attn.bias  # (tokens, 3 d)
    q, k, v = (part[:, :size] for part in qkv.chunk(3, dim=-1))  # the first head's columns
    scores = q @ k.T / size**0.5  # (tokens, tokens)
    future = torch.ones(tokens, tokens, dtype=torch.bool).triu(1)
    weights = scores.masked_fill(future, float("-inf")).softmax(dim=-1)
    output = weights @ v  # (tokens, size)
    library = model(**inputs, output_attentions=True).attentions[0][0, 0]

for token, row in zip(tokenizer.convert_ids_to_tokens(inputs.input_ids[0]), weights, strict=True):
    print(f"{token:6}", *(f"{weight:.2f}" for weight in row))
print("as in the library, within 1e-5:", torch.allclose(weights, library, rtol=0, atol=1e-5))
