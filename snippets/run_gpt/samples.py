# tolerance: 0.04 (spread 0)
import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, GPT2LMHeadModel

from snippets.lab.world.corpus import is_valid, truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/gpt")
model = GPT2LMHeadModel.from_pretrained("snippets/lab/checkpoints/gpt")
world = truth("training")
options = {"do_sample": True, "top_k": 0, "pad_token_id": tokenizer.eos_token_id}
start = tokenizer([""] * 300, return_tensors="pt")  # [BOS] and nothing else
settings = {
    "as learned": {},
    "temperature 0.5": {"temperature": 0.5},
    "top-k 5": {"top_k": 5},
    "top-p 0.8": {"top_p": 0.8},
    "temperature 1.5": {"temperature": 1.5},
}
valid, surprise = {}, {}
for name, change in settings.items():
    torch.manual_seed(3)
    drawn = model.generate(**start, max_new_tokens=23, **options | change)
    texts = tokenizer.batch_decode(drawn, skip_special_tokens=True)
    bits = -world.log_probs(texts) / np.log(2)  # infinite for the impossible
    valid[name] = np.mean([is_valid(text) for text in texts])
    surprise[name] = bits[np.isfinite(bits)].mean()
    print(f"{name:16} valid {valid[name]:.2f}   surprise {surprise[name]:.1f} bits")
print("invalid when hot:", *[text for text in texts if not is_valid(text)][:2], sep="\n  ")
print("valid_as_learned =", f"{valid['as learned']:.2f}")
print("valid_hot =", f"{valid[name]:.2f}")
print("entropy =", f"{world.entropy():.1f}")

fig, axes = plt.subplots(1, 2, figsize=(6.4, 2.7), sharey=True, layout="constrained")
panels = [("share that is valid", valid, 1), ("bits a text", surprise, world.entropy())]
for ax, (label, values, exact) in zip(axes, panels, strict=True):
    bars = ax.barh(list(values), list(values.values()))
    ax.bar_label(bars, fmt="%.3g", label_type="center", color="white")
    ax.axvline(exact, color="black", ls="--")
    ax.set(xlabel=label, xlim=(0, exact * 1.1), title="dashed: exact sampler")
axes[0].invert_yaxis()
plt.show()
