"""e10, scaling and the mirage: what is run, and what the results say of the ledger's claims."""

import math
from itertools import pairwise

import numpy as np

from snippets.studies.results import System
from snippets.studies.verdicts import judge

WIDTHS = (8, 16, 32, 64)
STEPS, FEWER = 800, 200
OBJECTIVES = {  # the listing that trains it, and the repeated sentences, in steps' worth
    "next_token": (10, 50),
    "masked_word": (10,),
    "masked_diffusion": (10, 50),
}
SCHEDULES = (25, 50, 71, 100, 141, 200, 283, 400)
PAGE = "scaling_and_the_mirage"

SYSTEMS = []
for name, repeated in OBJECTIVES.items():
    key, listing = name.replace("_", "-"), f"{PAGE}/{name}"
    SYSTEMS += [System(f"{key}-{d}", listing, (STEPS, STEPS, d)) for d in WIDTHS]
    SYSTEMS += [System(f"{key}-short", listing, (FEWER, FEWER, 32))]
    SYSTEMS += [System(f"{key}-of-{64 * n}", listing, (STEPS, n, 32)) for n in repeated]
SYSTEMS += [System("mirage", f"{PAGE}/mirage", (32, *SCHEDULES))]

MARGIN = 0.05  # of a share, beyond both intervals: one is higher than the other
HUNGRY = 2  # times the factor by which the excess grows when sentences repeat: hungrier
EXAM = 10  # translations in an exam, which is passed if all of them are right
ABSENT, PRESENT = 0.05, 0.5  # a score this low or this high: the ability is not there, or it is
LEAP = 0.5  # of a whole rise or fall: what happens within one doubling of the scale is a leap

Results = dict[str, dict[str, tuple[float, float]]]
Value = tuple[float, float]  # mean and half-width


def value(results: Results, system: str, measure: str) -> Value:
    """Return a measure of a system; the width is part of its name there."""
    width = system.rpartition("-")[2] if system.rpartition("-")[2] in map(str, WIDTHS) else "32"
    return results[system][f"{measure}_{width}"]


def by_width(results: Results, objective: str, measure: str) -> list[Value]:
    key = objective.replace("_", "-")
    return [value(results, f"{key}-{d}", measure) for d in WIDTHS]


def higher(a: Value, b: Value, margin: float = 0.0) -> bool:
    """Return whether a is above b by the margin, beyond both intervals."""
    return a[0] - b[0] > margin + a[1] + b[1]


# --8<-- [start:slope]
def slope(results: Results, objective: str, first: int = 0) -> Value:
    """Return the slope of ln(excess bits) over ln(training operations), with its half-width."""
    excess = np.array(by_width(results, objective, "excess"))[first:]
    x = np.log([mean for mean, _ in by_width(results, objective, "training_gigaflops")])[first:]
    weights = (x - x.mean()) / ((x - x.mean()) ** 2).sum()
    halves = weights * excess[:, 1] / excess[:, 0]  # an interval of e is one of ln e, over e
    return float(weights @ np.log(excess[:, 0])), math.sqrt((halves**2).sum())


# --8<-- [end:slope]
# --8<-- [start:leap]
def curves(results: Results) -> dict[str, list[float]]:
    """Return the scores of the same models by training, from 25 steps to 800."""
    runs = [(results["mirage"], f"_{steps}") for steps in SCHEDULES]
    runs += [(results["next-token-32"], "_32")]
    names = ("token_bits", "token_right", "all_right")
    scores = {name: [run[name + end][0] for run, end in runs] for name in names}
    return {**scores, "exam": [share**EXAM for share in scores["all_right"]]}


def largest_step(curve: list[float], scale: tuple[int, ...] = (*SCHEDULES, STEPS)) -> float:
    """Return the share of the whole change that lies within the one doubling of most change."""
    within = [
        abs(curve[j] - curve[i])
        for i in range(len(scale))
        for j in range(i + 1, len(scale))
        if scale[j] < 2.01 * scale[i]
    ]
    return max(within) / abs(curve[-1] - curve[0])


