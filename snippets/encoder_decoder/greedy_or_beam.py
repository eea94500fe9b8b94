import re

from transformers import AutoTokenizer, BartForConditionalGeneration

from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
model = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")
world = truth("training")

source = "this movie is [MASK] ."
rows = zip(world.sentences, world.probabilities, strict=True)
fits = {text: p for text, p in rows if re.fullmatch(r"this movie is \S+( \S+){0,2} \.", text)}
exact = {text: p / sum(fits.values()) for text, p in fits.items()}
first_word = {}
for text, p in exact.items():
    word = text.split()[3]
    first_word[word] = first_word.get(word, 0) + p
print("first word:", *(f"{w} {first_word[w]:.3f}" for w in ("not", "great", "good")))

inputs = tokenizer(source, return_tensors="pt")
for name, beams in [("greedy", 1), ("beam", 4)]:
    output_ids = model.generate(**inputs, max_new_tokens=20, num_beams=beams)
    text = tokenizer.decode(output_ids[0], skip_special_tokens=True)
    print(f"{name:6} -> {text:25} exact P: {exact[text]:.3f}")
    print(f"exact_p_{name} = {exact[text]:.3f}")
print(f"highest_exact_p = {max(exact.values()):.3f}")
