import numpy as np
from transformers import AutoTokenizer, BartForConditionalGeneration

from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
model = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")

pairs = [text.split(" = ") for text in truth("training").sentences if " = " in text]
sources, targets = (list(column) for column in zip(*pairs, strict=True))
inputs = tokenizer([f"{source} =" for source in sources], return_tensors="pt", padding=True)
output_ids = model.generate(**inputs, max_new_tokens=10)  # (sources, longest target)
answers = tokenizer.batch_decode(output_ids, skip_special_tokens=True)

right = np.array([answer == target for answer, target in zip(answers, targets, strict=True)])
for i in np.random.default_rng(0).choice(len(pairs), 6, replace=False):
    print("✓" if right[i] else "✗", sources[i].removeprefix("translate : "))
    print("   ", answers[i])
print(f"translations = {len(pairs):,}")
print(f"right = {right.sum():,}")
