# tolerance: 0.004 (spread 0)
import sys

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from snippets.lab.world.corpus import fresh, truth

seed, sentences = map(int, sys.argv[1:] or (0, 10_000))
ends = " sat on the "
said = [s.split(ends) for s in fresh(sentences, seed + 1) if ends in s and len(s.split()) < 8]
bag = CountVectorizer(token_pattern=r"\S+")
X = bag.fit_transform([before for before, _ in said])
places = [after.split()[0] for _, after in said]  # the text itself says what to answer
guess = LogisticRegression(C=10, max_iter=5000).fit(X, places)
asked = sorted({before for before, _ in said})
p_asked = np.exp([truth("training").log_prob(before + ends + "[MASK]") for before in asked])
ids = [truth("training").vocabulary.index(place) for place in guess.classes_]
p = np.stack([truth("training").masked(before + ends + "[MASK]")[0] for before in asked])[:, ids]
share = p_asked[:, None] / p_asked.sum() * p  # P(context, hidden word)
measures = {}
answers = {"word": guess.predict_proba(bag.transform(asked)), "guess": share.sum(axis=0)[None]}
for name, q in answers.items():
    bits = np.where(p > 0, share * np.log2(np.where(p > 0, p, 1) / q), 0)
    measures[f"{name}_excess_bits"] = bits.sum()
    print(f"{name}_excess_bits = {bits.sum():.3f}")
print(f"sentences = {len(said)}")
