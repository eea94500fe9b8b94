import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, BertForMaskedLM

from snippets.lab.world.corpus import truth

world = truth("training")
tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
words = world.vocabulary[:-1]  # without [EOS]
joint = world.masked_joint("the [MASK] sat on the [MASK]")
exact = np.zeros((len(words), len(words)))
for pair, p in joint.items():
    exact[tuple(world.encode(pair))] = p


def fill(texts, mask):
    encoded = tokenizer(texts, return_tensors="pt")
    with torch.no_grad():
        logits = model(**encoded).logits
    at_mask = encoded.input_ids == tokenizer.mask_token_id
    logits = logits[at_mask].view(len(texts), -1, model.config.vocab_size)[:, mask]
    return logits.double().softmax(-1)[:, : len(words)].numpy()  # (texts, words)


one = ["the [MASK] sat on the [MASK]"]
left_first = fill(one, 0).T * fill([f"the {word} sat on the [MASK]" for word in words], 0)
right_first = fill(one, 1) * fill([f"the [MASK] sat on the {word}" for word in words], 0).T
shown = [tuple(world.encode(pair)) for pair in joint][:8]
fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
for side, marker, p in (("left", ">", left_first), ("right", "<", right_first)):
    print(f"impossible_{side}_first = {p[exact == 0].sum():.4f}")
    ax.plot([p[i] for i in shown], range(8), marker, markersize=8, label=f"BERT, {side} one first")
print(f"orders_differ_by = {np.abs(left_first - right_first).sum() / 2:.3f}")
ax.plot([exact[i] for i in shown], range(8), "k|", markersize=18, label="exact, any order")
ax.set_yticks(range(8), [f"{words[a]} … {words[b]}" for a, b in shown])
ax.set(xlabel="probability of the pair", xlim=(0, None), ylim=(7.5, -0.5))
ax.legend()
plt.show()
