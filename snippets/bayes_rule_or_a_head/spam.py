# tolerance: 0.004 (spread 0)
import sys

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

from snippets.bayes_rule_or_a_head.mail import letters

seed, draws, asked = map(int, sys.argv[1:] or (0, 2, 2000))
models = {
    "nb": MultinomialNB(),
    "lr": LogisticRegression(C=1e4, max_iter=5000),
    "lr_c1": LogisticRegression(C=1, max_iter=5000),
}
tests = {"plain": letters(asked, np.random.default_rng((seed, 0)))}
tests["padded"] = letters(asked, np.random.default_rng((seed, 0)), padding=3)
exact = tests["plain"][2]
measures = {"bayes_error": np.minimum(exact, 1 - exact).mean()}
for m in (16, 64, 256, 1024, 4096):
    for draw in range(draws):
        texts, y, _ = letters(m, np.random.default_rng((seed, m, 1 + draw)))
        bag = CountVectorizer(token_pattern=r"\S+").fit(texts)
        for name, model in models.items():
            model.fit(bag.transform(texts), y)
            for test, (asked_texts, truth, _) in tests.items():
                says = model.predict_proba(bag.transform(asked_texts))[:, 1]
                wrong = (says > 0.5) != truth
                found = {"error": wrong.mean(), "missed": wrong[truth == 1].mean()}
                if test == "plain":
                    found["gap"] = np.abs(says - exact).mean()  # to P(unwanted | letter)
                    found["error"] = np.where(says > 0.5, 1 - exact, exact).mean()
                for measure, value in found.items():
                    key = f"{name}_{test}_{m}_{measure}"
                    measures[key] = measures.get(key, 0.0) + value / draws

print(f"Bayes error {measures['bayes_error']:.3f}")
print("m       " + "".join(f"{name:>8}" for name in models) + "   unwanted missed, padded")
for m in (16, 64, 256, 1024, 4096):
    row = "".join(f"{measures[f'{f}_plain_{m}_error']:8.3f}" for f in models)
    print(f"{m:<8}{row}  " + "".join(f"{measures[f'{f}_padded_{m}_missed']:8.3f}" for f in models))
