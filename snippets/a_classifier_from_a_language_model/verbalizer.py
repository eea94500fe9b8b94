import matplotlib.pyplot as plt
import numpy as np
import torch

from snippets.a_classifier_from_a_language_model import predictions
from snippets.a_classifier_from_a_language_model.classifiers import gpt, in_batches

world = predictions.world
loved, hated = world.encode("loved hated")
rows = [i for i, x in enumerate(predictions.reviews) if x.endswith(".") and ", i" not in x]
exact = predictions.exact[rows]
p_x = predictions.p_x[rows] / predictions.p_x[rows].sum()


def loved_next(input_ids, attention_mask):
    logits = gpt(input_ids=input_ids, attention_mask=attention_mask).logits
    last = logits[torch.arange(len(logits)), attention_mask.sum(1) - 1]  # (batch, vocabulary)
    return last[:, [loved, hated]].softmax(-1)[:, 0]


prompts = [predictions.reviews[i].removesuffix(" .") + " , i" for i in rows]
p_loved = in_batches(loved_next, "gpt", prompts)
start = "this movie is long , i"
low, high = (world.next_token(f"{y} : {start}")[loved] for y in ("negative", "positive"))
guesses = {
    "exact posterior": exact,
    "exact P(loved|x , i)": low + (high - low) * exact,
    "GPT's P(loved|x , i)": p_loved,
    "GPT's, unmixed": np.clip((p_loved - low) / (high - low), 0.01, 0.99),
    "GPT with Bayes": predictions.p_positive["GPT with Bayes"][rows],
}
print(f"{'':20} accuracy  error  excess bits")
for name, guess in guesses.items():
    accuracy = (p_x * np.where(guess > 0.5, exact, 1 - exact)).sum()
    bits = exact * np.log2(exact / guess) + (1 - exact) * np.log2((1 - exact) / (1 - guess))
    print(f"{name:20} {accuracy:8.3f}  {p_x @ abs(guess - exact):5.3f}  {p_x @ bits:11.3f}")
print(f"loved_if_negative = {low:.2f}")
print(f"loved_if_positive = {high:.2f}")

fig, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
ax.scatter(exact, p_loved, s=8 + 1000 * p_x, alpha=0.5, lw=0, label="GPT's P(loved | x , i)")
ax.plot([0, 1], [low, high], "k", lw=1, label="exact P(loved | x , i)")
ax.plot([0, 1], [0, 1], "--", color="0.5", lw=1, label="P(positive | x) itself")
ax.set(xlabel="exact P(positive | x)", ylabel="probability")
fig.legend(loc="outside upper center", ncols=3, fontsize=9)
plt.show()
