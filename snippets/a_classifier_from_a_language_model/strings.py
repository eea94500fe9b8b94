import math

import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.lab.world.corpus import truth

world = truth("training")
tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
gpt = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")


@torch.no_grad()
def log_prob(text):
    ids = tokenizer(f"{text} [EOS]", return_tensors="pt").input_ids
    scores = gpt(input_ids=ids).logits[0, :-1].log_softmax(-1)
    return scores.gather(1, ids[0, 1:, None]).sum().item()


x = "this movie is great !"
texts = {"": x, "positive": f"positive : {x}", "negative": f"negative : {x}"}
by_gpt = {y: math.exp(log_prob(text)) for y, text in texts.items()}
exact = {y: math.exp(world.log_prob(text)) for y, text in texts.items()}

print("probability, in millionths          GPT  exact")
for y, text in texts.items():
    print(f"{text:34} {1e6 * by_gpt[y]:5.0f}  {1e6 * exact[y]:5.0f}")
sums = [1e6 * (p["positive"] + p["negative"]) for p in (by_gpt, exact)]
print(f"{'the two labelled ones together':34} {sums[0]:5.0f}  {sums[1]:5.0f}")
ratio = by_gpt["positive"] / (by_gpt["positive"] + by_gpt["negative"])
print(f"posterior_from_strings = {ratio:.3f}")
print(f"labelled_over_unlabelled = {sums[0] / (1e6 * by_gpt['']):.2f}")
