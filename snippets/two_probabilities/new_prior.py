import matplotlib.pyplot as plt
import numpy as np

from snippets.two_probabilities.bigrams import likelihood, prior
from snippets.two_probabilities.toy import SENTENCES, joint

p_positive = sum(joint[x, "positive"] for x in SENTENCES)
old_odds = p_positive / (1 - p_positive)


def posterior(likelihood_ratio, prior_positive):
    odds = likelihood_ratio * prior_positive / (1 - prior_positive)
    return odds / (1 + odds)


grid = np.linspace(0.01, 0.99, 99)
fig, ax = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
print(f"{'P(positive | x)':21}  prior  exact  bigrams")
for x, style in {SENTENCES[5]: ":", SENTENCES[3]: "--", SENTENCES[0]: "-"}.items():
    model = likelihood(x, "positive") / likelihood(x, "negative")
    exact = float(joint[x, "positive"] / joint[x, "negative"] / old_odds)
    (line,) = ax.plot(grid, posterior(model, grid), style, label=x)
    ax.plot(grid[9::10], posterior(exact, grid[9::10]), "o", color=line.get_color(), mfc="none")
    for p in (0.55, 0.10):
        print(f"{x:21}  {p:.2f}   {posterior(exact, p):.3f}  {posterior(model, p):.3f}")
print(f"great_at_new_prior = {posterior(exact, 0.10):.3f}")

ax.axvline(prior["positive"], color="0.5", lw=1)
ax.text(prior["positive"] + 0.01, 0.84, "prior in training")
ax.set(xlabel="prior P(positive), chosen after training", ylabel="P(positive | x)")
fig.legend(title="lines: bigram models, circles: exact", loc="outside upper center", ncols=3)
plt.show()
