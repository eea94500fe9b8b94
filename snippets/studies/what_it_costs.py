"""e7, what it costs: what is run, and the costs beside each other."""

from snippets.studies.results import System

LABELS, LENGTHS, ANSWERS = (2, 4, 8, 16, 32, 64), (16, 32, 64, 128, 256, 512, 1024), (1, 4, 16, 64)
WIDTHS = (64, 256)
REPEATS = 21

SYSTEMS = [
    *(System(f"labels-{d}", "what_it_costs/labels", (REPEATS, d, *LABELS)) for d in WIDTHS),
    System("lengths", "what_it_costs/lengths", (REPEATS, *LENGTHS)),
    System("answers", "what_it_costs/answers", (REPEATS, *ANSWERS)),
    System("training", "what_it_costs/training", (REPEATS,)),
]


def ratios(results: dict[str, dict[str, tuple[float, float]]]) -> dict[str, float]:
    """Return the costs, in operations, that the claims compare."""

    def flops(system: str, name: str) -> float:
        return results[system][f"flops_{name}"][0]

    last = ANSWERS[-1]
    return {
        **{
            f"bayes_{K}_at_{d}": flops(f"labels-{d}", f"bayes_{K}")
            / flops(f"labels-{d}", f"encoder_head_{K}")
            for d in WIDTHS
            for K in (LABELS[0], LABELS[-1])
        },
        **{
            f"label_last_at_{d}": flops(f"labels-{d}", f"label_last_{LABELS[-1]}")
            / flops(f"labels-{d}", f"encoder_head_{LABELS[-1]}")
            for d in WIDTHS
        },
        "reading": flops("lengths", f"decoder_{LENGTHS[-1]}")
        / flops("lengths", f"encoder_{LENGTHS[-1]}"),
        "writing": flops("answers", f"masked_{last}") / flops("answers", f"cache_{last}"),
        "one_pass": flops("answers", f"one_pass_{last}") / flops("answers", f"cache_{last}"),
        "answer": flops("answers", f"no_cache_{last}")
        / flops("labels-64", f"encoder_head_{LABELS[0]}"),
        "answer_cached": flops("answers", f"cache_{last}")
        / flops("labels-64", f"encoder_head_{LABELS[0]}"),
        "training": results["training"]["each_masked_word"][0]
        / results["training"]["each_next_token"][0],
    }
