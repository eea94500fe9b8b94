import matplotlib.pyplot as plt
import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

from snippets.two_probabilities.toy import HUNDREDTHS, SENTENCES

vectorizer = CountVectorizer(token_pattern=r"\S+")
counts = vectorizer.fit_transform(SENTENCES).toarray()  # (6 sentences, 8 words)
X = np.repeat(counts, 2, axis=0)
y = np.tile([1, 0], len(SENTENCES))
reviews = np.array(list(HUNDREDTHS.values())).ravel()

nb = MultinomialNB(alpha=1e-9).fit(X, y, sample_weight=reviews)
lr = LogisticRegression(C=np.inf, tol=1e-8, max_iter=1000).fit(X, y, sample_weight=reviews)

nb_weights = nb.feature_log_prob_[1] - nb.feature_log_prob_[0]
nb_bias = nb.class_log_prior_[1] - nb.class_log_prior_[0]
by_hand = 1 / (1 + np.exp(-(counts @ nb_weights + nb_bias)))
same = np.abs(by_hand - nb.predict_proba(counts)[:, 1]).max() < 1e-12
print("naive_bayes_is_a_sigmoid =", bool(same))
print(f"{'P(positive | x)':24} exact   NB    LR")
exact = np.array([HUNDREDTHS[x][0] / sum(HUNDREDTHS[x]) for x in SENTENCES])
by_nb, by_lr = nb.predict_proba(counts)[:, 1], lr.predict_proba(counts)[:, 1]
for x, p, a, b in zip(SENTENCES, exact, by_nb, by_lr, strict=True):
    print(f"{x:24} {p:.3f} {a:.3f} {b:.3f}")
print(f"nb_largest_error = {np.abs(by_nb - exact).max():.3f}")
print(f"lr_largest_error = {np.abs(by_lr - exact).max():.3f}")

fig, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
place = np.arange(len(nb_weights))
ax.barh(place - 0.2, nb_weights, 0.4, label="naive Bayes: log-odds")
ax.barh(place + 0.2, lr.coef_[0], 0.4, hatch="//", label="logistic regression: coefficient")
ax.axvline(0, color="0.5", lw=1)
ax.set_yticks(place, vectorizer.get_feature_names_out())
ax.set_xlabel("weight of one occurrence (nats, + is positive)")
ax.invert_yaxis()
fig.legend(loc="outside upper center", ncols=2)
plt.show()
