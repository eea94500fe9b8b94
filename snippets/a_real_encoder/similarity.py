import matplotlib.pyplot as plt
import numpy as np

from snippets.a_real_encoder.vectors import embed, load

tokenizer, model = load()
pairs = {
    "other words": ("How old are you?", "What is your age?"),
    "more detail": ("A dog runs on the beach.", "A brown dog is running along the sandy beach."),
    "same topic": ("She bakes bread every morning.", "The bakery sells cakes."),
    "no relation": ("She bakes bread every morning.", "The satellite left its orbit."),
    "negation": ("The patient has a fever.", "The patient does not have a fever."),
    "roles swapped": ("The dog bit the man.", "The man bit the dog."),
    "opposite": ("The film was wonderful.", "The film was terrible."),
    "another number": ("The train leaves at 7.", "The train leaves at 9."),
}
first, second = (embed(texts, tokenizer, model) for texts in zip(*pairs.values(), strict=True))
cosines = (first * second).sum(1).numpy()  # both have length 1
for name, cosine in zip(pairs, cosines, strict=True):
    print(f"{name.replace(' ', '_')} = {cosine:.2f}")

fig, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
y = np.arange(len(pairs))
ax.barh(y, cosines, color=["lightskyblue"] * 4 + ["navajowhite"] * 4)
for i, texts in enumerate(pairs.values()):
    ax.text(0.01, i, f"{texts[0]} / {texts[1]}", va="center", fontsize=8)
ax.set_yticks(y, pairs)
ax.set(xlabel="cosine", xlim=(min(0, cosines.min()), 1))
ax.invert_yaxis()
plt.show()
