"""A made-up language of letters, wanted and unwanted, in which every probability is known.

A letter has at most one phrase and then six words, drawn one by one from those of its kind.
"""

import numpy as np

COMMON = "you we your the today please now time here new week send"
WANTED = "meeting lunch report notes friday thanks project family garden question"
UNWANTED = "free win prize cash offer cheap winner bonus credit urgent"
COMMON, WANTED, UNWANTED = (np.array(words.split()) for words in (COMMON, WANTED, UNWANTED))
WORDS = np.concatenate([COMMON, WANTED, UNWANTED])
PHRASES = ("", "see you soon", "limited special chance")
P_PHRASE = np.array([[0.6, 0.35, 0.05], [0.6, 0.05, 0.35]])  # given wanted (0), unwanted (1)
LENGTH = 6


# --8<-- [start:mail]
def word_shares() -> np.ndarray:
    """Return P(word | wanted) and P(word | unwanted), (2, words)."""
    weights = np.ones((2, len(WORDS)))
    weights[0, np.isin(WORDS, UNWANTED)] = 0.4
    weights[1, np.isin(WORDS, WANTED)] = 0.4
    return weights / weights.sum(axis=1, keepdims=True)


def letters(n: int, rng: np.random.Generator, spam: float = 0.5, padding: int = 0):
    """Draw letters; return texts, labels (1 is unwanted) and P(unwanted | letter).

    To each unwanted letter `padding` words are added that wanted letters like. The probability
    returned is of the world without padding: the padding is what a filter does not know of.
    """
    shares, y = word_shares(), (rng.random(n) < spam).astype(int)
    texts, log_odds = [], np.full(n, np.log(spam / (1 - spam)))
    for i, label in enumerate(y):
        phrase = rng.choice(3, p=P_PHRASE[label])
        words = rng.choice(len(WORDS), LENGTH, p=shares[label])
        log_odds[i] += np.log(P_PHRASE[1, phrase] / P_PHRASE[0, phrase])
        log_odds[i] += np.log(shares[1, words] / shares[0, words]).sum()
        added = rng.choice(WANTED, padding * label)
        texts.append(" ".join([PHRASES[phrase], *WORDS[words], *added]))
    return texts, y, 1 / (1 + np.exp(-log_odds))


# --8<-- [end:mail]
