from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from snippets.lab.measure import bayes_accuracy

SYSTEMS = {  # listing: (name, what it models)
    "naive_bayes": ("naive Bayes", "P(x, y)"),
    "lda": ("LDA", "P(x, y)"),
    "hmm": ("hidden Markov model", "P(x, y)"),
    "logistic_regression": ("logistic regression", "P(y|x)"),
    "decision_tree": ("decision tree", "P(y|x)"),
    "svm": ("SVM", "a margin"),
    "svm_platt": ("SVM with Platt scaling", "P(y|x)"),
    "feed_forward": ("feed-forward network", "P(y|x)"),
}
lines = {key: Path(f"docs/recorded/classic_classifiers/{key}.out").read_text() for key in SYSTEMS}
said = {
    key: dict(line.split(" = ") for line in text.splitlines() if " = " in line)
    for key, text in lines.items()
}
accuracy = np.array([float(said[key]["accuracy"]) for key in SYSTEMS])
error = np.array([float(said[key].get("calibration_error", "nan")) for key in SYSTEMS])
for (name, target), a, e in zip(SYSTEMS.values(), accuracy, error, strict=True):
    print(f"{name:22} {target:8} {a:.3f} {'  –  ' if np.isnan(e) else f'{e:.3f}'}")

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.2), sharey=True, layout="constrained")
targets = [target for _, target in SYSTEMS.values()]
for target, hatch in (("P(x, y)", "//"), ("P(y|x)", ""), ("a margin", "..")):
    at = [i for i, other in enumerate(targets) if other == target]
    for ax, values in zip(axes, (accuracy, error), strict=True):
        ax.barh(at, values[at], hatch=hatch, label=target)
axes[0].axvline(bayes_accuracy(), color="k", ls="--", label="exact posterior")
axes[0].set(xlim=(0.5, 1), xlabel="accuracy")
axes[1].set_xlabel("calibration error")
axes[0].set_yticks(range(len(SYSTEMS)), [name for name, _ in SYSTEMS.values()])
axes[0].invert_yaxis()
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=4)
plt.show()
