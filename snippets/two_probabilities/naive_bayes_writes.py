import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB

from snippets.two_probabilities.toy import HUNDREDTHS, SENTENCES

vectorizer = CountVectorizer(token_pattern=r"\S+")
X = np.repeat(vectorizer.fit_transform(SENTENCES).toarray(), 2, axis=0)
y = np.tile(["positive", "negative"], len(SENTENCES))
nb = MultinomialNB().fit(X, y, sample_weight=np.ravel(list(HUNDREDTHS.values())))

rng = np.random.default_rng(0)
vocabulary = vectorizer.get_feature_names_out()
p_word = np.exp(nb.feature_log_prob_)  # (2 labels, 8 words)
lengths = np.repeat(X.sum(axis=1), np.ravel(list(HUNDREDTHS.values())))  # of 100 reviews
for _ in range(4):
    k = rng.choice(2, p=np.exp(nb.class_log_prior_))
    bag = rng.choice(vocabulary, size=rng.choice(lengths), p=p_word[k])
    print(f"{nb.classes_[k]:8}:", *bag)

drawn = rng.choice(vocabulary, size=20_000, p=p_word[1])
great = list(vocabulary).index("great")
print("p_great_given_positive =", round(float(p_word[1, great]), 2))
print("drawn_great_given_positive =", round(float(np.mean(drawn == "great")), 2))
