# tolerance: 0.004 (spread 0)
import sys

import matplotlib.pyplot as plt
import numpy as np
from gensim.models import Word2Vec

from snippets.before_bert.means import positive_by_mean
from snippets.before_bert.pmi import near, noise, optimum, pair_bits
from snippets.lab.fit import sentences
from snippets.lab.measure import label_quality
from snippets.lab.tokenizer import ID

seed, steps = map(int, sys.argv[1:] or (0, 150))
window, negative, passes, labels = 5, 5, 5, 2048
texts = [text.split() for text in sentences(seed, steps)]
model = Word2Vec(
    texts, sg=1, negative=negative, window=window, shrink_windows=False, sample=0, ns_exponent=1,
    vector_size=64, alpha=0.05, epochs=passes, min_count=1, workers=1, batch_words=1000, seed=seed,
)  # fmt: skip
ids = [ID[word] for word in model.wv.index_to_key]
words, contexts = model.wv.vectors, model.syn1neg
known = np.ix_(ids, ids)
true, drawn = near(window)[known], noise(window, negative)[known]
best = optimum(window, negative)[known]
scores = (words @ contexts.T).astype(float)
pair_excess = pair_bits(scores, true, drawn) - pair_bits(best, true, drawn)
vectors = np.zeros((len(ID), 64))
vectors[ids] = words
quality = label_quality(positive_by_mean(vectors, labels, seed))
parameters, tokens = words.size + contexts.size + 65, passes * sum(map(len, texts))
excess_bits, accuracy, calibration_error = quality.values()
print(f"{parameters = :,}\n{tokens = :,}\n{labels = :,}")
print(f"{pair_excess = :.3f}\nimpossible_pairs = {scores[true == 0].mean():.1f}")
print(f"{excess_bits = :.3f}\n{accuracy = :.3f}\n{calibration_error = :.3f}")
figure, axes = plt.subplots(figsize=(5, 4), layout="constrained")
order = np.argsort(best[true > 0], kind="stable")  # the possible pairs, from unlikely on
x, y, pairs = (a[true > 0][order] for a in (best, scores, true))
axes.scatter(x, y, 50 * pairs**0.5, alpha=0.3, lw=0, rasterized=True, label="a pair of words")
axes.plot([-5, 5], [-5, 5], "k--", label="exact")
axes.set(xlabel="exact optimum", ylabel="word vector · context vector")
axes.legend()
plt.show()
