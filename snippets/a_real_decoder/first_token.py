import math

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from snippets.lab.public import fetched

folder = fetched("smollm2-135m-instruct")
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder)
text = "A mile below the harbour town, the river bends around an old mill."
print("added by the tokenizer:", tokenizer(text).input_ids[0] in tokenizer.all_special_ids)

print("mark          first token  the rest")
for mark in ["<|endoftext|>", "<|im_start|>", "<|im_end|>", ""]:
    input_ids = tokenizer(mark + text, return_tensors="pt").input_ids
    with torch.no_grad():
        log_probs = model(input_ids).logits[0, :-1].log_softmax(dim=-1)
    bits = -log_probs.gather(1, input_ids[0, 1:, None])[:, 0] / math.log(2)
    first = f"{bits[0]:11.1f}" if mark else " no answer "
    print(f"{mark or '(none)':13} {first} {bits[bool(mark) :].sum():9.1f}")
