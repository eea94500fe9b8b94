import re

import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, BartForConditionalGeneration

from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
model = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")
world = truth("training")

for source in ("the cat [MASK] the mat", "the [MASK] on the mat"):
    left, right = map(re.escape, source.split("[MASK]"))
    pattern = re.compile(left + r"(\S+(?: \S+){0,2})" + right)  # 1 to 3 words
    fits = [i for i, text in enumerate(world.sentences) if pattern.fullmatch(text)]
    fits.sort(key=lambda i: -world.probabilities[i])
    exact = world.probabilities[fits] / world.probabilities[fits].sum()

    texts = [world.sentences[i] for i in fits]
    target = tokenizer(texts, return_tensors="pt", padding=True).input_ids
    inputs = tokenizer([source] * len(texts), return_tensors="pt")
    with torch.no_grad():
        logits = model(**inputs, decoder_input_ids=target[:, :-1]).logits
    log_prob = logits.log_softmax(-1).gather(-1, target[:, 1:, None])[..., 0]
    log_prob[target[:, 1:] == tokenizer.pad_token_id] = 0
    by_model = log_prob.sum(dim=-1).exp().numpy()  # (fillings,)

    fillings = [pattern.fullmatch(text)[1] for text in texts]
    lengths = [len(filling.split()) for filling in fillings]
    print(f"{source}: {len(fits)} fillings")
    for name, p in ("exact", exact), ("BART", by_model):
        by_length = np.bincount(lengths, p, minlength=4)
        print(f"  {name:5}", *(f"  {n} words {by_length[n]:.3f}" for n in (1, 2, 3)))
    print(f"  on sentences of the world: BART {by_model.sum():.3f}")
print(f"exact_two_words = {exact[np.array(lengths) == 2].sum():.3f}")
print(f"bart_two_words = {by_model[np.array(lengths) == 2].sum():.3f}")

fig, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
ax.barh(fillings[:10], by_model[:10], color="tab:blue", label="BART")
ax.plot(exact[:10], fillings[:10], "D", color="black", label="exact")
ax.invert_yaxis()
ax.set_xlabel("P(filling | the [MASK] on the mat)")
ax.legend()
plt.show()
