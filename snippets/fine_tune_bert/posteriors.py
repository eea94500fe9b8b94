import matplotlib.pyplot as plt
import numpy as np

from snippets.lab.reviews import accuracy, draw, exact, reviews, weights

print(f"reviews_listed = {len(reviews):,}")
print(f"bayes_accuracy = {accuracy(exact > 0.5):.4f}")
print(f"majority_accuracy = {max(accuracy(True), accuracy(False)):.2f}")
chosen, positive = draw(6, seed=4)
for i, label in zip(chosen, positive, strict=True):
    print(f"{exact[i]:.2f}  {'positive' if label else 'negative'}  {reviews[i]}")

fig, ax = plt.subplots(figsize=(6.4, 3.0), layout="constrained")
mass, edges = np.histogram(exact, bins=np.linspace(0, 1, 21), weights=weights)
certain = np.maximum(exact, 1 - exact)
lost, _ = np.histogram(exact, bins=edges, weights=weights * (1 - certain))
ax.bar(edges[:-1], mass, width=0.045, align="edge", color="tab:blue", label="right")
ax.bar(edges[:-1], lost, width=0.045, align="edge", color="tab:orange", hatch="//", label="wrong")
ax.set(xlabel="exact P(positive | review)", ylabel="probability of such reviews")
ax.legend(title="the best guess is", fontsize=10)
plt.show()
