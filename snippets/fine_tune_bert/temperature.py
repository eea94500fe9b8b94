# tolerance: 0.04 (spread 0)
import matplotlib.pyplot as plt
import numpy as np
from scipy.special import expit, logit

from snippets.fine_tune_bert.tuning import fine_tune, new_classifier
from snippets.lab.reviews import draw, exact, probability_positive, weights


def bits(share, truth, weight):
    return -(weight * (truth * np.log2(share) + (1 - truth) * np.log2(1 - share))).sum()


model = new_classifier()
fine_tune(model, *draw(128, seed=0), epochs=16)
score = logit(probability_positive(model).clip(1e-9, 1 - 1e-9))  # difference of the logits
chosen, positive = draw(256, seed=1)  # other labels, to choose the temperature
drawn = np.full(256, 1 / 256)

temperatures = np.geomspace(0.5, 10, 60)
shares = [expit(score / t) for t in temperatures]
seen = [bits(s[chosen], positive, drawn) for s in shares]
floor = bits(exact, exact, weights)
excess = [bits(s, exact, weights) - floor for s in shares]
best = int(np.argmin(seen))
raw = expit(score)
print(f"temperature = {temperatures[best]:.1f}")
print(f"excess_before = {bits(raw, exact, weights) - floor:.2f}")
print(f"excess_after = {excess[best]:.2f}")
print(f"mean_error_before = {(weights * np.abs(raw - exact)).sum():.2f}")
print(f"mean_error_after = {(weights * np.abs(shares[best] - exact)).sum():.2f}")

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.plot(temperatures, excess, color="tab:blue")
ax.axvline(temperatures[best], color="tab:orange", linestyle="--")
ax.text(temperatures[best] * 1.05, max(excess) * 0.9, "chosen on 256 labels", size=10)
ax.axhline(0, color="black", linewidth=1)
ax.set_xscale("log")
ax.set_xticks([0.5, 1, 2, 5, 10], ["0.5", "1", "2", "5", "10"])
ax.minorticks_off()
ax.set(xlabel="temperature T", ylabel="excess bits a review (exact: 0)")
plt.show()
