import math

import matplotlib.pyplot as plt
import numpy as np
from transformers import AutoModelForCausalLM, AutoTokenizer

from snippets.a_real_decoder.paragraph import PARAGRAPH
from snippets.lab.public import fetched

folder = fetched("smollm2-135m-instruct")
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder).requires_grad_(False)
rng = np.random.default_rng(0)
words = PARAGRAPH.split()
texts = [PARAGRAPH, *(" ".join(rng.permutation(words)) for _ in range(5))]

per_byte = []
fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
for text in texts:
    input_ids = tokenizer("<|endoftext|>" + text, return_tensors="pt").input_ids
    log_probs = model(input_ids).logits[0, :-1].log_softmax(dim=-1)
    bits = -log_probs.gather(1, input_ids[0, 1:, None])[:, 0] / math.log(2)
    ends = np.cumsum([len(tokenizer.decode([i]).encode()) for i in input_ids[0, 1:]])
    per_byte.append(float(bits.sum()) / len(text.encode()))
    as_written = text == PARAGRAPH
    look = {"color": "tab:blue" if as_written else "tab:orange", "lw": 2.5 if as_written else 1}
    name = {0: "as written", 1: "same words, shuffled"}.get(len(per_byte) - 1)
    ax.plot([0, *ends], [0, *bits.cumsum(0)], **look, label=name)
print("written =", f"{per_byte[0]:.2f}")
print("shuffled:", *(f"{value:.2f}" for value in per_byte[1:]))
print("shuffled_least =", f"{min(per_byte[1:]):.2f}")
print("shuffled_most =", f"{max(per_byte[1:]):.2f}")
ax.set(xlabel="bytes read", ylabel="bits paid so far")
ax.legend()
plt.show()
