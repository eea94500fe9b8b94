import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.lab.world.corpus import is_valid, truth

torch.manual_seed(0)
world = truth("training")
tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
gpt = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
prompts = tokenizer(["positive :"] * 300, return_tensors="pt")
settings = {"max_new_tokens": 21, "pad_token_id": tokenizer.eos_token_id}
ids = gpt.generate(**prompts, do_sample=True, top_k=0, **settings)  # (300, tokens)
texts = [text.split(" : ", 1)[1] for text in tokenizer.batch_decode(ids, skip_special_tokens=True)]

valid = [x for x in texts if is_valid(x)]
posterior = world.posteriors(valid)[:, 0]  # exact P(positive | what GPT wrote)
reviews = [x for x in world.sentences if x.startswith("this ")]
truly = world.posteriors(reviews)[:, 0]
p_given_positive = np.exp(world.log_probs(reviews)) * truly
p_given_positive /= p_given_positive.sum()

print("exact P(positive|x) of what GPT wrote")
for p, x in list(zip(posterior, valid, strict=True))[:6]:
    print(f"{p:.3f}  {x}")
print(f"share_valid = {len(valid) / len(texts):.3f}")
print(f"mean_posterior_of_samples = {posterior.mean():.2f}")
print(f"mean_posterior_exact = {(p_given_positive * truly).sum():.2f}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
bins, share = np.linspace(0, 1, 11), np.full(len(posterior), 1 / len(posterior))
ax.hist(posterior, bins, weights=share, color="tab:blue", alpha=0.6, label="written by GPT")
exact_share = np.histogram(truly, bins, weights=p_given_positive)[0]
ax.stairs(exact_share, bins, color="k", lw=2, label="exact")
ax.set(xlabel="exact P(positive | review) of a review asked to be positive", ylabel="share")
ax.legend()
plt.show()
