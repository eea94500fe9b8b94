"""Recorded against actual: text exactly, numbers within a tolerance."""

import math
import re

NUMBER = re.compile(r"(?<![\w.])[-+−]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?(?![\w])")
TOLERANCE = re.compile(r"^# tolerance: *(\S+)", re.MULTILINE)
SHOWN = 6  # differing lines that a message shows, so that it fits on one screen


def declared_tolerance(source: str) -> float:
    """The absolute tolerance that a listing declares by a line `# tolerance: 0.02`, else 0."""
    match = TOLERANCE.search(source)
    if match is None:
        return 0.0
    try:
        tolerance = float(match[1])
    except ValueError:
        tolerance = math.nan
    if not 0 < tolerance < math.inf:
        raise ValueError(f"'# tolerance: {match[1]}' is not a positive number")
    return tolerance


def close(expected: str, actual: str, absolute: float, relative: float) -> bool:
    """Whether two printed numbers count as the same.

    By default integers and numbers with one or two decimals must be equal, and numbers with more
    may differ by one in the last printed place, as rounding does from machine to machine.
    """
    if expected == actual:
        return True
    is_integer = re.fullmatch(r"[-+−]?\d+", expected) and re.fullmatch(r"[-+−]?\d+", actual)
    a, b = (float(text.replace("−", "-")) for text in (expected, actual))
    if is_integer and not relative:
        return a == b or abs(a - b) <= absolute
    decimals, now = (text.lower().split("e")[0].partition(".")[2] for text in (expected, actual))
    if len(decimals) != len(now) and not relative:
        return False  # printed in another form: text, not rounding
    if len(decimals) >= 3 and "e" not in expected.lower():
        absolute = max(absolute, 1.01 * 10 ** -len(decimals))
    return abs(a - b) <= max(absolute, relative * max(abs(a), abs(b)))


def differences(
    expected: str, actual: str, tolerance: float = 0.0, relative: float = 0.0
) -> list[str]:
    """Lines that tell where `actual` leaves `expected`; empty if it does not.

    `tolerance` is absolute, in the units printed; `relative` is for figures' data.
    """
    report = []
    old, new = expected.splitlines(), actual.splitlines()
    for number in range(max(len(old), len(new))):
        a = old[number] if number < len(old) else None
        b = new[number] if number < len(new) else None
        if a is not None and b is not None and same_line(a, b, tolerance, relative):
            continue
        report.append(
            f"line {number + 1}\n"
            f"  recorded: {'(no such line)' if a is None else clip(a)}\n"
            f"  now:      {'(no such line)' if b is None else clip(b)}"
        )
    if len(report) > SHOWN:
        report[SHOWN:] = [f"… and {len(report) - SHOWN} more lines"]
    return report


def same_line(expected: str, actual: str, tolerance: float, relative: float) -> bool:
    if expected == actual:
        return True
    if NUMBER.sub("#", expected) != NUMBER.sub("#", actual):
        return False
    pairs = zip(NUMBER.findall(expected), NUMBER.findall(actual), strict=True)
    return all(close(a, b, tolerance, relative) for a, b in pairs)


def clip(line: str, width: int = 160) -> str:
    return line if len(line) <= width else line[: width - 1] + "…"
