"""Reviews with a second clause, the sentiment of their aspect, and two domains."""

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from snippets.lab.ngram import NGram, grams
from snippets.lab.objectives import word_rows
from snippets.lab.world.corpus import truth

# --8<-- [start:reviews]
world = truth("training")
rows = [
    row
    for row, text in enumerate(world.sentences)
    if text.startswith("this ") and text.endswith(".") and " the " in text and ", i" not in text
]
reviews, p_x = [world.sentences[row] for row in rows], world.probabilities[rows]
positive = world.posteriors(reviews)[:, 0]  # P(the review is positive | x)
aspect = np.where([" but " in x for x in reviews], 1 - positive, positive)  # but turns it round
at_home = np.array([x.split()[1] in ("movie", "book") for x in reviews])
DOMAINS = {"home": p_x * at_home, "away": p_x * ~at_home}  # away: songs and restaurants
DOMAINS = {name: p / p.sum() for name, p in DOMAINS.items()}
counts = CountVectorizer(token_pattern=r"\S+").fit_transform(reviews)


def labelled(n, seed):
    """Draw reviews from home, and of each the sentiment of its aspect."""
    rng = np.random.default_rng(seed)
    drawn = rng.choice(len(reviews), n, p=DOMAINS["home"])
    return drawn, (rng.random(n) < aspect[drawn]).astype(int)


def right(says_positive):
    """Return the share of right answers in each domain, exactly: over all reviews and labels."""
    hit = np.where(says_positive, aspect, 1 - aspect)
    return [float(p @ hit) for p in DOMAINS.values()]
    # --8<-- [end:reviews]


# --8<-- [start:bigrams]
word_ids = word_rows(reviews)
pairs, at = np.unique(grams(word_ids, 2), return_inverse=True)  # at: of each token its pair
begins = np.cumsum([0, *(len(row) + 1 for row in word_ids[:-1])])


def two_bigrams(drawn, labels):
    """Learn P(text | sentiment) of either sentiment; decide by Bayes' rule."""
    log_p = []
    for y in (0, 1):
        seen = [word_ids[row] for row in drawn[labels == y]]
        model = NGram(seen, 2, discounts=(0.75, 0.75))
        log_p.append(np.add.reduceat(np.log(model.probability(pairs))[at], begins))
        log_p[y] += np.log(np.mean(labels == y))
    return log_p[1] > log_p[0]
    # --8<-- [end:bigrams]
