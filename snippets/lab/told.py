"""What a listing says of itself: the tolerance that it declares, the numbers that it prints."""

import math
import re

TOLERANCE = re.compile(r"^# tolerance: *(\S+)", re.MULTILINE)
VALUE = re.compile(r"^(\w+) = (.*\S)\s*$", re.MULTILINE)


def declared_tolerance(source: str) -> float:
    """Return the absolute tolerance that a listing declares, `# tolerance: 0.02`, else 0.

    Raises ValueError for what is not a positive number.
    """
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


def printed_values(output: str) -> dict[str, str]:
    """Return the `name = value` lines of a listing's output."""
    return dict(VALUE.findall(output))
