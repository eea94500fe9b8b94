import matplotlib.pyplot as plt
import numpy as np

from snippets.studies.experiments import summaries
from snippets.studies.what_it_costs import ANSWERS, LENGTHS

results = summaries("what-it-costs")
reading, answers = results["lengths"], results["answers"]
whole = np.array([reading[f"flops_encoder_{L}"][0] for L in LENGTHS]) / 1e6
square = np.array([reading[f"flops_square_{L}"][0] for L in LENGTHS]) / 1e6
fig, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.8), layout="constrained")
left.plot(LENGTHS, whole, "o-", ms=5, label="a pass: encoder or decoder")
left.plot(LENGTHS, square, "s--", ms=5, label="its part that grows as length²")
left.plot(LENGTHS, whole - square, "^:", ms=5, label="its part that grows as length")
left.axvline(384, color="k", lw=1, label="6 × width: the parts are equal")
left.set(xlabel="tokens read", ylabel="million FLOPs")
ways = {
    "masked": ("encoder, a word a pass", "v-"),
    "no_cache": ("decoder without cache", "s--"),
    "cache": ("decoder with cache", "o-"),
    "one_pass": ("encoder, all words in one pass", "^:"),
}
for way, (label, style) in ways.items():
    flops = [answers[f"flops_{way}_{t}"][0] / 1e6 for t in ANSWERS]
    right.plot(ANSWERS, flops, style, ms=5, lw=1.2, label=label)
    print(f"{way:9}" + "".join(f"{x:10.2f}" for x in flops), "MFLOPs")
right.set(xlabel="tokens written after 32")
for ax in (left, right):
    ax.set(xscale="log", yscale="log")
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), fontsize=8)
plt.show()
