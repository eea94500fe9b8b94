"""e2, the price of a blank: what is run, and how many words Bayes' rule has to try."""

from snippets.studies.results import System

SYSTEMS = [
    System("price", "the_price_of_a_blank/price", (120,), ("bert", "gpt")),
    System("middle", "the_price_of_a_blank/middle", (1300, 120)),
]

TRIED = (4, 8, 16, 32, 250)  # words that Bayes' rule goes through
NEAR = 0.01  # bits: as good


def enough(price: dict[str, tuple[float, float]]) -> int:
    """Return how many words have to be tried for an answer as good as BERT's; 0 if none do.

    As good: the upper end of the interval is not far above BERT's mean.
    """
    limit = price["excess_bert"][0] + NEAR
    return min((k for k in TRIED if sum(price[f"excess_tried_{k}"]) <= limit), default=0)
