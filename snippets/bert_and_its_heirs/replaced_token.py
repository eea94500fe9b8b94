import numpy as np

from snippets.lab.world.corpus import fresh, truth
from snippets.lab.world.engine import MASK

world = truth("training")
largest_gap = 0.0
for sentence in fresh(200, seed=1):
    words = sentence.split()
    n, p = len(words), np.exp(world.log_prob(sentence))
    arrives, replaced = 0.0, np.zeros(n)
    for i, word in enumerate(words):
        shares = world.masked([*words[:i], MASK, *words[i + 1 :]])[0]  # P(word | the rest)
        keep = shares[world.vocabulary.index(word)]
        for other in np.flatnonzero(shares):
            before = " ".join([*words[:i], world.vocabulary[other], *words[i + 1 :]])
            moves = np.exp(world.log_prob(before)) / n * keep  # was `before`, becomes `sentence`
            arrives += moves
            replaced[i] += moves * (before != sentence)
        largest_gap = max(largest_gap, abs(replaced[i] / p - (1 - keep) / n))
    largest_gap = max(largest_gap, abs(arrives / p - 1))
print(f"largest_gap = {largest_gap:.10f}")


def bits(share):
    """Return the entropy of a yes that has this probability."""
    sure = np.clip(share, 1e-300, 1 - 1e-16)
    return -sure * np.log2(sure) - (1 - sure) * np.log2(1 - sure)


p = world.probabilities[:, None] / world.lengths[:, None]  # P(sentence, touched place)
change = 1 - np.nan_to_num(world.leave_one_out, nan=1.0)  # P(another word now | touched)
print(f"changed_share = {(p * change).sum():.3f}")
print(f"bits_without_reading = {bits((p * change).sum()):.3f}")
print(f"floor = {(p * bits(change)).sum():.3f}")
