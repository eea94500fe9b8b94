import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

from snippets.bayes_rule_or_a_head.pictures import MixturePerDigit
from snippets.studies.experiments import summaries

found = summaries("bayes-rule-or-a-head")["digits"]
sizes = (30, 100, 300, 1000)
lines = {
    "mixture": ("mixture of Gaussians", "o-C0"),
    "lda": ("LDA", "v-C9"),
    "svm": ("SVM", "s--C1"),
    "lr_c1": ("logistic regression", "^:C5"),
}
fig, axes = plt.subplots(1, 2, figsize=(6.4, 2.9), layout="constrained", width_ratios=(4, 5))
for name, (label, style) in lines.items():
    means, halves = zip(*(found[f"{name}_{m}"] for m in sizes), strict=True)
    axes[0].errorbar(sizes, means, halves, fmt=style, ms=5, label=label)
    print(f"{name:8}" + "".join(f"{mean:7.3f}" for mean in means))
axes[0].set(xscale="log", xlabel="pictures with a label", ylabel="accuracy")
axes[0].set_xticks(sizes, sizes)
axes[0].minorticks_off()
axes[0].axhline(1, color="k", lw=1)
axes[0].legend(fontsize=9)

x, y = load_digits(return_X_y=True)
model = MixturePerDigit(components=3).fit(x / 16, y)
drawn = np.stack([model.sample(digit, 7) for digit in range(10)], axis=1)  # (7, 10, 64)
framed = np.pad(drawn.reshape(7, 10, 8, 8), ((0, 0), (0, 0), (1, 1), (1, 1)))
tiles = framed.swapaxes(1, 2).reshape(70, 100)
axes[1].imshow(tiles.clip(0, 1), cmap="gray_r", interpolation="nearest")
axes[1].set(title="drawn from the mixtures", xticks=[], yticks=[])
plt.show()
