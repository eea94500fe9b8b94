# tolerance: 0.04 (spread 0)
import matplotlib.pyplot as plt
import torch

from snippets.same_data_two_objectives.objectives import build_bert, mask_only_loss, train
from snippets.same_data_two_objectives.toy_text import conditional, encode, token_id

torch.manual_seed(0)
model = build_bert()
train(model, mask_only_loss, steps=300)

pattern = "the [MASK] sat on the mat"
exact = conditional(pattern, position=1)
logits = model(input_ids=encode(pattern)[None]).logits  # (1, 8, vocabulary)
filled_probs = logits[0, 2].softmax(-1)  # [CLS] comes first, so word 1 is token 2
by_bert = {word: filled_probs[token_id[word]].item() for word in exact}

print(f"{pattern}\n        exact  BERT")
for word in exact:
    print(f"{word:<7}{exact[word]:>6.2f}{by_bert[word]:>6.2f}")
print(f"cat_exact = {exact['cat']:.2f}")
print(f"cat_by_bert = {by_bert['cat']:.2f}")
print(f"cat_before_reading = {conditional('the', position=1)['cat']:.2f}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.bar(list(exact), list(by_bert.values()), color="tab:blue", label="BERT")
ax.plot(list(exact), list(exact.values()), "kD", label="exact")
ax.set(xlabel="word for [MASK] in “the [MASK] sat on the mat”", ylabel="probability", ylim=(0, 1))
ax.legend()
plt.show()
