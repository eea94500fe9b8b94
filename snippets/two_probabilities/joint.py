import matplotlib.pyplot as plt

from snippets.two_probabilities.toy import LABELS, SENTENCES, joint

p_x = {x: sum(joint[x, y] for y in LABELS) for x in SENTENCES}
p_y = {y: sum(joint[x, y] for x in SENTENCES) for y in LABELS}
p_positive = {x: joint[x, "positive"] / p_x[x] for x in SENTENCES}

great = "this movie is great !"
print("total =", sum(joint.values()))
print("share_positive =", float(p_y["positive"]))
print("joint_great =", joint[great, "positive"])
print("marginal_great =", p_x[great])
print("posterior_great_exact =", p_positive[great])
print("posterior_great =", float(p_positive[great]))

fig, ax = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
table = [[float(joint[x, y]) for y in LABELS] for x in SENTENCES]
ax.imshow(table, cmap="Blues", vmin=0, vmax=0.3, aspect="auto")
for row, x in enumerate(SENTENCES):
    cells = [joint[x, "positive"], joint[x, "negative"], p_x[x], p_positive[x]]
    for column, p in enumerate(cells):
        ax.text(column, row, f"{float(p):.2f}", ha="center", va="center")
for column, y in enumerate(LABELS):
    ax.text(column, 6, f"{float(p_y[y]):.2f}", ha="center", va="center")
ax.text(2, 6, "1.00", ha="center", va="center")
ax.set_xticks(range(4), ["positive", "negative", "P(x)", "P(positive | x)"])
ax.set_yticks(range(7), [*SENTENCES, "P(y)"])
ax.set(xlim=(-0.5, 3.5), ylim=(6.5, -0.5), xlabel="probability", ylabel="sentence x")
ax.xaxis.tick_top()
ax.axvline(1.5, color="0.5")
ax.axhline(5.5, color="0.5")
plt.show()
