import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(-4, 4, 201)
joint_negative = 0.5 * np.exp(-((x + 1) ** 2) / 2) / np.sqrt(2 * np.pi)
joint_positive = 0.5 * np.exp(-((x - 1) ** 2) / 2) / np.sqrt(2 * np.pi)
positive_given_x = joint_positive / (joint_negative + joint_positive)

fig, axes = plt.subplots(2, 2, figsize=(6.4, 5.6), layout="constrained")
axes[0, 0].plot(x, positive_given_x, color="tab:blue")
axes[0, 0].axvline(0, color="0.5", linestyle="--")
axes[0, 0].text(0.2, 0.05, "boundary")
axes[0, 0].set(title="Discriminative: P(y|x)", ylabel="P(positive | x)")
axes[0, 1].plot(x, joint_negative, color="tab:orange", linestyle="--")
axes[0, 1].plot(x, joint_positive, color="tab:blue")
axes[0, 1].text(-3.9, 0.17, "negative")
axes[0, 1].text(1.9, 0.17, "positive")
axes[0, 1].set(title="Generative: P(x, y)", ylabel="joint density P(x, y)")
for ax in axes[0]:
    ax.set_xlabel("feature x (no unit)")

masks = {"Autoregressive (GPT)": np.tri(5), "Autoencoding (BERT)": np.ones((6, 6))}
texts = ["The cat sat on the", "The [M] sat on the [M]"]
for ax, (title, mask), text in zip(axes[1], masks.items(), texts, strict=True):
    ax.imshow(mask, cmap="Blues", vmin=0, vmax=2)
    for row, column in np.ndindex(mask.shape):
        ax.text(column, row, "✓" if mask[row, column] else "✗", ha="center", va="center")
    ax.set_xticks(range(len(mask)), text.split())
    ax.set_yticks(range(len(mask)), text.split())
    ax.set(title=title, xlabel="may look at (word)", ylabel="position (word)")
plt.show()
