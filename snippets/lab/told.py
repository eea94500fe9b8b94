"""What a listing says of itself, and what a rule that judges it says."""

import math
import re
from collections.abc import Mapping
from hashlib import sha256

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


def rule_digest(piece: Mapping) -> str:
    """Return a digest of a piece of evidence's rule: of its two conditions, however broken up."""
    sides = [" ".join(str(piece.get(side, "")).split()) for side in ("supports", "opposes")]
    return sha256("\n".join(sides).encode()).hexdigest()[:12]
