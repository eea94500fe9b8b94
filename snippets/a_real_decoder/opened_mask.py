import math

import matplotlib.pyplot as plt
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from snippets.a_real_decoder.paragraph import PARAGRAPH
from snippets.lab.public import fetched

folder = fetched("smollm2-135m-instruct")
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder).requires_grad_(False)
input_ids = tokenizer("<|endoftext|>" + PARAGRAPH, return_tensors="pt").input_ids
n = input_ids.shape[1]
middle = n // 2
query, key = torch.arange(n)[:, None], torch.arange(n)[None, :]
masks = {"causal": key <= query, "open": torch.ones(n, n, dtype=torch.bool)}
masks["next token seen"] = key <= query + 1
masks["second next seen"] = masks["causal"] | (key == query + 2)
masks["first half open"] = masks["causal"] | ((query < middle) & (key < middle))
bits = {}
for name, mask in masks.items():
    scores = torch.zeros(n, n).masked_fill(~mask, torch.finfo(torch.float32).min)
    logits = model(input_ids, attention_mask=scores[None, None]).logits[0]  # 4-D: as it is
    log_probs = logits[:-1].log_softmax(-1).gather(1, input_ids[0, 1:, None])[:, 0]
    bits[name] = -log_probs / math.log(2)
    print(f"{name.replace(' ', '_')} =", f"{bits[name].mean():.2f}")
second = [float(values[middle:].mean()) for values in bits.values()]
print("second_half_causal =", f"{second[0]:.2f}")
print("second_half_open =", f"{second[-1]:.2f}")

fig, ax = plt.subplots(figsize=(6.4, 3), layout="constrained")
first = [float(values[: middle - 1].mean()) for values in bits.values()]
places = {"first half": (first, -0.2, None), "second half": (second, 0.2, "//")}
for label, (values, shift, hatch) in places.items():
    y = [row + shift for row in range(len(masks))]
    ax.bar_label(ax.barh(y, values, 0.4, hatch=hatch, label=label), fmt="%.2f", padding=3)
ax.set_yticks(range(len(masks)), list(masks))
ax.set(xlabel="bits a token", xlim=(0, 8))
ax.invert_yaxis()
ax.legend()
plt.show()
