from fractions import Fraction

joint = {  # P(x, y)
    ("This movie is great!", "positive"): Fraction(38, 100),
    ("This movie is great!", "negative"): Fraction(2, 100),
    ("This movie is long.", "positive"): Fraction(12, 100),
    ("This movie is long.", "negative"): Fraction(18, 100),
    ("This movie is dull.", "positive"): Fraction(6, 100),
    ("This movie is dull.", "negative"): Fraction(24, 100),
}
texts = list(dict.fromkeys(x for x, y in joint))
p_x = {x: sum(p for (a, b), p in joint.items() if a == x) for x in texts}
p_y = sum(p for (a, b), p in joint.items() if b == "positive")

print("x                      P(x)  P(x,+)  P(x|+)  P(+|x)")
for x in texts:
    p_xy = joint[x, "positive"]
    p_x_given_y = p_xy / p_y
    posterior = p_x_given_y * p_y / p_x[x]
    assert posterior == p_xy / p_x[x]
    row = [float(p) for p in (p_x[x], p_xy, p_x_given_y, posterior)]
    print(f"{x:20}   " + "    ".join(f"{p:.2f}" for p in row))

great = "This movie is great!"
p_positive = joint[great, "positive"] / p_x[great]
print("p_positive_given_great =", float(p_positive))
print("p_great =", float(p_x[great]))
print("total =", sum(joint.values()))
