import numpy as np
import torch
from transformers import AutoTokenizer, BertForMaskedLM, logging

from snippets.a_real_encoder.blanks import BLANKS, at_mask
from snippets.lab.public import fetched

logging.set_verbosity_error()  # else it warns of what is printed here
folder = fetched("all-minilm-l6-v2")
tokenizer = AutoTokenizer.from_pretrained(folder)
torch.manual_seed(0)
model, told = BertForMaskedLM.from_pretrained(folder, output_loading_info=True)
model = model.double()  # else a rank may differ by one between machines
print("not in the checkpoint:")
print(*(f"  {name}" for name in sorted(told["missing_keys"])), sep="\n")

vectors = torch.stack([at_mask(sentence, tokenizer, model.bert) for sentence in BLANKS])
right = tokenizer.convert_tokens_to_ids(list(BLANKS.values()))
table = model.bert.embeddings.word_embeddings.weight  # (vocabulary, d)
with torch.no_grad():
    scores = {"new head": model.cls.predictions(vectors), "no head": vectors @ table.T}
print(f"\n{'rank of the right word':42}", *(f"{name:>9}" for name in scores))
ranks = {
    name: [int((row > row[i]).sum()) + 1 for row, i in zip(logits, right, strict=True)]
    for name, logits in scores.items()
}
for i, (sentence, word) in enumerate(BLANKS.items()):
    print(f"{sentence.replace('[MASK]', word):42}", *(f"{rank[i]:9,}" for rank in ranks.values()))
print(f"median_new = {np.median(ranks['new head']):,.0f}")
print(f"median_none = {np.median(ranks['no head']):,.0f}")
print(f"by_chance = {len(table) / 2:,.0f}")
