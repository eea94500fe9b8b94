import matplotlib.pyplot as plt
import torch
from transformers import AutoTokenizer, BartForConditionalGeneration

from snippets.lab.world.corpus import truth

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bart")
model = BartForConditionalGeneration.from_pretrained("snippets/lab/checkpoints/bart")
world = truth("training")

source = "translate : hello world ="
inputs = tokenizer(source, return_tensors="pt")
output_ids = model.generate(**inputs, max_new_tokens=10)  # (1, target tokens)
with torch.no_grad():
    logits = model(**inputs, decoder_input_ids=output_ids).logits[0]

print("source:", *tokenizer.convert_ids_to_tokens(inputs.input_ids[0]))
print("target:", tokenizer.decode(output_ids[0]))
said = tokenizer.convert_ids_to_tokens(output_ids[0])
fig, axes = plt.subplots(1, 3, figsize=(6.4, 2.8), sharey=True, layout="constrained")
for t, ax in enumerate(axes):
    exact_p = world.next_token(" ".join([source, *said[1 : t + 1]]))
    model_p = logits[t].softmax(-1).numpy()[: len(exact_p)]
    top = (-model_p).argsort()[:3]
    words = tokenizer.convert_ids_to_tokens(top)
    print(f"\nafter {' '.join(said[: t + 1])}:   model   exact")
    for word, i in zip(words, top, strict=True):
        print(f"  {word:10} {model_p[i]:14.3f}   {exact_p[i]:.3f}")
    ax.bar(range(3), model_p[top], color="tab:blue", label="BART")
    ax.plot(range(3), exact_p[top], "D", color="black", label="exact")
    ax.set_xticks(range(3), words, rotation=30)
    ax.set_title(f"after {said[t]}", fontsize=10)
bonjour = tokenizer.convert_tokens_to_ids("bonjour")
print(f"\np_bonjour = {logits[0].softmax(-1)[bonjour]:.3f}")
axes[0].set_ylabel("probability")
axes[2].legend()
plt.show()
