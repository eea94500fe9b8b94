"""Five classifiers and the exact posterior, on every review of a movie that shows no label."""

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

from snippets.a_classifier_from_a_language_model import classifiers
from snippets.lab.world.corpus import corpus, truth

# --8<-- [start:reviews]
world = truth("training")
reviews = [x for x in world.sentences if x.startswith("this movie")]
p_x = np.exp(world.log_probs(reviews))
p_x /= p_x.sum()  # (reviews,), the exact probability of each
exact = world.posteriors(reviews)[:, 0]  # (reviews,), P(positive | x)
# --8<-- [end:reviews]

# --8<-- [start:bags]
labelled = [text.split(" : ") for text in corpus() if text.startswith(classifiers.LABELS)]
bag = CountVectorizer(token_pattern=r"\S+")
counts = bag.fit_transform([x for _, x in labelled])  # (labelled reviews, words)
is_positive = np.array([y == "positive" for y, _ in labelled])
naive_bayes = MultinomialNB().fit(counts, is_positive)
logistic_regression = LogisticRegression(max_iter=1000).fit(counts, is_positive)
# --8<-- [end:bags]

# --8<-- [start:all]
p_positive = {
    "GPT with Bayes": classifiers.gpt_with_bayes(reviews),
    "BERT, fill-mask": classifiers.bert_fill_mask(reviews),
    "BERT, fine-tuned": classifiers.bert_fine_tuned(reviews),
    "naive Bayes": naive_bayes.predict_proba(bag.transform(reviews))[:, 1],
    "logistic regression": logistic_regression.predict_proba(bag.transform(reviews))[:, 1],
}
# --8<-- [end:all]
