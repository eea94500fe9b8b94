import math

import torch
from transformers import AutoTokenizer, BartForConditionalGeneration, BertForMaskedLM

from snippets.lab.world.corpus import truth

bert_tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
bert = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
bart = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")

for n in (1, 2, 3):
    text = f"the cat {' '.join(['[MASK]'] * n)} the mat"
    inputs = bert_tokenizer(text, return_tensors="pt")
    with torch.no_grad():
        guess = bert(**inputs).logits.argmax(-1)
    filled = torch.where(inputs.input_ids == bert_tokenizer.mask_token_id, guess, inputs.input_ids)
    filled = bert_tokenizer.decode(filled[0], skip_special_tokens=True)
    possible = math.exp(truth("training").log_prob(text)) > 0
    print(f"BERT, {n} blanks: {filled:27} can be filled: {possible}")

inputs = tokenizer("the cat [MASK] the mat", return_tensors="pt")
output_ids = bart.generate(**inputs, max_new_tokens=20)
answer = tokenizer.decode(output_ids[0], skip_special_tokens=True)
print(f"BART, 1 blank:  {answer}")
