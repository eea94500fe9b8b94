import numpy as np
from nltk.lm import KneserNeyInterpolated

from snippets.models_that_write.ngram import NGram, grams
from snippets.objectives import word_rows
from snippets.study.fit import sentences
from snippets.tokenizer import VOCABULARY

read = word_rows(sentences(seed=0, steps=2))
trigrams = [
    tuple(VOCABULARY[gram >> 8 * back & 255] for back in (2, 1, 0))
    for gram in grams(read, 3).tolist()
]
theirs = KneserNeyInterpolated(order=3, discount=0.1)
counted = [gram[3 - n :] for gram in trigrams for n in (1, 2, 3)]
theirs.fit([counted], vocabulary_text=VOCABULARY)
ours = NGram(read, 3, discounts=[0.0, 0.1, 0.1])

asked = grams(read[:8], 3)
asked = np.append(asked, asked[:50] & ~255 | asked[50:100] & 255)  # and words out of place
by_us = ours.probability(asked)
by_nltk = [
    theirs.score(VOCABULARY[g & 255], [VOCABULARY[g >> 16 & 255], VOCABULARY[g >> 8 & 255]])
    for g in asked.tolist()
]
print("trigrams asked:", len(asked))
print("never seen:", sum(VOCABULARY[g & 255] not in theirs.context_counts(
    (VOCABULARY[g >> 16 & 255], VOCABULARY[g >> 8 & 255])) for g in asked.tolist()))
print("as nltk:", np.allclose(by_us, by_nltk, rtol=0, atol=1e-9))
