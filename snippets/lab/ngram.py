"""N-gram models of order 1 to 7: counting, Kneser–Ney smoothing, drawing."""

# --8<-- [start:grams]
from collections.abc import Sequence

import numpy as np

from snippets.lab.objectives import texts, word_rows
from snippets.lab.tokenizer import BOS, ID, LONGEST, Row
from snippets.lab.world.corpus import truth
from snippets.lab.world.engine import END

WORDS = ID[END] + 1  # what can come next: a word, or the end


def grams(rows: Sequence[Row], order: int) -> np.ndarray:
    """Return the n-gram that ends in each token: a byte for each of its tokens, the newest last."""
    tokens = np.concatenate([[*[ID[BOS]] * (order - 1), *row, ID[END]] for row in rows])
    packed = sum(np.roll(tokens, back) << 8 * back for back in range(order))
    return packed[tokens != ID[BOS]]


# --8<-- [end:grams]
# --8<-- [start:count]
def shorter(gram: np.ndarray, n: int) -> np.ndarray:
    return gram & (1 << 8 * n) - 1  # the last n tokens


class NGram:
    """Interpolated Kneser–Ney: of each count a discount is taken and given to the shorter n-grams.

    The longest n-grams are counted as they occur. A shorter one counts once for each different
    word that it was seen after.
    """

    def __init__(self, rows: Sequence[Row], order: int, discounts: Sequence[float] = ()):
        self.tables = []  # of each order: its n-grams, and running sums of counts
        gram = grams(rows, order)
        for n in range(order, 0, -1):
            kinds, counts = np.unique(shorter(gram, n), return_counts=True)
            once, twice = np.sum(counts == 1), np.sum(counts == 2)
            discount = discounts[n - 1] if discounts else (once + 0.5) / (once + 2 * twice + 1)
            counted = np.cumsum([0, *counts])
            self.tables.insert(0, (kinds, counted, counted - discount * np.arange(len(counted))))
            gram = kinds

    @property
    def parameters(self) -> int:
        return sum(len(kinds) for kinds, *_ in self.tables)

    # --8<-- [end:count]
    # --8<-- [start:probability]
    def probability(self, gram: np.ndarray) -> np.ndarray:
        """Return P(last token | the tokens before it) of many n-grams."""
        p = np.full(len(gram), 1 / WORDS)
        for n, (kinds, counted, kept) in enumerate(self.tables, 1):
            begin = shorter(gram, n) >> 8 << 8  # n-grams that begin alike stand side by side
            first, last = np.searchsorted(kinds, begin), np.searchsorted(kinds, begin + 256)
            at = np.searchsorted(kinds, shorter(gram, n))
            after = np.searchsorted(kinds, shorter(gram, n), side="right")
            total = counted[last] - counted[first]
            discounted = total - (kept[last] - kept[first])
            mixed = (kept[after] - kept[at] + discounted * p) / np.maximum(total, 1)
            p = np.where(total > 0, mixed, p)
        return p

    def bits(self, rows: Sequence[Row]) -> float:
        """Return −log2 P of all rows together, the end of each included."""
        with np.errstate(divide="ignore"):
            return -float(np.log2(self.probability(grams(rows, len(self.tables)))).sum())

    # --8<-- [end:probability]
    # --8<-- [start:write]
    def write(self, n: int, seed: int) -> list[str]:
        """Draw n texts: from the longest n-grams, or from shorter ones by the discounted share."""
        rng, order = np.random.default_rng(seed), len(self.tables)
        drawn = np.full((n, order - 1 + LONGEST), ID[BOS])
        for position in range(order - 1, drawn.shape[1]):
            past = sum(drawn[:, position - back] << 8 * back for back in range(1, order))
            word, waiting = rng.integers(WORDS, size=n), np.ones(n, bool)
            for m, (kinds, counted, kept) in zip(
                range(order, 0, -1), self.tables[::-1], strict=True
            ):
                begin = shorter(past + np.zeros(n, np.int64), m)
                first, last = np.searchsorted(kinds, begin), np.searchsorted(kinds, begin + 256)
                u = rng.random(n) * (counted[last] - counted[first])
                takes = waiting & (u < kept[last] - kept[first])
                at = np.searchsorted(kept, (kept[first] + u)[takes], side="right") - 1
                word[takes] = kinds[np.minimum(at, last[takes] - 1)] & 255
                waiting &= ~takes
            ended = (drawn[:, order - 1 : position] == ID[END]).any(axis=1)
            drawn[:, position] = np.where(ended, ID[END], word)
        return texts(drawn[:, order - 1 :])


# --8<-- [end:write]
# --8<-- [start:best]
def best_excess(orders: Sequence[int]) -> list[float]:
    """Return bits per token above the floor of the best possible n-gram model of each order.

    It gives each word its exact share after the words of the window, over all sentences.
    """
    world = truth("training")
    rows = word_rows(world.sentences)
    every, which = np.unique(grams(rows, max(orders)), return_inverse=True)
    often = np.bincount(which, np.repeat(world.probabilities, [len(row) + 1 for row in rows]))
    excess = []
    for n in orders:
        kinds, which = np.unique(shorter(every, n), return_inverse=True)
        mass = np.bincount(which, often)
        _, context = np.unique(kinds >> 8, return_inverse=True)
        share = mass / np.bincount(context, mass)[context]
        bits = -(mass * np.log2(share)).sum() / mass.sum()
        excess.append(float(bits - world.bits_per_token()))
    return excess


# --8<-- [end:best]
