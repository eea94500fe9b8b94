import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, BertForMaskedLM

from snippets.lab.world.corpus import truth

world = truth("training")
tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
text = "the [MASK] sat on the [MASK]"
joint = world.masked_joint(text)  # {(first, second): probability}

encoded = tokenizer(text, return_tensors="pt")
with torch.no_grad():
    logits = model(**encoded).logits
at_mask = encoded.input_ids == tokenizer.mask_token_id
first, second = logits[at_mask].double().softmax(-1).numpy()  # (vocabulary,) each
product = np.outer(first, second)
pairs = [tokenizer.convert_tokens_to_ids(list(pair)) for pair in joint]
exact_first, exact_second = world.masked(text)
exact_product = np.outer(exact_first, exact_second)
print(f"impossible_by_bert = {1 - sum(product[a, b] for a, b in pairs):.3f}")
print(f"impossible_by_exact_marginals = {1 - sum(exact_product[a, b] for a, b in pairs):.3f}")

animals = ["cat", "dog", "bird", "frog", "owl", "duck"]
animals = [word for animal in animals for word in (animal, animal + "s")]
places = ["mat", "sofa", "rug", "branch", "fence", "leaf", "stone", "roof", "grass"]
exact = np.array([[joint.get((a, b), 0.0) for b in places] for a in animals])
guess = product[np.ix_(world.encode(animals), world.encode(places))]
fig, axes = plt.subplots(1, 2, figsize=(6.4, 4.2), sharey=True, layout="constrained")
for ax, p, title in zip(axes, (exact, guess), ("exact, together", "BERT, each alone"), strict=True):
    ax.imshow(p, cmap="Blues", vmax=0.2, aspect="auto")
    for i, j in np.argwhere((exact == 0) & (p > 0)):
        ax.text(j, i, "✗", ha="center", va="center", fontsize=9)
    ax.set_xticks(range(len(places)), places, rotation=60, ha="right")
    ax.set_yticks(range(len(animals)), animals)
    ax.set(title=title, xlabel="second blank")
axes[0].set_ylabel("first blank")
plt.show()
