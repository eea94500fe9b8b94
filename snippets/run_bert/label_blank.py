import matplotlib.pyplot as plt
import numpy as np
import torch
from transformers import AutoTokenizer, BertForMaskedLM

from snippets.lab.world.corpus import truth

world = truth("training")
tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
words = ["great", "lovely", "good", "clever", "long", "silly", "bad", "boring", "awful"]
positive = tokenizer.convert_tokens_to_ids("positive")

fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
columns = []
for negation, marker in (("", "o"), ("not ", "s")):
    texts = [f"[MASK] : this movie is {negation}{word} !" for word in words]
    encoded = tokenizer(texts, return_tensors="pt")
    with torch.no_grad():
        probs = model(**encoded).logits[:, 1].softmax(-1)  # position 0 is [CLS]
    by_bert = probs[:, positive].numpy()
    exact = np.array([world.masked(text)[0, positive] for text in texts])
    columns += [by_bert, exact]
    ax.plot(words, by_bert, marker, label=f"BERT, “{negation}…”")
    ax.plot(words, exact, "k_", markersize=18, label="exact" if negation else None)

print("P(positive)    “… is W !”     “… is not W !”\nW              BERT  exact      BERT  exact")
for word, a, b, c, d in zip(words, *columns, strict=True):
    print(f"{word:<12}{a:7.3f}{b:7.3f}{c:10.3f}{d:7.3f}")
print(f"p_great = {columns[0][0]:.3f}\np_great_exact = {columns[1][0]:.3f}")
print(f"label_mass = {probs[:, world.encode('positive negative')].sum(-1).min():.3f}")
ax.set(ylabel="P(positive | the review)", ylim=(0, 1), xlabel="W")
ax.tick_params(axis="x", rotation=35)
ax.legend()
plt.show()
