from fractions import Fraction
from itertools import pairwise, permutations

from snippets.two_probabilities.toy import SENTENCES, joint

p_x = {x: joint[x, "positive"] + joint[x, "negative"] for x in SENTENCES}
rows = {x: (x.split() + ["<eos>"] * 6)[:6] for x in SENTENCES}


def agreeing(x, positions):
    return sum(p_x[z] for z in SENTENCES if all(rows[z][i] == rows[x][i] for i in positions))


def factorise(x, order):
    product = Fraction(1)
    for k, i in enumerate(order):
        product *= agreeing(x, [*order[:k], i]) / agreeing(x, order[:k])
    return product


x = "this movie is great !"
orders = list(permutations(range(6)))
products = {factorise(x, order) for order in orders}
for name, order in {"left to right": range(6), "right to left": range(5, -1, -1)}.items():
    seen = [agreeing(x, order[:k]) for k in range(7)]
    print(f"{name}:", *(str(b / a) for a, b in pairwise(seen)))
print("orders =", len(orders))
print("products =", *products)
print("different_products =", len(products))
