import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, BertForMaskedLM

from snippets.lab.world.corpus import truth

world = truth("training")
tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
words = ["city", "town", "singer", "dancer"]
ids = world.encode(words)
left = "paris is a famous"

left_only = world.next_token(left)[ids]
fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
print("[MASK] is …             ", *(f"{word:>7}" for word in words))
print("exact, left side only   ", *(f"{p:7.3f}" for p in left_only))
for offset, color, right in (
    (-0.2, "tab:blue", "with tall towers"),
    (0.2, "tab:orange", "with many friends"),
):
    text = f"{left} [MASK] {right}"
    encoded = tokenizer(text, return_tensors="pt")
    with torch.no_grad():
        logits = model(**encoded).logits
    probs = logits[encoded.input_ids == tokenizer.mask_token_id][0].softmax(-1)
    by_bert, exact = probs[ids].numpy(), world.masked(text)[0, ids]
    print(f"BERT,  {right:<17}", *(f"{p:7.3f}" for p in by_bert))
    print(f"exact, {right:<17}", *(f"{p:7.3f}" for p in exact))
    x = np.arange(4) + offset
    hatch = "//" if offset > 0 else None
    ax.bar(x, by_bert, 0.36, color=color, hatch=hatch, label=f"BERT, … {right}")
    ax.plot(x, exact, "kD", label="exact" if offset > 0 else None)
ax.hlines(left_only, np.arange(4) - 0.42, np.arange(4) + 0.42, "0.4", label="exact, left side only")
ax.set_xticks(range(4), words)
ax.set(xlabel=f"word in “{left} [M] …”", ylabel="probability", ylim=(0, 1.3))
ax.legend(ncols=2, loc="upper center")
print(f"city_left_only = {left_only[0]:.3f}\nsinger_left_only = {left_only[2]:.3f}")
plt.show()
