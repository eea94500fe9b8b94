"""Forty short film reviews, written for this page, and eight more to be shown as examples.

Twenty praise and twenty pan, and four of each are marked as hard: with "not", with a turn, or with
praise for another film. None holds a word that stands for a label on this page.
"""

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

# --8<-- [start:reviews]
PRAISE = """
A warm and funny film that I would gladly watch again.
The actors are superb, and the story moved me to tears.
I smiled from the first scene to the last.
A clever script, beautiful pictures and a perfect ending.
This is the finest thriller I have seen in years.
My children adored it, and so did I.
Every scene is a joy to look at.
The music alone is worth the ticket.
A brave, tender and honest portrait of a family.
I laughed so much that my sides hurt.
The director has made a small masterpiece.
Gripping from start to finish, with a brilliant lead.
It left me happy and full of hope.
Fresh, witty and wonderfully acted.
I recommend it to everyone who loves the sea.
A delightful surprise with real charm.
""".strip().splitlines()
PAN = """
A dull and clumsy film that I regret watching.
The actors are wooden, and the story makes no sense.
I looked at my watch from the first scene to the last.
A lazy script, ugly pictures and a stupid ending.
This is the weakest thriller I have seen in years.
My children were bored, and so was I.
Every scene is a chore to sit through.
The music alone gave me a headache.
A cold, shallow and dishonest portrait of a family.
I yawned so much that my jaw hurt.
The director has wasted a fine cast.
Tedious from start to finish, with a hopeless lead.
It left me angry and tired.
Stale, silly and terribly acted.
I want my money and my evening back.
An embarrassing mess without any charm.
""".strip().splitlines()
HARD_PRAISE = """
I expected to hate it, and I was wrong.
Not once did I think of leaving.
The book is a bore, but the film is anything but.
It is hard to find a fault in it.
""".strip().splitlines()
HARD_PAN = """
I expected to love it, and I was wrong.
Not even the splendid cast can save it.
The book is a delight, but the film is anything but.
It is hard to find a reason to stay awake.
""".strip().splitlines()
# --8<-- [end:reviews]
REVIEWS = PRAISE + HARD_PRAISE + PAN + HARD_PAN
IS_PRAISE = np.array([True] * 20 + [False] * 20)
IS_HARD = np.array(2 * ([False] * 16 + [True] * 4))

EXAMPLES = [  # for the context, never scored; True is praise
    ("A lovely evening, thanks to two great actors.", True),
    ("The jokes fall flat, and the plot is a mess.", False),
    ("I could not sleep, it was so boring.", False),
    ("What a splendid, moving picture.", True),
    ("The best hour that I have spent in a cinema.", True),
    ("Loud, empty and far too long.", False),
    ("Nobody should have to pay for this.", False),
    ("I left the cinema singing.", True),
]


# --8<-- [start:judge]
def judge(log_odds):
    """Judge log P(praise) - log P(pan), one number for each review."""
    halves = log_odds > np.median(log_odds)  # as many praise as pan, whichever they are
    return {
        "plain": np.mean((log_odds > 0) == IS_PRAISE),
        "halves": np.mean(halves == IS_PRAISE),
        "auc": roc_auc_score(IS_PRAISE, log_odds),
        "praised": np.mean(log_odds > 0),
    }


def wilson(accuracy, n=40):
    """Return the 95% Wilson interval of a share of n."""
    return binomtest(round(accuracy * n), n).proportion_ci(method="wilson")


# --8<-- [end:judge]
