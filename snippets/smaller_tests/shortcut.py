import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import t as student
from sklearn.linear_model import LogisticRegression


def benchmark(n, rng, p_not):
    """Draw pairs: does the second follow? If not, it says *not* with probability p_not."""
    follows = rng.integers(2, size=n)
    says_not = rng.random(n) < np.where(follows, 1 - p_not, p_not)
    first = rng.integers(4, size=n)  # which animal is on the mat
    second = (first + np.where(follows != says_not, 0, rng.integers(1, 4, n))) % 4
    return first, second, says_not.astype(int), follows


readers = {
    "one_word": lambda first, second, says_not: says_not[:, None],
    "both": lambda *pair: np.c_[pair[2], np.eye(32)[8 * pair[0] + 2 * pair[1] + pair[2]]],
}
p_not, sizes, seeds = {"biased": 0.9, "clean": 0.5}, (20, 100, 300, 1000), 5
scores = np.zeros((seeds, len(readers), len(p_not), len(sizes)))
for seed in range(seeds):
    rng = np.random.default_rng(seed)
    *train, labels = benchmark(sizes[-1], rng, p_not["biased"])
    tests = [benchmark(2000, rng, p) for p in p_not.values()]
    for r, read in enumerate(readers.values()):
        for s, n in enumerate(sizes):
            model = LogisticRegression(C=10).fit(read(*train)[:n], labels[:n])
            scores[seed, r, :, s] = [model.score(read(*pairs), y) for *pairs, y in tests]
mean = scores.mean(axis=0)
half = student.ppf(0.975, seeds - 1) * scores.std(axis=0, ddof=1) / seeds**0.5

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
for r, (reader, mark) in enumerate(zip(readers, "so", strict=True)):
    for t, (test, line) in enumerate(zip(p_not, ("-", "--"), strict=True)):
        name = f"{reader}_{test}"
        ax.errorbar(sizes, mean[r, t], half[r, t], fmt=mark + line, capsize=3, label=name)
        for s in (1, 3):
            print(f"{name}_{sizes[s]} = {mean[r, t, s]:.3f}")
            print(f"{name}_{sizes[s]}_half = {half[r, t, s]:.3f}")
ax.axhline(1, color="black", lw=1, label="exact")
ax.set(xscale="log", xlabel="pairs to learn from, all biased", ylabel="share right")
fig.legend(loc="outside right upper")
plt.show()
