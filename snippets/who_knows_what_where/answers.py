# tolerance: 0.004 (spread 0)
import sys

from snippets.who_knows_what_where.questions import (
    answers,
    blind_ceiling,
    draw,
    learn,
    score,
    usual,
)
from snippets.who_knows_what_where.readers import READERS

seed, sentences, steps, tested = map(int, sys.argv[1:] or (0, 1024, 14, 40))
train, asked = draw(seed, sentences, tested)
for question in asked[:3]:
    answer = question.sentence.split()[question.first : question.last + 1]
    print(f"{question.text}  →  {' '.join(answer)}\n    {question.sentence}")

exact, f1 = score(asked, usual(train, asked))
measures = {"usual_exact": exact, "usual_f1": f1, "blind_exact_ceiling": blind_ceiling(asked)}
print(f"{len(asked)} questions on {tested} unseen sentences")
print(f"{'':10}{'question first':>18}{'question last':>18}")
print(f"{'':10}{'exact     F1':>18}{'exact     F1':>18}")
for reader in READERS:
    row = f"{reader:10}"
    for order in ("first", "last"):
        model = learn(reader, seed, steps, train, order == "first")
        exact, f1 = score(asked, answers(model, reader, asked, order == "first"))
        measures |= {f"{reader}_{order}_exact": exact, f"{reader}_{order}_f1": f1}
        row += f"{exact:11.3f}{f1:7.3f}"
    print(row)
for name in ("usual_exact", "usual_f1", "blind_exact_ceiling"):
    print(f"{name} = {measures[name]:.3f}")
