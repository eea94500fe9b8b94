from transformers import AutoTokenizer, BartForConditionalGeneration

from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
model = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")
exact = dict(text.split(" = ") for text in truth("training").sentences if " = " in text)


def translate(source):
    inputs = tokenizer(f"{source} =", return_tensors="pt")
    output_ids = model.generate(**inputs, max_new_tokens=10)
    return tokenizer.decode(output_ids[0], skip_special_tokens=True)


source = "translate : the white house is small"
before = translate(source).split()
print(f"{'as it is':16} {' '.join(before)}")
for old, new in [("white", "black"), ("is", "seems"), ("house", "door"), ("house", "cat")]:
    swapped = source.replace(f" {old} ", f" {new} ")
    after = translate(swapped).split()
    changed = sum(a != b for a, b in zip(before, after, strict=True))
    right = " ".join(after) == exact[swapped]
    print(f"{old:5} -> {new:7} {' '.join(after):31} {changed} changed, exact: {right}")
