import matplotlib.pyplot as plt
import numpy as np

from snippets.two_probabilities.toy import SENTENCES, joint

p_x = {x: joint[x, "positive"] + joint[x, "negative"] for x in SENTENCES}
score = {x: sum(p_x[z] for z in SENTENCES if f"{z} ".startswith(f"{x} ")) for x in SENTENCES}

print("score_great =", score["this movie is great"])
print("score_great_bang =", score["this movie is great !"])
print("sum_without_eos =", float(sum(score.values())))
print("sum_with_eos =", float(sum(p_x.values())))

start = np.array([0.5, 0.5])
step = np.array([[0.6, 0.4], [0.3, 0.7]])  # row: this word, column: next word
p_eos = 0.25
with_eos, without_eos = [], []
for length in range(1, 13):
    mass = start @ np.linalg.matrix_power(step, length - 1)
    without_eos.append(mass.sum())
    with_eos.append(mass.sum() * (1 - p_eos) ** (length - 1) * p_eos)

fig, ax = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
ax.plot(range(1, 13), np.cumsum(without_eos), "s--", label="without EOS")
ax.plot(range(1, 13), np.cumsum(with_eos), "o-", label="with EOS")
ax.axhline(1, color="0.5", lw=1)
ax.set(xlabel="sentences of up to this many words", ylabel="sum of scores")
ax.legend()
plt.show()
