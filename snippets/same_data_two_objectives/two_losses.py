import sys

import torch
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, AutoTokenizer

here = "snippets/lab/checkpoints"
models = sys.argv[1:5] or [f"{here}/gpt", "main", f"{here}/bert", "main"]
(gpt_name, gpt_revision), (bert_name, bert_revision) = models[:2], models[2:]
text = "the cat sat on the mat because it was tired"

tokenizer = AutoTokenizer.from_pretrained(gpt_name, revision=gpt_revision)
gpt = AutoModelForCausalLM.from_pretrained(gpt_name, revision=gpt_revision)
ids = tokenizer(text).input_ids
ids = ids if ids[0] == tokenizer.bos_token_id else [tokenizer.bos_token_id, *ids]
with torch.no_grad():
    log_probs = gpt(torch.tensor([ids])).logits[0, :-1].log_softmax(-1)
clm = -log_probs.gather(1, torch.tensor(ids)[1:, None])[:, 0] / torch.tensor(2.0).log()

tokenizer = AutoTokenizer.from_pretrained(bert_name, revision=bert_revision)
bert = AutoModelForMaskedLM.from_pretrained(bert_name, revision=bert_revision)
ids = torch.tensor(tokenizer(text).input_ids)
copies = ids.repeat(len(ids) - 2, 1)  # in copy i, word i is hidden
copies.diagonal(offset=1).fill_(tokenizer.mask_token_id)
with torch.no_grad():
    log_probs = bert(copies).logits.log_softmax(-1).diagonal(offset=1).T  # (words, vocabulary)
mlm = -log_probs.gather(1, ids[1:-1, None])[:, 0] / torch.tensor(2.0).log()

print(text)
print(f"next token:  {clm.mean():5.2f} bits a token, {clm.sum():6.2f} in all, {len(clm)} tokens")
print(f"hidden word: {mlm.mean():5.2f} bits a token, {mlm.sum():6.2f} in all, {len(mlm)} tokens")
