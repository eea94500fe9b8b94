"""On real text, few labels and many: who is ahead on SST-2, and by how much."""

import math
from collections.abc import Sequence
from functools import partial
from statistics import fmean

from snippets.studies import looks
from snippets.studies.real import check
from snippets.studies.results import interval

STUDY = "few-labels-and-many"
GENERATIVE, DISCRIMINATIVE = ("decoder", "nb"), ("encoder", "lr", "svm")
NAMES = {
    "decoder": "decoder, Bayes' rule",
    "nb": "naive Bayes",
    "encoder": "encoder, head",
    "lr": "logistic regression",
    "svm": "support vectors",
}
FEW = 512  # labels: so many, or fewer, are few
MARGIN = 0.01  # of accuracy, calibration error or log loss, beyond the interval: who is ahead
HIGHER_IS_BETTER = ("accuracy", "macro_f1")


# --8<-- [start:ahead]
def values(data: dict, where, system: str, measure: str = "accuracy") -> dict[int, float]:
    """Return a measure for each seed; `where` is (trained on, labels, tested on)."""
    home, m, domain = where
    return {
        run["seed"]: run["on"][domain][measure]
        for run in data["runs"]
        if (run["domain"], run["m"], run["system"]) == (home, m, system)
        and measure in run["on"][domain]
    }


def differences(data: dict, where, a: str, b: str, measure: str = "accuracy") -> list[float]:
    """Return a − b of a measure for each seed."""
    of_b = values(data, where, b, measure)
    return [value - of_b[seed] for seed, value in values(data, where, a, measure).items()]


def ahead(data: dict, where, a: str, b: str, measure: str = "accuracy") -> str:
    """Return `a` or `b`, whichever is better by more than chance and by MARGIN; or ''."""
    mean, half = interval(differences(data, where, a, b, measure))
    if not abs(mean) - half > MARGIN:  # of one seed there is no interval, and nobody is ahead
        return ""
    return a if (mean > 0) == (measure in HIGHER_IS_BETTER) else b


def best(data: dict, where, systems: Sequence[str], measure: str = "accuracy") -> str:
    """Return the system of a kind with the best mean; who lacks the measure is left out."""
    found = {system: values(data, where, system, measure).values() for system in systems}
    means = {system: fmean(these) for system, these in found.items() if these}
    return (max if measure in HIGHER_IS_BETTER else min)(means, key=means.get)


def winner(data: dict, where, measure: str = "accuracy") -> str:
    """Return the kind whose best member is ahead: generative, discriminative, or neither."""
    generative = best(data, where, GENERATIVE, measure)
    discriminative = best(data, where, DISCRIMINATIVE, measure)
    match ahead(data, where, generative, discriminative, measure):
        case "":
            return "neither"
        case system:
            return "generative" if system == generative else "discriminative"


# --8<-- [end:ahead]


def recorded() -> dict:
    return check(STUDY)


def places(data: dict) -> list[tuple[str, int, str]]:
    """Return (trained on, labels, tested on) of a study with one data set, fewest labels first."""
    return sorted({(run["domain"], run["m"], run["domain"]) for run in data["runs"]})


def beyond_chance(data: dict) -> dict[tuple, str]:
    """Return who is ahead in accuracy, of the kinds and of the two Transformers, in each place.

    By more than the margin, the seeds and the sentences, corrected for all of these looks.
    """
    (domain,) = data["data"]

    def wrong(systems: Sequence[str], place) -> dict[str, list[float]]:
        return {
            system: [1 - value for value in values(data, place, system).values()]
            for system in systems
        }

    found = {}
    for place in places(data):
        found["kinds", place] = {
            "generative": wrong(GENERATIVE, place),
            "discriminative": wrong(DISCRIMINATIVE, place),
        }
        found["pair", place] = {name: wrong([name], place) for name in ("decoder", "encoder")}
    return looks.ahead(found, MARGIN, partial(looks.p_fewer_wrong, items=domain["test"]))


def named_values(data: dict) -> dict[str, float]:
    """Return the values, by name, on which the ledger's rules for this record stand."""
    (domain,), where, won = data["data"], places(data), beyond_chance(data)
    few, everything = next(place for place in where if place[1] == FEW), where[-1]
    found: dict[str, float] = {"looks": len(where)}
    for what, names in (("kinds", ("generative", "discriminative")), ("pair", NAMES)):
        for name in names if what == "kinds" else ("decoder", "encoder"):
            there = [place for place in where if won[what, place] == name]
            found[f"{name}_ahead"] = len(there)
            found[f"{name}_ahead_few"] = sum(m <= FEW for _, m, _ in there)

    def spread(place, a: str, b: str) -> float:
        wrong = (1 - fmean(values(data, place, system).values()) for system in (a, b))
        return looks.half_over_items(*wrong, domain["test"])

    gains = [
        late - early
        for late, early in zip(
            *(differences(data, place, "decoder", "encoder") for place in (everything, few)),
            strict=True,
        )
    ]
    found["gain_lead"] = fmean(gains)
    over_items = sum(spread(place, "decoder", "encoder") for place in (everything, few))
    found["gain_lead_half"] = looks.half_in_all(gains, over_items)
    good, best_few = (best(data, place, DISCRIMINATIVE) for place in (everything, few))
    found["half_way"] = (0.5 + fmean(values(data, everything, good).values())) / 2
    these = list(values(data, few, best_few).values())
    found["few_best"] = right = fmean(these)
    sample = looks.normal_quantile(0.975) * math.sqrt(right * (1 - right) / domain["test"])
    found["few_best_half"] = looks.half_in_all(these, sample)
    return found | dearer(data, "decoder", "encoder") | dearer(data, "lr", "nb")


def dearer(data: dict, a: str, b: str) -> dict[str, float]:
    """Return how many times the seconds of b training takes a with all labels, and its interval."""
    m = places(data)[-1][1]
    seconds = {
        system: [
            run["cpu_seconds"] for run in data["runs"] if (run["m"], run["system"]) == (m, system)
        ]
        for system in (a, b)
    }
    mean, half = interval([x / y for x, y in zip(seconds[a], seconds[b], strict=True)])
    return {f"{a}_over_{b}": mean, f"{a}_over_{b}_half": half}
