import math

import torch
import torch.nn.functional as F
from transformers import AutoTokenizer, BertForMaskedLM

from snippets.lab.world.corpus import truth
from snippets.run_bert.by_hand import masked_lm

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
damaged = "the [MASK] sat on the [MASK]"
encoded = tokenizer(damaged, return_tensors="pt")
original = tokenizer("the cat sat on the mat", return_tensors="pt").input_ids

labels = original.masked_fill(encoded.input_ids != tokenizer.mask_token_id, -100)
print("labels", *labels[0].tolist())

log_probs = masked_lm(**encoded, model=model).log_softmax(-1)  # (1, tokens, vocabulary)
asked = labels != -100
by_hand = -log_probs[asked].gather(-1, labels[asked][:, None]).mean()
by_torch = F.cross_entropy(log_probs.flatten(0, 1), labels.flatten())  # ignores -100
with torch.no_grad():
    by_class = model(**encoded, labels=labels).loss
for name, loss in (("by hand", by_hand), ("PyTorch", by_torch), ("class", by_class)):
    print(f"{name:<8}{loss:.4f} nats")

cat, mat = truth("training").encode("cat mat")
first, second = truth("training").masked(damaged)
exact_bits = -(math.log2(first[cat]) + math.log2(second[mat])) / 2
print(f"model_bits = {by_class.item() / math.log(2):.3f}\nexact_bits = {exact_bits:.3f}")
