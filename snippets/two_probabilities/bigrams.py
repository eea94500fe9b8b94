# --8<-- [start:train]
import random
from collections import Counter
from itertools import pairwise

from snippets.two_probabilities.toy import LABELS, SENTENCES, joint

rng = random.Random(0)
reviews = rng.choices(list(joint), [float(p) for p in joint.values()], k=2000)
vocabulary = ["<eos>", *sorted({token for x in SENTENCES for token in x.split()})]


def pairs(x):
    return list(pairwise(["<bos>", *x.split(), "<eos>"]))


texts = {y: [x for x, label in reviews if label == y] for y in LABELS}
prior = {y: len(texts[y]) / len(reviews) for y in LABELS}
pair_counts = {y: Counter(pair for x in texts[y] for pair in pairs(x)) for y in LABELS}


def likelihood(x, y, smoothing=0.1):
    p = 1.0
    for before, after in pairs(x):
        seen = sum(pair_counts[y][before, token] for token in vocabulary)
        p *= (pair_counts[y][before, after] + smoothing) / (seen + smoothing * len(vocabulary))
    return p


# --8<-- [end:train]
