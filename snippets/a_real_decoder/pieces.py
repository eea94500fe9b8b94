from transformers import AutoTokenizer

from snippets.a_real_decoder.paragraph import PARAGRAPH
from snippets.lab.public import fetched

tokenizer = AutoTokenizer.from_pretrained(fetched("smollm2-135m-instruct"))


def pieces(text):
    return [tokenizer.decode([i]) for i in tokenizer(text).input_ids]


for text in [
    "The miller's daughter",
    " the",
    " unbelievable",
    "unbelievable",
    "Unbelievable",
    " unputdownable",
    " 2026",
    " Müllerstochter",
]:
    print(f"{text!r:24}", "|".join(pieces(text)))

emoji = tokenizer("🦫").input_ids
print("back:", tokenizer.decode(emoji), "from", len(emoji), "tokens")
ids = tokenizer(PARAGRAPH).input_ids
print("same text back:", tokenizer.decode(ids) == PARAGRAPH)
print("words =", len(PARAGRAPH.split()))
print("tokens =", len(ids))
print("bytes =", len(PARAGRAPH.encode()))
