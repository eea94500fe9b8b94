import math

import matplotlib.pyplot as plt

from snippets.studies.experiments import summaries
from snippets.studies.scaling_and_the_mirage import (
    EXAM,
    SCHEDULES,
    STEPS,
    curves,
    largest_step,
)

results = summaries("scaling-and-the-mirage")
curve = curves(results)
mirage, end = results["mirage"], results["next-token-32"]
cost = [mirage[f"gigaflops_{steps}"][0] for steps in SCHEDULES]
cost.append(end["training_gigaflops_32"][0])
labels = {
    "token_right": ("words right", "o-"),
    "all_right": ("translations all right", "s--"),
    "exam": (f"{EXAM} translations all right", "^:"),
}
fig, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.2), layout="constrained")
halves = [mirage[f"token_bits_{steps}"][1] for steps in SCHEDULES] + [end["token_bits_32"][1]]
left.errorbar(cost, curve["token_bits"], halves, fmt="D-", ms=5, lw=1.2, capsize=2, color="C3")
left.set(yscale="log", ylabel="bits a word: −log2 P(right)")
for name, (label, style) in labels.items():
    right.plot(cost, curve[name], style, ms=5, lw=1.2, label=label)
right.axhline(1, color="k", lw=1)
right.set(ylabel="share")
fig.legend(loc="outside upper center", ncols=3, fontsize=9)
for ax in (left, right):
    ax.set(xscale="log", xlabel="training, GFLOPs")
print("steps   bits a word     right   all right        exam")
for i, steps in enumerate((*SCHEDULES, STEPS)):
    print(f"{steps:5}" + "".join(f"{scores[i]:12.3f}" for scores in curve.values()))
logs = [math.log(bits) for bits in curve["token_bits"]]
print(f"bits_in_one_doubling = {largest_step(logs):.2f}")
for name in labels:
    print(f"{name}_in_one_doubling = {largest_step(curve[name]):.2f}")
plt.show()
