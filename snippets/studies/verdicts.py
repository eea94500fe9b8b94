"""What the evidence says of the claims of the ledger, computed from recorded numbers.

An experiment's own module has `verdicts(results)`; what other listings say stands in `rules.py`.
"""

from contextlib import suppress
from fractions import Fraction

from snippets.lab.told import printed_values
from snippets.studies.experiments import EXPERIMENTS, REAL, study, summaries
from snippets.studies.results import ROOT


def judge(agrees: bool, disagrees: bool = False) -> str:
    """Return the verdict of evidence that agrees with a claim, disagrees with it, or does both."""
    match agrees, disagrees:
        case True, True:
            return "contested"
        case True, False:
            return "supported"
        case False, True:
            return "refuted"
    return "open"


def definition(shown: bool) -> str:
    """Return the verdict of what is true by construction, where the listing does show it."""
    return "definition" if shown else "refuted"


class Printed(dict[str, float]):
    """What a listing printed: its `name = value` lines by name, and all `lines`.

    A value is its first number, `True` counts as 1 and `False` as 0; what has no number is in
    `lines` only, where runs of spaces are one.
    """

    def __init__(self, listing: str):
        text = (ROOT / "docs" / "recorded" / f"{listing}.out").read_text("utf-8")
        self.lines = [" ".join(line.split()) for line in text.splitlines()]
        for name, value in printed_values(text).items():
            value = value.split()[0]
            value = {"True": "1", "False": "0"}.get(value, value.replace(",", "").rstrip("%"))
            with suppress(ValueError):
                self[name] = float(Fraction(value)) if "/" in value else float(value)

    def has(self, *lines: str) -> bool:
        """Return whether all these lines were printed."""
        return all(line in self.lines for line in lines)

    def any(self, *parts: str) -> bool:
        """Return whether some printed line holds all these parts."""
        return any(all(part in line for part in parts) for line in self.lines)


def experiments_say() -> dict[tuple[str, str], str]:
    """Return what each experiment says: {(claim, folder of its listings): verdict}."""
    said = {}
    for name in (*EXPERIMENTS, *REAL):
        if verdicts := getattr(study(name), "verdicts", None):
            results = summaries(name) if name in EXPERIMENTS else study(name).recorded()
            folder = name.replace("-", "_")
            said |= {(id, folder): verdict for id, verdict in verdicts(results).items()}
    return {place: verdict for place, verdict in said.items() if verdict != "open"}
