"""e2, the price of a blank: what is run, and what the results say of the ledger's claims."""

from snippets.studies.results import System
from snippets.studies.verdicts import judge

SYSTEMS = [
    System("price", "the_price_of_a_blank/price", (120,), ("bert", "gpt")),
    System("middle", "the_price_of_a_blank/middle", (1300, 120)),
]

TRIED = (4, 8, 16, 32, 250)  # words that Bayes' rule goes through
NEAR = 0.01  # bits: as good
FAR = 0.2  # bits: worse
DEAR = 10  # times the operations: a price


def enough(price: dict[str, tuple[float, float]]) -> int:
    """Return how many words have to be tried for an answer as good as BERT's; 0 if none do.

    As good: the upper end of the interval is not far above BERT's mean.
    """
    limit = price["excess_bert"][0] + NEAR
    return min((k for k in TRIED if sum(price[f"excess_tried_{k}"]) <= limit), default=0)


def verdicts(results: dict[str, dict[str, tuple[float, float]]]) -> dict[str, str]:
    """Return what the results say of each claim.

    `results` holds {system: {measure: (mean, half-width of its 95% interval)}}.
    """
    mean = {key: {name: m for name, (m, _) in found.items()} for key, found in results.items()}
    price, middle = mean["price"], mean["middle"]
    k = enough(results["price"])
    blind = price["excess_left"] >= price["excess_bert"] + FAR
    dear = not k or price[f"flops_tried_{k}"] >= DEAR * price["flops_bert"]
    moved = middle["excess_moved"] <= middle["excess_left"] - FAR
    one_way = price["excess_left"] >= price["excess_exact_left"] - NEAR
    two_sides = price["excess_bert"] <= price["excess_exact_left"] - FAR
    return {
        "86": judge(one_way, not one_way),
        "87": judge(blind and dear, k > 0 or moved),
        "92": judge(two_sides, not two_sides),
    }
