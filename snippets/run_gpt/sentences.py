import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.lab.world.corpus import fresh, truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")

sentences = fresh(400, seed=4)
batch = tokenizer([f"{s} [EOS]" for s in sentences], padding=True, return_tensors="pt")
with torch.no_grad():
    log_probs = model(**batch).logits[:, :-1].log_softmax(-1)  # (400, tokens, vocabulary)
targets, real = batch.input_ids[:, 1:], batch.attention_mask[:, 1:]
log_prob = (log_probs.gather(2, targets[..., None])[..., 0] * real).sum(dim=1).numpy()
exact = truth("training").log_probs(sentences)

difference = (exact - log_prob) / np.log(2)
print("sentences =", len(sentences))
print("mean_excess_bits =", f"{difference.mean():.3f}")
print("within_a_quarter_bit =", f"{np.mean(abs(difference) < 0.25):.1%}")
worst = difference.argmax()
print("worst:", sentences[worst])
print("worst_excess_bits =", f"{difference[worst]:.3f}")

fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
ax.plot(exact / np.log(2), log_prob / np.log(2), "o", ms=4, alpha=0.4, label="a sentence")
ax.axline((-10, -10), slope=1, color="black", lw=1, label="GPT = exact")
ax.set(xlabel="exact log₂ P(sentence), in bits", ylabel="GPT's, in bits")
ax.legend()
plt.show()
