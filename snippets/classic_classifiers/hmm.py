# tolerance: 0.004 (spread 0)
import re
import sys

import numpy as np

from snippets.classic_classifiers.hidden_markov import fit_pair, log_joints
from snippets.lab.measure import label_quality, labelled, reviews, sample_quality

seed, n, starts = map(int, sys.argv[1:] or (0, 2048, 1))
texts, y = labelled(n, seed)
labels, prior = len(y), np.bincount(y) / n
every = reviews()[0]
words = sorted({word for text in every for word in text.split()})
rows, all_rows = ([[words.index(w) for w in x.split()] for x in part] for part in (texts, every))

rng = np.random.default_rng(seed)
pairs = [fit_pair(rows, y, len(words), rng) for _ in range(starts)]
models = max(pairs, key=lambda pair: log_joints(pair, rows, prior)[y, np.arange(n)].sum())
parameters = 2 + sum(m.startprob_.size + m.transmat_.size + m.emissionprob_.size for m in models)
log_joint = log_joints(models, all_rows, prior)
positive = 1 / (1 + np.exp(log_joint[0] - log_joint[1]))  # Bayes' rule

library = [models[1].score(np.array(row)[:, None]) for row in all_rows[:200]]
same = np.abs(log_joint[1, :200] - np.log(prior[1]) - library).max() < 1e-8
print("by hand as in hmmlearn:", bool(same))
excess_bits, accuracy, calibration_error = label_quality(positive).values()
print(f"parameters = {parameters}\nexcess_bits = {excess_bits:.3f}")
print(f"accuracy = {accuracy:.3f}\ncalibration_error = {calibration_error:.3f}")
print(f"not_great = {positive[every.index('this movie is not great .')]:.2f}")
print(f"flipped = {positive[every.index('this movie is long but the plot is weak .')]:.2f}")

draws = [models[i % 2].sample(16, random_state=1000 * seed + i)[0] for i in range(1000)]
lines = [" ".join(words[word] for word in ids[:, 0]) for ids in draws]
written = [re.split(r"(?<= [.!])", line)[0] for line in lines]  # up to the first mark
valid, novel = sample_quality(written).values()
print(f"valid = {valid:.2f}\nnovel = {novel:.3f}", *written[1:6:2], sep="\n")
