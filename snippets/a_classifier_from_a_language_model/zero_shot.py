import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

model_name, revision = sys.argv[1:3] or ["snippets/lab/checkpoints/gpt", "main"]
tokenizer = AutoTokenizer.from_pretrained(model_name, revision=revision)
model = AutoModelForCausalLM.from_pretrained(model_name, revision=revision)


def encode(text):
    ids, bos = tokenizer(text).input_ids, tokenizer.bos_token_id
    return ids if ids[0] == bos else [bos, *ids]  # GPT-2's tokenizer puts none


@torch.no_grad()
def log_prob(review, label):
    known, ids = len(encode(f"{label} :")), encode(f"{label} : {review}")
    scores = model(input_ids=torch.tensor([ids])).logits[0, :-1].log_softmax(-1)
    log_probs = scores.gather(1, torch.tensor(ids)[1:, None])[:, 0]
    return log_probs[known - 1 :].sum()  # the review alone, given label and colon


for review in [
    "this movie is great !",
    "this movie is awful !",
    "this book is not bad , i loved it .",
]:
    scores = torch.stack([log_prob(review, label) for label in ("positive", "negative")])
    positive, negative = scores.softmax(0).tolist()  # a uniform prior
    print(f"positive {positive:.2f}  negative {negative:.2f}  {review}")
