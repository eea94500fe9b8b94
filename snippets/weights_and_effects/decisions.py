# tolerance: 0.004 (spread 0)
import sys
from collections import defaultdict

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

from snippets.lab.measure import labelled, reviews
from snippets.weights_and_effects.effects import Bert, Gpt, Linear, exact_effects
from snippets.weights_and_effects.effects import rank_correlation as rank

seed, sampled = map(int, sys.argv[1:] or (0, 40))
texts, p, _ = reviews()
rows = np.random.default_rng((seed, 8)).choice(len(texts), sampled, p=p, replace=False)
deciders = {
    "nb": Linear(MultinomialNB(), *labelled(2048, seed)),
    "lr": Linear(LogisticRegression(max_iter=1000), *labelled(2048, seed)),
    "bert": Bert(rows),
    "gpt": Gpt(rows),
}
found = defaultdict(list)
for row in rows:
    exact, averaged = exact_effects(row), deciders["bert"].averaged_effects(row)
    found["bert_averaged_rank"].append(rank(averaged, exact))
    found["bert_averaged_error"].append(np.abs(averaged - exact).mean())
    for name, decider in deciders.items():
        effects = decider.effects(row)
        found[f"{name}_exact_rank"].append(rank(effects, exact))
        found[f"{name}_exact_error"].append(np.abs(effects - exact).mean())
        for way, said in decider.explanations(row).items():
            found[f"{name}_{way}_rank"].append(rank(abs(said), abs(effects)))
            first = abs(said).argmax() == abs(effects).argmax()
            found[f"{name}_{way}_first"].append(first)
    found["chance_first"].append(1 / len(exact))

measures = {name: np.nanmean(values) for name, values in found.items()}
print(f"{sampled} reviews\n{'explanation':20}{'rank correlation':>18}{'same first word':>17}")
for name in [name.removesuffix("_first") for name in measures if name.endswith("_first")]:
    ranked = f"{measures[f'{name}_rank']:.3f}" if name != "chance" else "0"
    print(f"{name:20}{ranked:>18}{measures[f'{name}_first']:17.3f}")
print(f"\n{'effects, beside exact':20}{'rank correlation':>18}{'mean gap (nats)':>16}")
for name in ("nb_exact", "lr_exact", "bert_exact", "bert_averaged", "gpt_exact"):
    print(f"{name:21}{measures[f'{name}_rank']:18.3f}{measures[f'{name}_error']:16.3f}")