# --8<-- [end:leap]


def largest_widening(results: Results, objective: str) -> float:
    """Return the share of the fall of ln(excess bits) that lies within one doubling of width."""
    excess = by_width(results, objective, "excess")
    return largest_step([math.log(mean) for mean, _ in excess], WIDTHS)


def passed(results: Results, objective: str) -> float:
    """Return the chance that the widest model passes the exam."""
    return by_width(results, objective, "all_right")[-1][0] ** EXAM


def verdicts(results: Results) -> dict[str, str]:
    """Return the verdict on each claim; results: {system: {measure: (mean, half-width)}}."""

    def of(system: str, measure: str) -> Value:
        return value(results, system, measure)

    def rises(objective: str, measure: str, margin: float = 0.0) -> bool:
        values = by_width(results, objective, measure)
        return higher(values[-1], values[0], margin)

    def sinks(objective: str, measure: str) -> bool:
        values = by_width(results, objective, measure)
        return higher(values[0], values[-1])

    def always(objective: str, measure: str, up: bool) -> bool:
        values = by_width(results, objective, measure)
        return all(higher(b, a) if up else higher(a, b) for a, b in pairwise(values))

    curve = curves(results)
    appears = curve["exam"][0] < ABSENT and curve["exam"][-1] > PRESENT
    smooth = largest_step([math.log(bits) for bits in curve["token_bits"]]) < LEAP
    masked = ("masked_word", "masked_diffusion")
    alone = passed(results, "next_token") > PRESENT
    alone &= max(passed(results, objective) for objective in masked) < ABSENT
    as_steady = largest_widening(results, "masked_word") + 0.1 > largest_widening(
        results, "next_token"
    )

    (causal, causal_half), (hidden, hidden_half) = (
        slope(results, objective) for objective in ("next_token", "masked_word")
    )
    steeper = causal + causal_half < hidden - hidden_half
    overtaken = higher(  # in the same unit: bits a token, of diffusion at most
        of("next-token-of-640", "excess"), of("masked-diffusion-of-640", "excess")
    )
    ahead = all(
        higher(b, a)
        for a, b in zip(
            by_width(results, "next_token", "excess"),
            by_width(results, "masked_diffusion", "excess"),
            strict=True,
        )
    )
    few = {
        key: (of(f"{key}-of-640", "excess"), of(f"{key}-32", "excess"))
        for key in ("next-token", "masked-word")
    }
    at_least = {key: (a - da) / (b + db) for key, ((a, da), (b, db)) in few.items()}
    at_most = {key: (a + da) / (b - db) for key, ((a, da), (b, db)) in few.items()}
    hungrier = at_least["next-token"] > HUNGRY * at_most["masked-word"]
    thriftier = higher(
        of("next-token-short", "token_right"), of("masked-word-32", "token_right"), MARGIN
    )
    return {
        "13": judge(appears, smooth),
        "74": judge(appears, smooth),
        "102": judge(alone, smooth),
        "45": judge(hungrier, thriftier),
        "48a": judge(
            always("masked_word", "excess", up=False)
            and rises("masked_word", "token_right", MARGIN),
            rises("masked_word", "excess") or sinks("masked_word", "token_right"),
        ),
        "48b": judge(
            always("masked_word", "sentence_flops", up=False),
            always("masked_word", "sentence_flops", up=True),
        ),
        "49": judge(alone, as_steady),
        "85": judge(always("next_token", "excess", up=False), rises("next_token", "excess")),
        "101": judge(steeper, overtaken),
        "113": judge(
            all(rises(o, "valid", MARGIN) for o in ("next_token", "masked_diffusion")),
            any(sinks(o, "valid") for o in ("next_token", "masked_diffusion")),
        ),
        "122": judge(ahead, overtaken),
    }
