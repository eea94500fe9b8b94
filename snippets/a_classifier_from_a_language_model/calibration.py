import matplotlib.pyplot as plt
import numpy as np

from snippets.a_classifier_from_a_language_model.predictions import exact, p_positive, p_x

rng = np.random.default_rng(1)
drawn = rng.choice(len(p_x), 500, p=p_x)  # 500 reviews, and one label for each
drawn_label = rng.random(500) < exact[drawn]


def reliability(guess, outcome, weight):
    bins = np.minimum((10 * guess).astype(int), 9)
    said, happened, mass = (
        np.bincount(bins, weight * w, minlength=10) for w in (guess, outcome, np.ones(len(guess)))
    )
    used = mass > 0.005
    ece = abs(said - happened).sum() / mass.sum()  # expected calibration error
    return said[used] / mass[used], happened[used] / mass[used], ece


losses, eces = {}, {}
fig, ax = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
ax.plot([0, 1], [0, 1], "k--", lw=1, label="exact posterior")
print(f"{'':20}  ECE    ECE from     log loss")
print(f"{'':20}         500 labels   in bits")
markers = dict(zip(p_positive, "os^Dv", strict=True))
for name, guess in {"exact posterior": exact, **p_positive}.items():
    said, happened, ece = reliability(guess, exact, p_x)
    measured = reliability(guess[drawn], drawn_label, np.ones(500))[2]
    loss = -(p_x * (exact * np.log2(guess) + (1 - exact) * np.log2(1 - guess))).sum()
    print(f"{name:20}  {ece:.3f}  {measured:.3f}        {loss:.3f}")
    losses[name], eces[name] = loss, (ece, measured)
    if name in markers:
        ax.plot(said, happened, f"-{markers[name]}", ms=6, lw=1, alpha=0.8, label=name)
print(f"naive_bayes_ece = {eces['naive Bayes'][0]:.3f}")
print(f"exact_ece_measured = {eces['exact posterior'][1]:.3f}")
print(f"floor_bits = {losses['exact posterior']:.3f}")
print(f"naive_bayes_bits = {losses['naive Bayes']:.3f}")
print(f"gpt_bits = {losses['GPT with Bayes']:.3f}")

ax.set(xlabel="P(positive | review) that the model says", ylabel="share that is positive")
fig.legend(loc="outside right center")
plt.show()
