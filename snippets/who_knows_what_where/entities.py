# tolerance: 0.0004 (spread 0)
import sys

import numpy as np
from sklearn.metrics import f1_score

from snippets.lab.objectives import word_rows
from snippets.who_knows_what_where.names import draw, prefix_ceiling, usual_tags
from snippets.who_knows_what_where.readers import READERS, said_tags, tag_words

seed, sentences, steps, tested = map(int, sys.argv[1:] or (0, 512, 16, 300))
(texts, tags), (unseen, truth) = draw(seed, sentences, tested)
said = {"most_frequent": usual_tags(texts, tags, unseen)}
for reader in READERS:
    model = tag_words(reader, seed, steps, word_rows(texts), tags, labels=3)
    said[reader] = said_tags(model, reader, word_rows(unseen))

flat = np.concatenate(truth)
names = np.concatenate([np.isin(x.split(), ("paris", "florence", "sydney")) for x in unseen])
token_ceiling, entity_ceiling = prefix_ceiling(texts)
measures = {"prefix_accuracy_ceiling": token_ceiling, "prefix_f1_ceiling": entity_ceiling}
print(f"{len(unseen)} unseen sentences, {int((flat > 0).sum())} entities")
print(f"{'':14}{'words right':>12}{'entity F1':>12}{'paris etc.':>12}")
for name, guess in said.items():
    guess = np.concatenate(guess)
    right = guess == flat
    measures[f"{name}_accuracy"] = right.mean()
    measures[f"{name}_f1"] = f1_score(flat, guess, labels=[1, 2], average="micro")
    measures[f"{name}_ambiguous"] = right[names].mean()
    row = [measures[f"{name}_{measure}"] for measure in ("accuracy", "f1", "ambiguous")]
    print(f"{name:14}" + "".join(f"{value:12.3f}" for value in row))
print(f"prefix_accuracy_ceiling = {token_ceiling:.4f}\nprefix_f1_ceiling = {entity_ceiling:.4f}")
