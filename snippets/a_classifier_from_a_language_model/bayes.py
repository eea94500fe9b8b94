import math

import matplotlib.pyplot as plt
import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
gpt = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
posterior, exact = {}, {}


def token_log2(text):
    ids = tokenizer(f"{text} [EOS]", return_tensors="pt").input_ids  # (1, tokens)
    with torch.no_grad():
        log_prob = gpt(input_ids=ids).logits[0, :-1].log_softmax(-1)  # (tokens - 1, vocabulary)
    return log_prob.gather(1, ids[0, 1:, None])[:, 0].double() / math.log(2)


print("log2 P(x|y)   P(positive|x)")
print(" pos.   neg.    GPT  exact  x")
for x in [
    "this movie is great !",
    "this movie is not great !",
    "this book is clever .",
    "this song is long but the rhythm is weak .",
    "this book is silly , i loved it .",
    "this movie is bad and the plot is dull .",
]:
    positive, negative = token_log2(f"positive : {x}"), token_log2(f"negative : {x}")
    log2_odds = positive[2:].sum() - negative[2:].sum()  # the likelihoods, P(x|y)
    log2_odds += positive[:2].sum() - negative[:2].sum()  # the prior, P(y), as GPT has it
    posterior[x] = 1 / (1 + 2 ** -log2_odds.item())
    exact[x] = truth("training").posterior(x, "sentiment")["positive"]
    print(f"{positive[2:].sum():5.1f}  {negative[2:].sum():5.1f}", end="")
    print(f"  {posterior[x]:.3f}  {exact[x]:.3f}  {x}")
print(f"p_great_by_gpt = {posterior['this movie is great !']:.3f}")
print(f"p_great_exact = {exact['this movie is great !']:.3f}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.barh([*posterior], posterior.values(), color="tab:blue", label="GPT and Bayes' rule")
ax.plot(exact.values(), [*exact], "kD", ms=6, label="exact")
ax.axvline(0.5, color="0.5", ls="--", lw=1)
ax.set(xlim=(0, 1), xlabel="P(positive | review)")
ax.invert_yaxis()
fig.legend(loc="outside upper center", ncols=2)
plt.show()
