import matplotlib.pyplot as plt
import numpy as np
from transformers import GPT2LMHeadModel

from snippets.lab.probes import next_shares
from snippets.lab.tokenizer import ID, VOCABULARY
from snippets.lab.world.grammar import COUNTRIES, HELD_OUT

model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
told, unseen = [], []
for country, order in HELD_OUT.items():
    capital = COUNTRIES[country][1]
    by_order = {
        "capital first": (f"{capital} is the capital of", country),
        "country first": (f"the capital of {country} is", capital),
    }
    prompt, answer = by_order.pop(order)
    p = next_shares(model, [prompt])[0]  # (words,)
    unseen.append(p[ID[answer]])
    print(f"{prompt} …")
    print(f"    right: {answer} {p[ID[answer]]:.3f}   GPT: {VOCABULARY[p.argmax()]} {p.max():.3f}")
    prompt, answer = by_order.popitem()[1]
    told.append(next_shares(model, [prompt])[0, ID[answer]])
print("told_lowest =", f"{min(told):.3f}")
print("unseen_highest =", f"{max(unseen):.3f}")

fig, ax = plt.subplots(figsize=(6.4, 2.9), layout="constrained")
x = np.arange(len(HELD_OUT))
told_bars = ax.bar(x - 0.2, told, 0.4, color="tab:blue", label="order told in training")
bars = ax.bar(x + 0.2, unseen, 0.4, color="tab:orange", hatch="//", label="order held out")
ax.bar_label(told_bars, fmt="%.2f", label_type="center", color="white")
ax.bar_label(bars, fmt="%.2f", padding=2)
ax.axhline(1, color="black", ls="--", label="exact, full world")
ax.set_xticks(x, [f"{country}, {COUNTRIES[country][1]}" for country in HELD_OUT])
ax.set(ylabel="P(right answer)", ylim=(0, 1.45))
ax.legend(ncols=2, loc="upper center")
plt.show()
