from fractions import Fraction as F
from math import fsum, log

import numpy as np

from snippets.lab.world.automaton import Automaton
from snippets.lab.world.corpus import truth
from snippets.lab.world.grammar import FULL

table, automaton = truth("full"), Automaton.compile(FULL)

opinion = F(1, 2) * F(19, 64) + F(1, 2) * F(1, 64)  # positive or negative
by_hand = F(6, 20) * F(4, 10) * F(1, 2) * F(3, 4) * opinion * F(1, 4) * F(1, 2) * F(1, 3)
print(f"P(this movie is great !) by hand: {by_hand}")

sentences = table.sample(np.random.default_rng(1), 200)
prefixes = [s.split()[:t] for s in sentences for t in range(len(s.split()) + 1)]
blanks = [[*s.split()[:2], "[MASK]", *s.split()[3:]] for s in sentences]
great = "this movie is great !"
gaps = {
    "by hand": [engine.log_prob(great) - log(by_hand) for engine in (table, automaton)],
    "sentences": table.log_probs(sentences) - automaton.log_probs(sentences),
    "next tokens": table.next_tokens(prefixes) - automaton.next_tokens(prefixes),
    "blanks": [table.masked(b) - automaton.masked(b) for b in blanks],
    "entropy": table.entropy() - automaton.entropy(),
    "sum of P(x)": fsum(table.probabilities) - 1,
}
for name, gap in gaps.items():
    print(f"{name:<12} differ by less than 1e-12: {np.abs(gap).max() < 1e-12}")
print(f"sentences_listed = {len(table):,}\nautomaton_states = {len(automaton.states):,}")
print(f"prefixes_compared = {len(prefixes):,}")
