# --8<-- [start:table]
from fractions import Fraction

LABELS = ("positive", "negative")
HUNDREDTHS = {
    "this movie is great !": (19, 1),
    "this movie is great": (12, 3),
    "great movie !": (12, 3),
    "this movie is fine": (9, 11),
    "this movie is not great": (2, 13),
    "this movie is bad !": (1, 14),
}
SENTENCES = tuple(HUNDREDTHS)
joint = {
    (x, y): Fraction(n, 100)
    for x, row in HUNDREDTHS.items()
    for y, n in zip(LABELS, row, strict=True)
}
# --8<-- [end:table]
