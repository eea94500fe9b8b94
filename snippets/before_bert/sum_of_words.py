import numpy as np
from sklearn.linear_model import LogisticRegression

from snippets.before_bert.means import mean_vectors
from snippets.lab.measure import label_quality, reviews

texts, p, exact = reviews()
one_hot = np.eye(250)  # a vector for each word, as free as vectors can be
means = mean_vectors(one_hot, texts)
twice, weights = np.vstack([means, means]), np.concatenate([p * exact, p * (1 - exact)])
answers = np.repeat([1, 0], len(texts))
head = LogisticRegression(C=1e6, max_iter=5000).fit(twice, answers, weights)
guess = head.predict_proba(means)[:, 1]
quality = label_quality(guess)
print(f"best_excess_bits = {quality['excess_bits']:.3f}")
print(f"best_accuracy = {quality['accuracy']:.3f}\n")
print("mean  exact")
for text in (
    "this movie is great .",
    "this movie is not great .",
    "this movie is not awful .",
    "this movie is long and the plot is weak .",
    "this movie is long but the plot is weak .",
):
    row = texts.index(text)
    print(f"{guess[row]:.2f}   {exact[row]:.2f}   {text}")
