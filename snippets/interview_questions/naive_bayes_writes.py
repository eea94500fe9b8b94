import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB

reviews = ["great movie", "great fun", "lovely movie", "dull movie", "dull and long"]
labels = ["positive", "positive", "positive", "negative", "negative"]
vectorizer = CountVectorizer()
counts = vectorizer.fit_transform(reviews)
model = MultinomialNB().fit(counts, labels)

new = vectorizer.transform(["great movie"])
joint = np.exp(model.predict_joint_log_proba(new)[0])  # P(x, y), two numbers
posterior = joint / joint.sum()
for label, p_xy, p in zip(model.classes_, joint, posterior, strict=True):
    print(f"{label}: P(x, y) = {p_xy:.3f}  P(y|x) = {p:.2f}")

rng = np.random.default_rng(0)
words = vectorizer.get_feature_names_out()
lengths = counts.toarray().sum(axis=1)  # the model has none of its own
for label, log_prob in zip(model.classes_, model.feature_log_prob_, strict=True):
    drawn = rng.choice(words, size=rng.choice(lengths), p=np.exp(log_prob))
    print(f"drawn from P(x|{label}):", *drawn)
p_words = np.exp(model.feature_log_prob_).sum(axis=1)
print("sum_of_p_words_given_positive =", f"{p_words[1]:.2f}")
print("p_text_and_positive =", f"{joint[1]:.3f}")
print("p_positive =", f"{posterior[1]:.2f}")
