import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from transformers import AutoTokenizer, BertForMaskedLM

tokenizer = AutoTokenizer.from_pretrained("snippets/lab/checkpoints/bert")
model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
texts = [
    "paris is a famous city with tall towers",
    "paris is a famous singer with many friends",
    "paris is a famous town with wide streets",
]
encoded = tokenizer(texts, return_tensors="pt")
with torch.no_grad():
    hidden_states = model(**encoded, output_hidden_states=True).hidden_states
paris = torch.stack([states[:, 1] for states in hidden_states])  # (layers + 1, texts, d)

other_sense = F.cosine_similarity(paris[:, 0], paris[:, 1], dim=-1)
same_sense = F.cosine_similarity(paris[:, 0], paris[:, 2], dim=-1)
print("after layer        ", *(f"{i:7}" for i in range(len(paris))))
print("city and town      ", *(f"{c:7.3f}" for c in same_sense))
print("city and singer    ", *(f"{c:7.3f}" for c in other_sense))
print("identical at the input:", torch.equal(paris[0, 0], paris[0, 1]))
print(f"last_same = {same_sense[-1]:.2f}\nlast_other = {other_sense[-1]:.2f}")

fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
ax.plot(same_sense, "o-", label="a city and a town")
ax.plot(other_sense, "s--", label="a city and a singer")
ax.set_xticks(range(len(paris)), ["input", *range(1, len(paris))])
ax.set(xlabel="after layer", ylabel="cosine between two “paris”", ylim=(None, 1.05))
ax.legend()
plt.show()
