import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from snippets.lab.train import RECIPES
from snippets.lab.world.corpus import fresh
from snippets.lab.world.floors import choose_masks

sentences = fresh(2000, seed=1)
answers = {  # a sentence, on average
    "gpt": sum(len(text.split()) + 1 for text in sentences) / len(sentences),
    "bert": sum(mask.sum() for mask in choose_masks(np.random.default_rng(1), sentences))
    / len(sentences),
}
fig, axes = plt.subplots(1, 2, figsize=(6.4, 3), sharey=True, layout="constrained")
for name, style in (("gpt", "-"), ("bert", "--")):
    file = Path("snippets/lab/checkpoints") / name / "learning_curve.json"
    curve = json.loads(file.read_text("utf-8"))[1:]
    read = [point["step"] * RECIPES[name].size for point in curve]
    excess = [100 * (point["bits"] / point["exact_bits"] - 1) for point in curve]
    within = next(n for n, share in zip(read, excess, strict=True) if share <= 5)
    print(f"{name}_answers_a_sentence = {answers[name]:.2f}")
    print(f"{name}_sentences_to_5_percent = {within:,}")
    print(f"{name}_answers_to_5_percent_in_millions = {within * answers[name] / 1e6:.1f}")
    print(f"{name}_final_excess = {excess[-1]:.2f}%")
    axes[0].loglog(read, excess, style, label=name.upper())
    axes[1].loglog([n * answers[name] for n in read], excess, style, label=name.upper())
axes[0].set(xlabel="sentences read", ylabel="above its own floor in %")
axes[1].set(xlabel="answers learned from")
for ax in axes:
    ax.axhline(1, color="gray", lw=1)
    ax.set_yticks([0.1, 1, 10, 100, 1000], ["0.1", "1", "10", "100", "1000"])
    ax.legend()
plt.show()
