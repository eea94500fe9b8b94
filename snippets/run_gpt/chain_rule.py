import math

import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
world = truth("training")

sentence = "this movie is great but the plot is weak , i loved it !"
input_ids = tokenizer(f"{sentence} [EOS]", return_tensors="pt").input_ids  # (1, tokens)
with torch.no_grad():
    log_probs = model(input_ids).logits.log_softmax(dim=-1)  # (1, tokens, vocabulary)
targets = input_ids[0, 1:]
bits = -log_probs[0, range(len(targets)), targets] / math.log(2)

words = [*sentence.split(), "[EOS]"]
print("token   GPT bits  exact bits")
for i, word in enumerate(words):
    exact = -math.log2(world.next_token(words[:i])[targets[i]])
    print(f"{word:8}{bits[i]:8.3f}{exact + 0.0:12.3f}")
print("bits_gpt =", f"{bits.sum():.3f}")
print("bits_exact =", f"{world.bits(sentence):.3f}")
