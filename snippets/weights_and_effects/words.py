# tolerance: 0.002 (spread 0)
import sys

import matplotlib.pyplot as plt
import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

from snippets.lab.measure import bayes_accuracy, label_quality, labelled, reviews
from snippets.weights_and_effects.effects import Linear, rank_correlation, word_effects

seed, labels = map(int, sys.argv[1:] or (0, 2048))
texts = reviews()[0]
shown = "great lovely good clever long silly bad boring awful strong fresh dull weak loved hated"
exact = word_effects(shown.split())
mean, lowest, highest = np.array(list(exact.values())).T

measures, weights = {}, {}
for name, model in {"nb": MultinomialNB(), "lr": LogisticRegression(max_iter=1000)}.items():
    linear = Linear(model, *labelled(labels, seed))
    weights[name] = np.array([linear.weights[word] for word in exact])
    log_odds = linear.log_odds(texts)
    sums = np.array([sum(linear.weights[word] for word in text.split()) for text in texts])
    measures[f"{name}_not_a_sum"] = np.ptp(log_odds - sums)  # what is left: one constant
    measures[f"{name}_like_exact"] = rank_correlation(weights[name], mean)
    measures[f"{name}_accuracy"] = label_quality(expit(log_odds))["accuracy"]
measures["nb_like_lr"] = rank_correlation(weights["nb"], weights["lr"])
measures |= {"great_lowest": lowest[0], "great_highest": highest[0], "bayes": bayes_accuracy()}
for name, value in measures.items():
    print(f"{name} = {value:.3f}")

y = np.arange(len(exact))
fig, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
ax.hlines(y, lowest, highest, color="0.75", lw=6, label="exact effect, in any review")
ax.plot(mean, y, "kD", ms=5, label="exact effect, mean")
ax.plot(weights["nb"], y, "oC0", label="naive Bayes: counted")
ax.plot(weights["lr"], y, "xC1", ms=8, label="logistic regression: fitted")
ax.axvline(0, color="0.5", lw=1)
ax.set(yticks=y, yticklabels=exact, ylim=(14.6, -0.6), xlabel="log-odds of positive (nats)")
fig.legend(loc="outside upper center", ncols=2)
plt.show()
