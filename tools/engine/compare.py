"""Recorded against actual: words exactly, numbers as numbers, within a tolerance.

A line is read as words, numbers, and the gaps before them. Words have to be the same and numbers
close. A gap may change by what numbers of the same block of lines have gained or lost in width (a
sign, a digit), and by no more, so that a value which moved to another column is still seen.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

EXPONENT = r"(?:[eE](?:[-+]\d{1,3}|\d{1,2}))?"
PLAIN = rf"(?:\d+\.\d*|\.\d+|\d+){EXPONENT}|nan|NaN|inf"
GROUPED = rf"\d{{1,3}}(?:,\d{{3}})+(?!\d|,\d)(?:\.\d*)?{EXPONENT}"  # 1,821.5
SIGN = r"(?:(?<![\w.#])[-+−]?|(?<=[\d.])[-+−](?=[\w.]+(?:[-+]\d+)?j))"  # or that of 1.5+2j
NAME = (  # integers that are words: of dates, times, versions, 3–5, 5×5; the 3 of layer-3
    r"(?<![\w.])(?:\d+(?:[-/]\d+){2,}|\d+(?::\d+)+|\d+(?:\.\d+){2,}|\d+[-–×]\d+)(?!\w|\.\d)"
    r"|(?<=[^\W\d]-)\d+(?!\w|\.\d)"
)
TOKEN = re.compile(rf"{NAME}|(?P<number>{SIGN}(?:{GROUPED}|{PLAIN})j?(?!\w))|[^\W\d]+|\S")
LISTED = re.compile(rf"{NAME}|(?P<number>{SIGN}(?:{PLAIN})j?(?!\w))|[^\W\d]+|\S")  # [1,821]: two
BLANKS = re.compile(r"\s*")
SHOWN = 6  # differing lines that a message shows, so that it fits on one screen


@dataclass
class Token:
    """A word or a number of a line, and the blanks before it."""

    gap: int
    text: str
    is_number: bool = False
    array: int = 0  # the number of the square bracket in which it stands, 0 for none
    places: int = 0  # decimals printed; in an array, the most that any of its numbers has

    @property
    def value(self) -> float:
        return float(self.text.replace("−", "-").replace(",", "").rstrip("j"))

    @property
    def is_integer(self) -> bool:
        return re.fullmatch(r"[-+−]?[\d,]+", self.text) is not None

    @property
    def last_place(self) -> int:
        """The decimal place of the last printed digit: 3 for 0.123, 9 for 1.23e-07, 0 for 12."""
        return self.places - int(self.text.lower().rstrip("j").partition("e")[2] or 0)


def tokens_of(text: str) -> list[list[Token]]:
    """The words and numbers of each line. An array, list or tensor may run over several lines."""
    lines, depth, array, most = [], 0, 0, {}
    for line in text.splitlines():
        row: list[Token] = []
        if line and not line[0].isspace():
            depth = 0  # the later lines of an array are indented: a bracket that never closes
        position = BLANKS.match(line).end()
        gap = position
        while position < len(line):
            match = (LISTED if depth else TOKEN).match(line, position)
            token = Token(gap, match[0], match["number"] is not None)
            if token.is_number:
                token.array = array if depth else 0
                token.places = len(token.text.lower().rstrip("j").split("e")[0].partition(".")[2])
                most[token.array] = max(most.get(token.array, 0), token.places)
            if token.text == "[":
                depth, array = depth + 1, array + (depth == 0)
            elif token.text == "]":
                depth = max(depth - 1, 0)
            if row and not gap and not token.is_number and not row[-1].is_number:
                row[-1].text += token.text
            else:
                row.append(token)
            position = BLANKS.match(line, match.end()).end()
            gap = position - match.end()
        lines.append(row)
    for token in (token for row in lines for token in row if token.array):
        token.places = most[token.array]
    return lines


def close(expected: Token, actual: Token, absolute: float, relative: float) -> bool:
    """Whether two printed numbers count as the same.

    By default integers and numbers with one or two decimals must be equal, and numbers with more
    may differ by one in the last printed place, as rounding does from machine to machine. Within
    square brackets the number of decimals is that of the whole array, which drops zeros; where
    the two print different decimals, one unit of the coarser counts. Elsewhere another number of
    decimals is another text. With `relative`, which is for figures' data, no form counts.
    """
    if expected.text == actual.text:
        return True
    a, b = expected.value, actual.value
    if expected.text.endswith("j") != actual.text.endswith("j"):
        return False
    if not (math.isfinite(a) and math.isfinite(b)):
        return a == b or (math.isnan(a) and math.isnan(b))
    if relative:
        return abs(a - b) <= max(absolute, relative * max(abs(a), abs(b)))
    if expected.is_integer != actual.is_integer:
        return False
    if expected.is_integer:
        return abs(a - b) <= absolute and zero_padded(expected) == zero_padded(actual)
    in_arrays = expected.array and actual.array
    if expected.places != actual.places and not in_arrays:
        return False
    if min(expected.places, actual.places) >= 3:
        coarser = min(expected.last_place, actual.last_place)
        absolute = max(absolute, 1.01 * float(f"1e{-coarser}"))
    return abs(a - b) <= absolute


def zero_padded(number: Token) -> int:
    """The length of an integer such as 007, which is a name more than a number; else 0."""
    digits = number.text.lstrip("-+−")
    return len(digits) if len(digits) > 1 and digits.startswith("0") else 0


def differences(
    expected: str, actual: str, tolerance: float = 0.0, relative: float = 0.0
) -> list[str]:
    """Lines that tell where `actual` leaves `expected`; empty if it does not.

    `tolerance` is absolute, in the units printed; `relative` is for figures' data.
    """
    if expected == actual:
        return []
    report = []
    old, new = expected.splitlines(), actual.splitlines()
    rows, now = tokens_of(expected), tokens_of(actual)
    slack = slacks(rows, now)
    for number in range(max(len(old), len(new))):
        a = old[number] if number < len(old) else None
        b = new[number] if number < len(new) else None
        if a is not None and b is not None:
            here = rows[number], now[number]
            if a == b or same_line(*here, slack[number], tolerance, relative):
                continue
        shown = [clip(line) if line is not None else "(no such line)" for line in (a, b)]
        if a and b and shown[0] == shown[1]:
            shown = around_difference(a, b)
        report.append(f"line {number + 1}\n  recorded: {shown[0]}\n  now:      {shown[1]}")
    if len(report) > SHOWN:
        report[SHOWN:] = [f"… and {len(report) - SHOWN} more lines"]
    return report


def same_words(expected: list[Token], actual: list[Token]) -> bool:
    return len(expected) == len(actual) and all(
        a.is_number == b.is_number and (a.is_number or a.text == b.text)
        for a, b in zip(expected, actual, strict=True)
    )


def slacks(expected: list[list[Token]], actual: list[list[Token]]) -> list[int]:
    """By how many blanks a gap of each line may change.

    Twice the most that a number changed its width in the same block of lines: as columns are as
    wide as their widest number, a sign or a digit more in one line moves all others. A block ends
    at an empty line, but not within an array.
    """
    slack, block = [], []
    for number, row in enumerate(expected):
        now = actual[number] if number < len(actual) else []
        if not row and not continues(expected, number):
            block = []
        if not block:
            block = [0]
        if same_words(row, now):
            widths = [abs(len(a.text) - len(b.text)) for a, b in zip(row, now, strict=True)]
            block[0] = max([block[0], *(2 * width for width in widths)])
        slack.append(block)
    return [block[0] for block in slack]


def continues(rows: list[list[Token]], number: int) -> bool:
    """Whether the empty line `number` stands within an array."""
    before = next((row for row in reversed(rows[:number]) if row), [])
    after = next((row for row in rows[number:] if row), [])
    arrays = [{token.array for token in row if token.array} for row in (before, after)]
    return bool(arrays[0] & arrays[1])


def same_line(
    expected: list[Token], actual: list[Token], slack: int, tolerance: float, relative: float
) -> bool:
    """Whether two lines have the same words, close numbers, and gaps that their widths explain."""
    if not same_words(expected, actual):
        return False
    before = None
    for pair in zip(expected, actual, strict=True):
        if pair[0].is_number and not close(*pair, tolerance, relative):
            return False
        if not same_gap(before, pair, slack):
            return False
        before = pair
    return True


def same_gap(before: tuple[Token, Token] | None, here: tuple[Token, Token], slack: int) -> bool:
    """Whether the gap in front of a word or number may change as it does."""
    old, new = here[0].gap, here[1].gap
    if old == new:
        return True
    number = here[0].is_number
    if number and old + len(here[0].text) == new + len(here[1].text):
        return True  # it ends in the same place: a field of fixed width
    after_number = before is not None and before[0].is_number
    if after_number and old + len(before[0].text) == new + len(before[1].text):
        return True
    if abs(old - new) > slack:
        return False
    if before is None:
        return number or min(old, new) > 0
    if number and before[0].text.endswith(("[", "(", "|")):
        return True
    if after_number and (here[0].text[0] in "]),|" or (number and here[0].text.endswith("j"))):
        return True
    return min(old, new) > (0 if number or after_number else 1)


def clip(line: str, width: int = 160) -> str:
    return line if len(line) <= width else line[: width - 1] + "…"


def around_difference(a: str, b: str, width: int = 160) -> list[str]:
    """Two long lines from shortly before the first difference on."""
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    start = max(0, a.rfind(" ", 0, max(0, same - width // 4)))
    return ["…" + clip(line[start:], width - 1) for line in (a, b)]


class ShapeError(ValueError):
    """Outputs that ought to differ in their numbers alone differ in words or lines."""


@dataclass
class Spread:
    """What several outputs print at the same place."""

    line: int  # counted from 1
    place: int  # which number of the line, counted from 1
    label: str  # the line in the first output, cut short
    decimals: int  # place of the last printed digit: 2 for 0.12, 9 for 1.23e-07, 0 for 12
    values: tuple[float, ...]  # one for each output, in their order

    @property
    def width(self) -> float:
        """Greatest minus least value; infinite where some are not finite and others differ."""
        if len({"nan" if math.isnan(value) else value for value in self.values}) == 1:
            return 0.0
        if not all(map(math.isfinite, self.values)):
            return math.inf
        return max(self.values) - min(self.values)


def spread(texts: Sequence[str], label_width: int = 60) -> list[Spread]:
    """How far each printed number moves over several outputs, `.out` or `.fig`, of one listing.

    Numbers are found, and integers within names taken for words, as when outputs are compared;
    decimals and padding may differ. Raises `ShapeError` that names the first line with other
    words, another number of numbers, or which some of the outputs lack.
    """
    found = []
    tables = [tokens_of(text) for text in texts]
    for number in range(max(map(len, tables), default=0)):
        rows = [rows[number] if number < len(rows) else None for rows in tables]
        lines = [(text.splitlines() + [""] * number)[number] for text in texts]
        for row, line in zip(rows, lines, strict=True):
            if row is None or rows[0] is None or not same_words(rows[0], row):
                raise ShapeError(f"line {number + 1}: '{clip(lines[0])}' against '{clip(line)}'")
        columns = [column for column in zip(*rows, strict=True) if column[0].is_number]
        for place, column in enumerate(columns, 1):
            found.append(
                Spread(
                    number + 1,
                    place,
                    clip(lines[0].strip(), label_width),
                    max(token.last_place for token in column),
                    tuple(token.value for token in column),
                )
            )
    return found
