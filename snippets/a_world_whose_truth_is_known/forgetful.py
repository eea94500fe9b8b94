import numpy as np

from snippets.lab.world.corpus import truth
from snippets.lab.world.enumeration import Enumeration
from snippets.lab.world.grammar import FAMILIES, RULES
from snippets.lab.world.templates import Grammar

blind = {"strong": 13, "fresh": 6, "dull": 6, "weak": 13}
forgets = {"quality": blind, "flaw": blind, "felt": {"loved": 1, "hated": 1}}
reviews = Enumeration(Grammar({"review": 1}, RULES))
forgetful = Enumeration(Grammar({"review": 1}, RULES | forgets))
assert forgetful.sentences == reviews.sentences

p = reviews.probabilities
excess = p * (np.log2(p) - np.log2(forgetful.probabilities))  # bits, by sentence
unlabelled = np.array([sentence.startswith("this") for sentence in reviews.sentences])
share = FAMILIES["review"] / sum(FAMILIES.values())
for name, bits in (("always", excess.sum()), ("without_label", excess[unlabelled].sum())):
    print(f"forgets {name.replace('_', ' ')}: above the floor by")
    print(f"{name}_reviews = {bits / reviews.entropy():.2%}")
    print(f"{name}_all = {share * bits / truth('full').entropy():.2%}")

print("\nP(next word)                        exact forgetful")
for probe, word in (
    ("this movie is great and the plot is", "strong"),
    ("this movie is great , i", "loved"),
    ("this movie is great and the plot is strong , i", "loved"),
):
    i = reviews.vocabulary.index(word)
    exact, other = (world.next_token(probe)[i] for world in (reviews, forgetful))
    print(f"… {probe[14:]}\n    {word:<28} {exact:>8.3f} {other:>9.3f}")
print(f"p_loved_exact = {exact:.3f}\np_loved_forgetful = {other:.3f}")
