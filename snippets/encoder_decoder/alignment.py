import re

import matplotlib.pyplot as plt
import torch
from transformers import AutoTokenizer, BartForConditionalGeneration

from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
model = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")
model.set_attn_implementation("eager")

shape = r"translate : the (white|green|black|grey) \S+ \S+ \S+ = .*"
texts = [text for text in truth("training").sentences if re.fullmatch(shape, text)]
texts.sort(key=lambda text: "white house is small" not in text)  # the example comes first
sources, targets = zip(*(text.split(" = ") for text in texts), strict=True)
inputs = tokenizer([f"{source} =" for source in sources], return_tensors="pt")
target = tokenizer(list(targets), return_tensors="pt").input_ids
with torch.no_grad():
    output = model(**inputs, decoder_input_ids=target[:, :-1], output_attentions=True)
weights = torch.stack(output.cross_attentions).mean(dim=(0, 2))  # (sentence, target, source)

counterpart = {"noun": (1, 5), "colour": (2, 4), "verb": (3, 6), "adjective": (4, 7)}
print(f"sentences = {len(texts)}")
for name, (row, column) in counterpart.items():  # the row that is about to write the word
    share = (weights[:, row].argmax(dim=-1) == column).float().mean()
    print(f"{name}_aligned = {share:.0%}")

source_words = tokenizer.convert_ids_to_tokens(inputs.input_ids[0])
written = tokenizer.convert_ids_to_tokens(target[0, 1:])
fig, ax = plt.subplots(figsize=(6.2, 3.4), layout="constrained")
ax.imshow(weights[0].numpy(), cmap="Blues", vmin=0, vmax=1, aspect="auto")
for i, row in enumerate(weights[0].tolist()):
    for j, weight in enumerate(row):
        color = "white" if weight > 0.6 else "black"
        ax.text(j, i, f"{weight:.1f}", ha="center", va="center", color=color)
ax.set_xticks(range(len(source_words)), source_words, rotation=45)
ax.set_yticks(range(len(written)), written)
ax.set_xlabel("source token looked at (key)")
ax.set_ylabel("about to write (query)")
plt.show()
