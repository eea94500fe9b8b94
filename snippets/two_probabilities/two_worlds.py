from fractions import Fraction

import matplotlib.pyplot as plt

from snippets.two_probabilities.toy import SENTENCES, joint

p_x = {x: joint[x, "positive"] + joint[x, "negative"] for x in SENTENCES}
posterior = {x: joint[x, "positive"] / p_x[x] for x in SENTENCES}

weights = (5, 10, 10, 15, 25, 35)
other_p_x = {x: Fraction(w, 100) for x, w in zip(SENTENCES, weights, strict=True)}
other_joint = {x: posterior[x] * other_p_x[x] for x in SENTENCES}
other_posterior = {x: other_joint[x] / other_p_x[x] for x in SENTENCES}

print("same_posteriors =", posterior == other_posterior)
print("same_p_of_texts =", p_x == other_p_x)
print("share_positive_here =", float(sum(joint[x, "positive"] for x in SENTENCES)))
print("share_positive_there =", round(float(sum(other_joint.values())), 3))
print("column_sum =", round(float(sum(posterior.values())), 3))

fig, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.2), sharey=True, layout="constrained")
rows = range(len(SENTENCES))
left.barh([r - 0.2 for r in rows], [*map(float, p_x.values())], 0.4, label="here")
other_bars = [float(p) for p in other_p_x.values()]
left.barh([r + 0.2 for r in rows], other_bars, 0.4, hatch="//", label="there")
right.plot([*map(float, posterior.values())], rows, "o", ms=11, mfc="none", label="here")
right.plot([*map(float, other_posterior.values())], rows, "x", label="there")
left.set_yticks(rows, SENTENCES)
left.invert_yaxis()
left.set_xlabel("P(x), probability")
right.set_xlabel("P(positive | x), probability")
left.legend()
right.legend(loc="lower right")
plt.show()
