import numpy as np
from nltk.lm import KneserNeyInterpolated

from snippets.lab.fit import sentences
from snippets.lab.ngram import NGram, grams
from snippets.lab.objectives import word_rows
from snippets.lab.tokenizer import VOCABULARY


def spelled(gram):
    return tuple(VOCABULARY[gram >> 8 * back & 255] for back in (2, 1, 0))


read = word_rows(sentences(seed=0, steps=2))
seen = grams(read, 3)
ours = NGram(read, 3, discounts=[0.0, 0.1, 0.1])
theirs = KneserNeyInterpolated(order=3, discount=0.1)
counted = [spelled(gram)[3 - n :] for gram in seen.tolist() for n in (1, 2, 3)]
theirs.fit([counted], vocabulary_text=VOCABULARY)

asked = seen[:100]
asked = np.append(asked, asked[:50] & ~255 | asked[50:] & 255)  # and words out of place
by_us = ours.probability(asked)
by_nltk = [theirs.score(c, [a, b]) for a, b, c in map(spelled, asked.tolist())]
print("trigrams asked:", len(asked))
print("of these never seen:", int((~np.isin(asked, seen)).sum()))
print("as nltk:", np.allclose(by_us, by_nltk, rtol=0, atol=1e-9))
