"""e3, Bayes' rule or a head: what is run, and what the results say of the ledger's claims."""

from collections.abc import Sequence

from snippets.studies.results import System
from snippets.studies.verdicts import judge

SYSTEMS = [
    System("scratch", "bayes_rule_or_a_head/few_labels", (0, 32, 2048, 40)),
    System("pretrained", "bayes_rule_or_a_head/few_labels", (1, 32, 2048, 10), ("gpt", "bert")),
    System("other-reviews", "bayes_rule_or_a_head/other_reviews", (512, 40, 2)),
    System("writing", "bayes_rule_or_a_head/writing", (500,), ("gpt", "bert", "bert-sentiment")),
    System("spam", "bayes_rule_or_a_head/spam", (5, 4000)),
    System("digits", "bayes_rule_or_a_head/digits", (5,)),
]

LABELS = (32, 128, 512, 2048)
GENERATIVE, DISCRIMINATIVE = ("gpt_bayes", "nb"), ("bert_head", "gpt_head", "lr")
REGRESSIONS = ("lr", "lr_c1")
SHIFTS = ("mark", "thing")
GOOD = 0.03  # of accuracy or error: as near to the best possible as this, a task is mastered
EVEN = 0.01  # of accuracy: no further behind than this is as good
MARGINS = {"calibration_error": 0.005, "excess_bits": 0.02}  # beyond both intervals: ahead
WRITES = 0.9  # share of valid texts
BABBLES = 0.1

Results = dict[str, dict[str, tuple[float, float]]]


def best(found: dict[str, tuple[float, float]], keys: Sequence[str], most: bool = False):
    """Return the best (mean, half-width) among the keys: the least, or the most."""
    return (max if most else min)(found[key] for key in keys)


# --8<-- [start:reliable]
def more_reliable(results: Results, measure: str) -> dict[str, str]:
    """Return which kind has the lower measure under each condition, or neither.

    The better member of each kind counts. The prior that has moved is corrected in both.
    """
    conditions = {
        f"{system}, {m} labels{', prior moved' * bool(how)}": (system, f"{m}{how}")
        for system in ("scratch", "pretrained")
        for m in LABELS
        for how in ("", "_moved")
    }
    conditions |= {f"{shift}, away": ("other-reviews", f"{shift}_away") for shift in SHIFTS}
    found = {}
    for condition, (system, key) in conditions.items():
        (g, half_g), (d, half_d) = (
            best(results[system], [f"{name}_{key}_{measure}" for name in names])
            for names in (GENERATIVE, DISCRIMINATIVE)
        )
        if abs(g - d) <= MARGINS[measure] + half_g + half_d:
            found[condition] = "neither"
        else:
            found[condition] = "generative" if g < d else "discriminative"
    return found


# --8<-- [end:reliable]


def verdicts(results: Results) -> dict[str, str]:
    """Return the verdict on each claim; results: {system: {measure: (mean, half-width)}}."""
    tuned, writing = results["pretrained"], results["writing"]
    spam, digits = results["spam"], results["digits"]
    bayes = tuned["bayes"][0]
    head = best(tuned, ["bert_head_2048_accuracy", "gpt_head_2048_accuracy"], most=True)[0]
    head_sorts = head > bayes - GOOD
    by_bayes = tuned["gpt_bayes_2048_accuracy"][0]
    gpt_sorts = by_bayes > head - EVEN
    gpt_writes = writing["gpt_valid"][0] > WRITES
    head_babbles = writing["head_valid"][0] < BABBLES
    bert_writes = writing["bert_valid"][0] > WRITES

    pictures = {name: digits[f"{name}_1000"][0] for name in ("mixture", "lda", "svm", "lr_c1")}
    drawers, judges = (
        max(pictures[name] for name in names) for names in (("mixture", "lda"), ("svm", "lr_c1"))
    )
    draws = digits["recognised"][0] > WRITES

    regression_filters = (
        best(spam, ["lr_plain_4096_error", "lr_c1_plain_4096_error"])[0]
        < spam["bayes_error"][0] + GOOD
    )
    bayes_filters = spam["nb_plain_4096_error"][0] < spam["bayes_error"][0] + GOOD
    ahead = {kind for m in MARGINS for kind in more_reliable(results, m).values()}
    focus = judge(head_sorts and gpt_writes and head_babbles, gpt_sorts or bert_writes)
    return {
        "33": focus,
        "35": judge(head_sorts and draws, gpt_sorts),
        "50": judge(regression_filters, bayes_filters),
        "52": judge("discriminative" in ahead, "generative" in ahead),
        "67": judge(head_sorts and gpt_writes and head_babbles, gpt_sorts),
        "108": focus,
        "114": judge(
            head_sorts and judges > drawers - EVEN and gpt_writes and draws,
            gpt_sorts and drawers > judges - EVEN,
        ),
    }
