"""e4, the generation ladder: what is run, and which ways of writing are as good as GPT's."""

from snippets.studies.results import System, interval

BOTH = ("bert", "gpt")
SYSTEMS = [
    System("ladder", "the_generation_ladder/ladder", (800,), BOTH),
    System("unmasking", "the_generation_ladder/unmasking", (2000, 600), ("bert",)),
    System("density", "the_generation_ladder/density", (500,), BOTH),
    System("facts", "the_generation_ladder/facts", (1000,), BOTH),
    System("constraints", "the_generation_ladder/constraints", (250,), BOTH),
    System("replies", "the_generation_ladder/replies", (250,), BOTH),
    *(System(f"{n}-gram", "models_that_write/n_gram", (1500, n)) for n in (2, 3, 5)),
    System("lstm", "models_that_write/lstm", (1500,)),
]

WELL = 0.95  # of the samples are valid: the model writes
MARGIN = 0.05  # share of valid samples that counts as a difference
CLOSE = 0.02  # total variation of the families beyond that of a sample of the world
NEW = 0.8  # of GPT's rate of novel sentences

BERT_WAYS = (
    "gibbs_1",
    "gibbs_2",
    "gibbs_4",
    "gibbs_8",
    "left_to_right",
    "by_confidence",
    "settled",
)


def compared(runs: list[dict], way: str) -> str:
    """Return whether a way of writing with BERT is "behind" GPT, "as good", or "neither".

    It is behind if it is so in validity, in novelty or in its families, beyond the margin and the
    interval over the seeds; and as good if in all three it is not, as surely.
    """
    gains = [  # above 0: as good
        [run[f"valid_{way}"] - run["valid_gpt"] + MARGIN for run in runs],
        [run[f"novel_{way}"] - NEW * run["novel_gpt"] for run in runs],
        [run["drift_world"] + CLOSE - run[f"drift_{way}"] for run in runs],
    ]
    ends = [(mean - half, mean + half) for mean, half in map(interval, gains)]
    if any(high < 0 for _, high in ends):
        return "behind"
    return "as good" if all(low > 0 for low, _ in ends) else "neither"
