import matplotlib.pyplot as plt
import numpy as np

animals, places = ["cat", "dog", "bird"], ["mat", "rug", "porch"]
joint = np.array([[0.40, 0.10, 0.00], [0.00, 0.00, 0.30], [0.00, 0.00, 0.20]])
p_animal, p_place = joint.sum(axis=1), joint.sum(axis=0)
product = np.outer(p_animal, p_place)

a, b = p_animal.argmax(), p_place.argmax()
print(f"both at once: The {animals[a]} sat on the {places[b]}")
print("p_both_at_once =", joint[a, b])
b = joint[a].argmax()
print(f"one by one:   The {animals[a]} sat on the {places[b]}")
print("p_one_by_one =", joint[a, b])
print("impossible_mass =", round(product[joint == 0].sum(), 2))
bits = (joint[joint > 0] * np.log2((joint / product)[joint > 0])).sum()
print("dependence_bits =", round(bits, 2))

fig, axes = plt.subplots(1, 2, figsize=(6.4, 3.2), layout="constrained")
titles = ["joint: what is true", "product of marginals"]
for ax, table, title in zip(axes, [joint, product], titles, strict=True):
    ax.imshow(table, cmap="Blues", vmin=0, vmax=0.7)
    for row, column in np.ndindex(table.shape):
        impossible = joint[row, column] == 0 and table[row, column] > 0
        text = f"{table[row, column]:.2f}" + (" ✗" if impossible else "")
        ax.text(column, row, text, ha="center", va="center")
    ax.set_xticks(range(3), places)
    ax.set_yticks(range(3), animals)
    ax.set(title=title, xlabel="second blank (word)", ylabel="first blank (word)")
plt.show()
