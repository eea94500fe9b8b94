import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, BertForMaskedLM

from snippets.lab.world.corpus import fresh, truth
from snippets.lab.world.floors import choose_masks, hide

world = truth("training")
tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
sentences = fresh(1200, seed=7)
masks = choose_masks(np.random.default_rng(7), sentences)
hidden = [" ".join(hide(s, mask)) for s, mask in zip(sentences, masks, strict=True)]
p = np.concatenate([world.masked(text) for text in hidden])  # (hidden words, V)
encoded = tokenizer(hidden, return_tensors="pt", padding=True)
with torch.no_grad():
    logits = model(**encoded).logits[encoded.input_ids == tokenizer.mask_token_id]
log_q = logits.double().log_softmax(-1).numpy()[:, : p.shape[1]]
paid = -(p * log_q).sum(axis=1) / np.log(2)  # expected bits, if P is true and BERT believed
floor = -(p * np.log2(np.where(p > 0, p, 1))).sum(axis=1)
family_of = dict(zip(world.sentences, world.families, strict=True))
family = np.repeat([family_of[s] for s in sentences], [mask.sum() for mask in masks])
names = world.values("family")
groups = {"all": family >= 0} | {name: family == i for i, name in enumerate(names)}
fig, (left, right) = plt.subplots(1, 2, figsize=(6.4, 2.8), sharey=True, layout="constrained")
print("family       words   BERT  floor  excess")
for name, some in groups.items():
    bits, least = paid[some].mean(), floor[some].mean()
    print(f"{name:<11}{some.sum():7}{bits:7.3f}{least:7.3f}{bits - least:8.3f}")
    left.barh(name, bits, color="tab:blue", label="BERT" if name == "all" else None)
    left.plot(least, name, "kD", label="exact floor" if name == "all" else None)
    right.barh(name, bits - least, color="tab:orange", hatch="//")
print(f"floor_bits = {floor.mean():.3f}\nexcess_bits = {(paid - floor).mean():.3f}")
print(f"excess_percent = {100 * (paid.mean() / floor.mean() - 1):.1f}")
left.set(xlabel="bits per hidden word", xlim=(0, 1.3))
right.set(xlabel="excess, bits per hidden word")
left.legend()
left.invert_yaxis()
plt.show()
