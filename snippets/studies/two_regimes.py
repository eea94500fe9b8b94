"""e1, two regimes: what is run, and what the results say of the ledger's claims."""

from snippets.studies.results import System
from snippets.studies.verdicts import judge

SYSTEMS = [
    System("binary", "two_regimes/binary", (60,)),
    System("gaussian", "two_regimes/gaussian", (60,)),
    System("features", "two_regimes/features", (20, 128)),
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
FEWER = 1.5  # times as many examples are more
WORKS = 0.05  # of error: as near to the Bayes error as this, a classifier works
LIFT = 0.05  # of error: what unlabelled examples must be worth, to count

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


def verdicts(results: Results) -> dict[str, str]:
    """Return the verdict on each claim; results: {system: {measure: (mean, half-width)}}."""
    won = {(world, m): winner(results, world, m) for world in WORLDS for m in SIZES}
    generative = [where for where, kind in won.items() if kind == "generative"]
    discriminative = [where for where, kind in won.items() if kind == "discriminative"]

    reviews = results["reviews"]
    precise = {
        measure: reviews[f"lr_c1_neighbours_4096_{measure}"][0]
        - reviews[f"nb_neighbours_4096_{measure}"][0]
        for measure in ("accuracy", "precision")
    }
    accurate_in_the_end = any(m == SIZES[-1] for _, m in discriminative)
    works = results["binary"]["lr_c1_0_128"][0] < results["binary"]["bayes_0"][0] + WORKS

    features = results["features"]
    ratios = [  # examples that the generative partner needs, for each that regression needs
        features[f"naive_{world}_{n}"][0] / features[f"lr_{world}_{n}"][0]
        for world in ("each", "shared")
        for n in (8, 16, 32, 64, 128)
    ]
    most = max(
        enough(results, name, world) / max(enough(results, lr, world) for lr in REGRESSIONS)
        for world, (_, names) in WORLDS.items()
        for name in names
    )
    hungrier, thriftier = most > FEWER, max(ratios) < 1 / FEWER

    changes_with_m = any(
        {"generative", "discriminative"} <= {won[world, m] for m in SIZES} for world in WORLDS
    )
    changes_with_world = any(
        {"generative", "discriminative"} <= {won[world, m] for world in WORLDS} for m in SIZES
    )
    mixture = results["mixture"]
    lift = min(mixture[f"{name}_independent"][0] for name in ("naive", "lr_c1"))
    lift -= mixture["mixture_independent"][0]
    word = results["hidden-word"]
    return {
        "25": judge(bool(generative and discriminative), not (generative and discriminative)),
        "36": judge(accurate_in_the_end and min(precise.values()) > MARGIN, bool(generative)),
        "44": judge(works, thriftier),
        "45": judge(hungrier, thriftier),
        "60": judge(changes_with_m and changes_with_world, not discriminative or not generative),
        "68": judge(lift > LIFT, word["word_excess_bits"][0] < word["guess_excess_bits"][0] / 10),
        "69": judge(hungrier, thriftier),
    }
