import torch
from transformers import AutoTokenizer, BartForConditionalGeneration

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
model = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")
attention = model.model.decoder.layers[0].encoder_attn

seen = {}


def keep(module, arguments, named_arguments, output):
    seen["target"] = arguments[0][0]  # (target, d)
    seen["source"] = named_arguments["key_value_states"][0]  # (source, d)
    seen["output"] = output[0][0]


attention.register_forward_hook(keep, with_kwargs=True)
inputs = tokenizer("translate : the white house is small =", return_tensors="pt")
target = tokenizer("la maison blanche est petite", return_tensors="pt").input_ids[:, :-1]
with torch.no_grad():
    model(**inputs, decoder_input_ids=target)


def heads(x):
    return x.unflatten(-1, (attention.num_heads, -1)).transpose(0, 1)  # (head, tokens, d_head)


with torch.no_grad():
    query = heads(attention.q_proj(seen["target"]))  # from what is written
    key = heads(attention.k_proj(seen["source"]))  # from what was read
    value = heads(attention.v_proj(seen["source"]))
    scores = query @ key.transpose(1, 2) / key.shape[-1] ** 0.5  # (head, target, source)
    mixed = scores.softmax(dim=-1) @ value  # (head, target, d_head)
    by_hand = attention.out_proj(mixed.transpose(0, 1).flatten(1))  # (target, d)

print("queries", *query.shape, " keys", *key.shape, " scores", *scores.shape)
difference = (by_hand - seen["output"]).abs().max().item()
print("difference_below_1e_5 =", difference <= 1e-5)
