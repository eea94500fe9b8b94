from transformers import AutoTokenizer, BartForConditionalGeneration

from snippets.lab.tokenizer import encode
from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
model = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")

for source in (
    "translate : the white house is small =",
    "translate : the house is white =",
    "translate : hello cat =",
):
    output_ids = model.generate(**tokenizer(source, return_tensors="pt"), max_new_tokens=10)
    answer = tokenizer.decode(output_ids[0], skip_special_tokens=True)
    known = any(text.startswith(source) for text in truth("training").sentences)
    print(f"{source}\n  in the world: {known}   BART: {answer}")

for source in ("translate : hello moon =", "the cat " * 12):
    try:
        encode(source, "bart")
    except ValueError as error:
        print(f"{type(error).__name__}:\n  {str(error).split(':')[0]}")
