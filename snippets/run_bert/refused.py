from textwrap import fill

from transformers import AutoTokenizer, BertForMaskedLM

from snippets.lab.tokenizer import encode
from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
world = truth("training")
nonsense = "the cats purrs [MASK]"

for ask, text in (
    (tokenizer, "the [MASK] watched a film"),
    (encode, "the [MASK] watched a film"),
    (encode, "the cat sat on the mat " * 4 + "[MASK]"),
    (world.masked, "the cat sat on the mat"),
    (world.masked, nonsense),
):
    try:
        ask(text)
    except Exception as error:
        print(f"{type(error).__name__}")
        print(fill(str(error), 56, initial_indent="  ", subsequent_indent="  "))

encoded = tokenizer(nonsense, return_tensors="pt")
probs = model(**encoded).logits[0, 4].softmax(-1)
p, token_id = probs.max(-1)
print(f"\nBERT fills “{nonsense}” all the same:")
print(f"word = {tokenizer.decode(token_id)}\np_word = {p:.2f}")
