"""e6, Two blanks at once: what is run, and what the results say of the ledger's claims."""

from snippets.studies.results import System
from snippets.studies.verdicts import judge

SYSTEMS = [
    System("pairs", "two_blanks_at_once/pairs", (150,), ("bert", "gpt")),
    System("unmasking", "two_blanks_at_once/unmasking", (200,), ("bert",)),
]

SELDOM = 0.05  # up to this share of impossible text, two blanks count as filled
READABLE = 0.10  # up to this share, whole sentences count as written
USELESS = 0.50  # from this share on, they count as not written


# --8<-- [start:verdicts]
def verdicts(results: dict[str, dict[str, tuple[float, float]]]) -> dict[str, str]:
    """Return {claim: verdict}, of results {system: {measure: (mean, half of 95% interval)}}."""

    def at_most(system, measure, limit):
        mean, half = results[system][f"impossible_bert_{measure}"]
        return mean + half <= limit

    def at_least(system, measure, limit):
        mean, half = results[system][f"impossible_bert_{measure}"]
        return mean - half >= limit

    orders = ("left_first_bound", "right_first_bound")
    return {
        # one blank and then the other makes a sentence; both from one pass need not
        "89": judge(
            agrees=all(at_most("pairs", order, SELDOM) for order in orders),
            disagrees=at_least("pairs", "at_once_bound", SELDOM),
        ),
        # awkward: not in one pass; yet it writes, if it goes word by word
        "95": judge(
            agrees=at_least("unmasking", "surest_all_all", USELESS),
            disagrees=at_most("unmasking", "surest_all_1", READABLE),
        ),
    }


# --8<-- [end:verdicts]
