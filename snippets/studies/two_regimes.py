"""e1, two regimes: what is run, and who is ahead where."""

from snippets.studies.looks import Look
from snippets.studies.results import System

SYSTEMS = [
    System("binary", "two_regimes/binary", (60,)),
    System("gaussian", "two_regimes/gaussian", (60,)),
    System("features", "two_regimes/features", (20, 128)),
    System("tuned", "two_regimes/tuned", (6, 128)),
    System("penalty", "two_regimes/penalty", (60,)),
    System("reviews", "two_regimes/reviews", (10, 4096)),
    System("mixture", "two_regimes/mixture", (10,)),
    System("hidden-word", "two_regimes/hidden_word", (100_000,)),
]

SIZES = (8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)
WORLDS = {  # world: (system, generative classifiers); logistic regression stands against them
    "0": ("binary", ("nb",)),
    "40": ("binary", ("nb",)),
    "80": ("binary", ("nb",)),
    "independent": ("gaussian", ("naive", "lda")),
    "correlated": ("gaussian", ("naive", "lda")),
    "outliers": ("gaussian", ("naive", "lda")),
}
REGRESSIONS = ("lr", "lr_c1")  # hardly a penalty, and scikit-learn's
MARGIN = 0.005  # of error, beyond both intervals: who is ahead
NEAR = 0.02  # of error: within it of its own limit, a classifier has enough examples
INDEPENDENT = ("0", "independent")  # worlds whose features are as independent as is assumed

Results = dict[str, dict[str, tuple[float, float]]]


# --8<-- [start:winner]
def winner(results: Results, world: str, m: int) -> str:
    """Return which kind is ahead after m examples, its better member counting: or neither."""
    system, generative = WORLDS[world]
    best = []
    for names in (generative, REGRESSIONS):
        best.append(min(results[system][f"{name}_{world}_{m}"] for name in names))
    (g, half_g), (d, half_d) = best
    if abs(g - d) <= MARGIN + half_g + half_d:
        return "neither"
    return "generative" if g < d else "discriminative"


def enough(results: Results, name: str, world: str) -> float:
    """Return after how many examples a classifier stays within NEAR of its own limit."""
    found = results[WORLDS[world][0]]
    errors = [found[f"{name}_{world}_{m}"][0] for m in SIZES]
    goal = errors[-1] + NEAR
    i = max((i for i, error in enumerate(errors[:-1]) if error > goal), default=0)
    fall = max(errors[i] - errors[i + 1], 1e-9)
    share = max(errors[i] - goal, 0.0) / fall  # along a line to the next
    return SIZES[i] * (SIZES[i + 1] / SIZES[i]) ** share


# --8<-- [end:winner]


def looks(runs: dict[str, list[dict]]) -> dict[tuple[str, int], Look]:
    """Return the errors of both kinds by their seeds, for each world and number of examples."""
    return {
        (world, m): {
            kind: {name: [run[f"{name}_{world}_{m}"] for run in runs[system]] for name in names}
            for kind, names in (("generative", generative), ("discriminative", REGRESSIONS))
        }
        for world, (system, generative) in WORLDS.items()
        for m in SIZES
    }


def naive_over_lr(runs: list[dict], name: str = "lr") -> list[list[float]]:
    """Return, of each number of features, what naive LDA needs beside regression, for each seed.

    `name` is "lr", with hardly a penalty, or "tuned".
    """
    worlds = [f"{how}_{n}" for how in ("each", "shared") for n in (8, 16, 32, 64, 128)]
    return [[run[f"naive_{world}"] / run[f"{name}_{world}"] for run in runs] for world in worlds]


def penalty_lead(runs: list[dict], m: int) -> list[float]:
    """Return by how much naive Bayes errs less than logistic regression, for each seed.

    Features are independent, and each of the two has the best of the penalties tried.
    """
    best = {}
    for name in ("nb", "lr"):
        keys = [key for key in runs[0] if key.startswith(f"{name}_") and key.endswith(f"_0_{m}")]
        best[name] = min(keys, key=lambda key: sum(run[key] for run in runs))
    return [run[best["lr"]] - run[best["nb"]] for run in runs]
