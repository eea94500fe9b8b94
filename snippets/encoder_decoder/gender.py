import matplotlib.pyplot as plt
import torch
from transformers import AutoTokenizer, BartForConditionalGeneration

from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
model = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")
world = truth("training")

nouns = ["cat", "dog", "book", "king", "garden", "queen", "song", "house", "door", "flower"]
sources = [f"translate : the white {noun} is small =" for noun in nouns]
inputs = tokenizer(sources, return_tensors="pt")
start = torch.full((len(nouns), 1), model.config.decoder_start_token_id)
with torch.no_grad():
    p = model(**inputs, decoder_input_ids=start).logits[:, -1].softmax(-1)
la = tokenizer.convert_tokens_to_ids("la")
p_la = p[:, la].numpy()
exact_la = world.next_tokens(sources)[:, la]
outputs = tokenizer.batch_decode(model.generate(**inputs, max_new_tokens=10))

for noun, output, by_model, exact in zip(nouns, outputs, p_la, exact_la, strict=True):
    answer = output.replace("[BOS] ", "").replace(" [EOS]", "")
    print(f"{noun:7} P(la) {by_model:.3f} exact {exact:.0f}  {answer}")
p_la_unread = world.next_token("translate : the white [MASK] is small =")[la]
print(f"p_la_noun_unread = {p_la_unread:.2f}")

fig, ax = plt.subplots(figsize=(6.4, 3.0), layout="constrained")
ax.bar(range(len(nouns)), p_la, color="tab:blue", label="BART")
ax.plot(range(len(nouns)), exact_la, "D", color="black", label="exact")
ax.axhline(p_la_unread, color="0.5", linestyle="--", label="exact, noun not seen")
ax.set_xticks(range(len(nouns)), nouns, rotation=45)
ax.set_xlabel("noun in “the white … is small”")
ax.set_ylabel("P(first French word is “la”)")
ax.legend(loc="upper left")
plt.show()
