# tolerance: 0.04 (spread 0.00044)
import matplotlib.pyplot as plt
import torch

from snippets.same_data_two_objectives.objectives import build_gpt, clm_loss, train
from snippets.same_data_two_objectives.toy_text import conditional, encode, token_id

torch.manual_seed(0)
model = build_gpt()
train(model, clm_loss, steps=300)

prefix = "the cat sat on the"
exact = conditional(prefix, position=5)
logits = model(input_ids=encode(prefix)[None, :-1]).logits  # (1, 6, vocabulary), no [SEP]
next_probs = logits[0, -1].softmax(-1)
by_gpt = {word: next_probs[token_id[word]].item() for word in exact}

print(f"{prefix} ...\n        exact   GPT")
for word in exact:
    print(f"{word:<7}{exact[word]:>6.2f}{by_gpt[word]:>6.2f}")
print(f"mat_exact = {exact['mat']:.2f}")
print(f"mat_by_gpt = {by_gpt['mat']:.2f}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.bar(list(exact), list(by_gpt.values()), color="tab:blue", label="GPT")
ax.plot(list(exact), list(exact.values()), "kD", label="exact")
ax.set(xlabel="word after “the cat sat on the”", ylabel="probability", ylim=(0, 1))
ax.legend()
plt.show()
