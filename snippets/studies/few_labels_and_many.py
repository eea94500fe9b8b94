"""On real text, few labels and many: what the record of SST-2 says of the ledger's claims."""

from collections.abc import Sequence
from statistics import fmean

from snippets.studies.real import check, summaries
from snippets.studies.results import interval
from snippets.studies.verdicts import judge

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
NEAR = 0.02  # of accuracy: about as good
TASK = 0.1  # of accuracy, above chance: does the task
DEARER = 1.5  # times the seconds
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


def verdicts(data: dict) -> dict[str, str]:
    """Return {claim: verdict}, by rules that were written before the networks had been trained.

    But for 35 and 114, which asked for few labels where the claims do not.
    """
    found, where = summaries(data), places(data)
    (*_, everything), few = where, [place for place in where if place[1] <= FEW]
    home, most, _ = everything

    def mean(system: str, m: int, measure: str = "accuracy") -> float:
        return found[home, m, system, home][measure][0]

    kinds = {measure: {place: winner(data, place, measure) for place in where}
             for measure in ("accuracy", "log_loss", "calibration_error")}  # fmt: skip
    pairs = {place: ahead(data, place, "decoder", "encoder") for place in where}
    won = {*kinds["accuracy"].values()}
    good = best(data, everything, DISCRIMINATIVE)
    half_way = (0.5 + mean(good, most)) / 2
    works = max(mean(system, FEW) for system in DISCRIMINATIVE) >= half_way
    generative_works = max(mean(s, most) for s in GENERATIVE) >= mean(good, most) - NEAR
    few_won = {kinds["accuracy"][place] for place in few} | {pairs[place] for place in few}
    gains = {s: mean(s, most) - mean(s, FEW) for s in ("decoder", "encoder")}
    reliable = {kinds[measure][everything] for measure in ("accuracy", "calibration_error")}
    by_measure = {kind for winners in kinds.values() for kind in winners.values()}
    dear = mean("decoder", most, "cpu_seconds") >= DEARER * mean("encoder", most, "cpu_seconds")
    cheap = mean("lr", most, "cpu_seconds") >= DEARER * mean("nb", most, "cpu_seconds")
    return {
        "25": judge({"generative", "discriminative"} <= by_measure, len(by_measure) == 1),
        "35": judge(mean(good, most) >= 0.5 + TASK, generative_works),
        "36": judge(
            "discriminative" in won or "encoder" in pairs.values(),
            "generative" in won or "decoder" in pairs.values(),
        ),
        "37": judge(dear, cheap),
        "41": judge(dear, not dear),
        "44": judge(works, bool({"generative", "decoder"} & few_won)),
        "45": judge(
            gains["decoder"] > gains["encoder"] + MARGIN,
            bool({"generative", "decoder"} & few_won),
        ),
        "46": judge(dear, cheap),
        "52": judge("discriminative" in reliable, "generative" in reliable),
        "60": judge(len(by_measure) > 1, len(by_measure) == 1),
        "114": judge(mean(good, most) >= 0.5 + TASK, generative_works),
    }
