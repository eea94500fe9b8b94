"""e3, Bayes' rule or a head: what is run, and which kind is more reliable where."""

from snippets.studies.looks import Look
from snippets.studies.results import System

PAGE = "bayes_rule_or_a_head"
STEPS, TUNING = 320, 80  # of a whole training, from scratch and pretrained

SYSTEMS = [
    System("search", f"{PAGE}/search", (STEPS, TUNING, 512, 2048), ("gpt", "bert"), seeds=1),
    System("longer", f"{PAGE}/longer", (2048, STEPS, TUNING), ("gpt", "bert"), seeds=1),
    System("scratch", f"{PAGE}/few_labels", (0, 32, 2048, STEPS)),
    System("pretrained", f"{PAGE}/few_labels", (1, 32, 2048, TUNING), ("gpt", "bert")),
    System("other-reviews", f"{PAGE}/other_reviews", (512, STEPS, 2)),
    System("writing", f"{PAGE}/writing", (500,), ("gpt", "bert", "bert-sentiment")),
    System("spam", f"{PAGE}/spam", (5, 4000)),
    System("digits", f"{PAGE}/digits", (5,)),
]

LABELS = (32, 128, 512, 2048)
GENERATIVE, DISCRIMINATIVE = ("gpt_bayes", "nb"), ("bert_head", "gpt_head", "lr")
SHIFTS = ("mark", "thing")
MARGINS = {"calibration_error": 0.005, "excess_bits": 0.02}  # beyond both intervals: ahead

Results = dict[str, dict[str, tuple[float, float]]]


CONDITIONS = {  # the system that was recorded, and how its measures are called
    f"{system}, {m} labels{', prior moved' * bool(how)}": (system, f"{m}{how}")
    for system in ("scratch", "pretrained")
    for m in LABELS
    for how in ("", "_moved")
} | {f"{shift}, away": ("other-reviews", f"{shift}_away") for shift in SHIFTS}


# --8<-- [start:reliable]
def more_reliable(results: Results, measure: str) -> dict[str, str]:
    """Return which kind has the lower measure under each condition, or neither.

    The better member of each kind counts. The prior that has moved is corrected in both. Each
    condition is looked at as if it were the only one; `looks` is for all of them together.
    """
    found = {}
    for condition, (system, key) in CONDITIONS.items():
        (g, half_g), (d, half_d) = (
            min(results[system][f"{name}_{key}_{measure}"] for name in names)
            for names in (GENERATIVE, DISCRIMINATIVE)
        )
        if abs(g - d) <= MARGINS[measure] + half_g + half_d:
            found[condition] = "neither"
        else:
            found[condition] = "generative" if g < d else "discriminative"
    return found


# --8<-- [end:reliable]


def looks(runs: dict[str, list[dict]], measure: str) -> dict[str, Look]:
    """Return a measure of both kinds by their seeds, under each condition."""
    return {
        condition: {
            kind: {name: [run[f"{name}_{key}_{measure}"] for run in runs[system]] for name in names}
            for kind, names in (("generative", GENERATIVE), ("discriminative", DISCRIMINATIVE))
        }
        for condition, (system, key) in CONDITIONS.items()
    }
