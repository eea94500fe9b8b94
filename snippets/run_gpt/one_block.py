import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.run_gpt import by_hand

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt", dtype=torch.float64)
n_head = model.config.n_head
inputs = tokenizer("the cat sat on the mat because it was", return_tensors="pt")
with torch.no_grad():
    states = model(**inputs, output_hidden_states=True).hidden_states  # each (1, tokens, d)
    for i, layer in enumerate(model.transformer.h):
        normed = layer.ln_1(states[i])
        pairs = {
            "attention": (by_hand.attention(normed[0], layer.attn, n_head), layer.attn(normed)[0]),
            "block": (by_hand.block(states[i][0], layer, n_head), layer(states[i])),
        }
        for name, (ours, theirs) in pairs.items():
            same = bool((ours - theirs[0]).abs().max() <= 1e-5)
            print(f"layer {i + 1}, {name:9} within 1e-5: {same}")
