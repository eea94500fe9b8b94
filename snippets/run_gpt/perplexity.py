import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.lab.world.corpus import fresh, truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
world = truth("training")


def bits_per_token(sentences):
    batch = tokenizer([f"{s} [EOS]" for s in sentences], padding=True, return_tensors="pt")
    with torch.no_grad():
        log_probs = model(**batch).logits[:, :-1].log_softmax(dim=-1)
    log_probs = log_probs.gather(2, batch.input_ids[:, 1:, None])[..., 0]  # (sentences, tokens)
    real = batch.attention_mask[:, 1:]
    totals = np.array([float((log_probs * real).sum()), world.log_probs(sentences).sum()])
    return -totals / np.log(2) / int(real.sum())


rng = np.random.default_rng(5)
paid = {f: bits_per_token(world.sample(rng, 200, family=f)) for f in world.values("family")}
paid["all"] = bits_per_token(fresh(600, seed=5))
print(f"{'':10}  GPT  exact, same sentences")
for family, (gpt, exact) in paid.items():
    print(f"{family:10} {gpt:.3f}  {exact:.3f}")
print("excess =", f"{gpt / exact - 1:.2%}")
print("perplexity =", f"{2**gpt:.3f}")
print("perplexity_exact =", f"{2**exact:.3f}")

fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
ax.barh(list(paid), [gpt for gpt, _ in paid.values()], color="tab:blue", label="GPT")
exact = [exact for _, exact in paid.values()]
ax.plot(exact, list(paid), "|", color="black", ms=20, mew=2.5, label="exact")
ax.set(xlabel="bits per token", xlim=(0, 1.9))
ax.invert_yaxis()
ax.legend(loc="lower right")
plt.show()
