import matplotlib.pyplot as plt
import numpy as np
from transformers import BertForMaskedLM

from snippets.lab.reviews import accuracy, exact, fill_label, reviews, weights

model = BertForMaskedLM.from_pretrained("snippets/lab/checkpoints/bert")
shares = fill_label(model)  # (reviews, 2)
share = shares[:, 0] / shares.sum(1)  # renormalised over the two labels

for text in ("this movie is great !", "this movie is not great !", "this movie is long ."):
    at = reviews.index(text)
    print(f"BERT {share[at]:.3f}  exact {exact[at]:.3f}  {text}")
print(f"accuracy = {accuracy(share > 0.5):.3f}")
print(f"bayes_accuracy = {accuracy(exact > 0.5):.3f}")
print(f"mean_error = {(weights * np.abs(share - exact)).sum():.3f}")
print(f"mass_on_other_words = {(weights * (1 - shares.sum(1))).sum():.3f}")

fig, ax = plt.subplots(figsize=(6.4, 3.6), dpi=200, layout="constrained")
ax.scatter(exact, share, s=4000 * weights, alpha=0.5, color="tab:blue", rasterized=True)
ax.plot([0, 1], [0, 1], color="0.5", linestyle="--")
ax.text(0.62, 0.55, "exact", color="0.4", size=10)
ax.set(xlabel="exact P(positive | review)", ylabel="fill-mask P(positive | review)")
plt.show()
