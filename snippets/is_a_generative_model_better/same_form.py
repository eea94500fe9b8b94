import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

spam = [
    "win a free prize now",
    "free prize money",
    "claim your free money now",
    "win money now",
    "your prize is free",
]
mail = [
    "your train is late",
    "lunch is free for us now",
    "see you at lunch",
    "your lunch order is late",
    "see you now",
]
counter = CountVectorizer()
counts = counter.fit_transform(spam + mail).toarray()
is_spam = np.repeat([1, 0], 5)

bayes = MultinomialNB().fit(counts, is_spam)
logistic = LogisticRegression().fit(counts, is_spam)

bayes_weight = bayes.feature_log_prob_[1] - bayes.feature_log_prob_[0]
bayes_bias = bayes.class_log_prior_[1] - bayes.class_log_prior_[0]
log_odds = bayes.predict_joint_log_proba(counts) @ [-1, 1]
print("word    naive Bayes  logistic regression")
for word in ["free", "money", "now", "your", "lunch"]:
    j = counter.vocabulary_[word]
    print(f"{word:7} {bayes_weight[j]:+11.2f} {logistic.coef_[0, j]:+20.2f}")

linear = counts @ bayes_weight + bayes_bias
print(f"naive_bayes_is_linear = {np.allclose(linear, log_odds)}")
