"""e10, scaling and the mirage: what is run, its slopes and its leaps."""

import math

import numpy as np

from snippets.studies.results import System

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
SYSTEMS += [  # two of them once more, stopped where held-out sentences fare best
    System("next-token-of-640-stopped", f"{PAGE}/stopped", (STEPS, 10, 0)),
    System("masked-diffusion-of-640-stopped", f"{PAGE}/stopped", (STEPS, 10, 2)),
]
SYSTEMS += [System("mirage", f"{PAGE}/mirage", (32, *SCHEDULES))]

EXAM = 10  # translations in an exam, which is passed if all of them are right

Results = dict[str, dict[str, tuple[float, float]]]
Value = tuple[float, float]  # mean and half-width


def value(results: Results, system: str, measure: str) -> Value:
    """Return a measure of a system; the width is part of its name there."""
    width = system.rpartition("-")[2] if system.rpartition("-")[2] in map(str, WIDTHS) else "32"
    return results[system][f"{measure}_{width}"]


def by_width(results: Results, objective: str, measure: str) -> list[Value]:
    key = objective.replace("_", "-")
    return [value(results, f"{key}-{d}", measure) for d in WIDTHS]


def of_each_seed(runs: dict[str, list[dict]]) -> list[Results]:
    """Return the results of each seed by itself, which have no interval."""
    seeds = range(len(runs["mirage"]))
    return [
        {key: {name: (value, math.nan) for name, value in these[i].items()}
         for key, these in runs.items()}
        for i in seeds
    ]  # fmt: skip


# --8<-- [start:slope]
def slope(results: Results, objective: str, first: int = 0) -> float:
    """Return the slope of ln(excess bits) over ln(training operations), from a width on."""
    y, x = (
        np.log([mean for mean, _ in by_width(results, objective, measure)[first:]])
        for measure in ("excess", "training_gigaflops")
    )
    return float(np.polyfit(x, y, 1)[0])


def slopes(runs: dict[str, list[dict]], objective: str, first: int = 0) -> np.ndarray:
    """Return the slope of each seed, whose widths share the data and the order of the text."""
    return np.array([slope(results, objective, first) for results in of_each_seed(runs)])


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
