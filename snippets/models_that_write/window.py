# tolerance: 0.004 (spread 0)
import matplotlib.pyplot as plt
import numpy as np
import torch

from snippets.lab.checkpoints import load
from snippets.lab.fit import sentences
from snippets.lab.ngram import NGram, grams
from snippets.lab.objectives import word_rows
from snippets.lab.tokenizer import ID, encode
from snippets.lab.world.corpus import truth

questions = {
    "once upon a": "time",
    "paris is the capital of": "france",
    "the cat near the dogs sat on the": "mat",
    "the cats near the dog sat on the mat because": "they",
    "once upon a time , there lived a princess in a castle .": "she",
    "translate : the green door is too big = la": "porte",
}
five = NGram(word_rows(sentences(seed=0, steps=150)), 5)
gpt = load("gpt")
rows = {"exact": [], "5-gram": [], "GPT": []}
for text, word in questions.items():
    rows["exact"].append(truth("training").next_token(text)[ID[word]])
    gram = grams(word_rows([f"{text} {word}"]), 5)[-2:-1]  # the one that ends in the word
    rows["5-gram"].append(five.probability(gram)[0])
    logits = gpt(torch.tensor([encode(text, "gpt")])).logits[0, -1]
    rows["GPT"].append(logits.softmax(dim=-1)[ID[word]].item())
    print(f"{text} …\n  {word}:", *(f"{name} {p[-1]:.3f}" for name, p in rows.items()))
print(f"mat_5_gram = {rows['5-gram'][2]:.3f}")
print(f"she_5_gram = {rows['5-gram'][4]:.3f}")
y = np.arange(len(questions))
fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.barh(y - 0.2, rows["5-gram"], height=0.36, label="5-gram")
ax.barh(y + 0.2, rows["GPT"], height=0.36, label="GPT, the checkpoint", hatch="//")
ax.plot(rows["exact"], y, "kD", label="exact")
ends = [f"… {' '.join(text.split()[-4:])} {word}" for text, word in questions.items()]
ax.set(xlabel="P(the word that fits)", yticks=y, yticklabels=ends)
ax.invert_yaxis()
fig.legend(loc="outside upper center", ncols=3)
plt.show()
