"""e4, the generation ladder: what is run, and what the results say of the ledger's claims."""

from snippets.studies.results import System
from snippets.studies.verdicts import judge

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
NEAR = 0.05  # excess bits a sentence that count as none
FAR = 1.0  # excess bits a sentence that count as many
CLOSE = 0.02  # total variation of the families beyond that of a sample of the world
CHEAPER = 10  # times fewer passes count as control
NEW = 0.8  # of the world's own rate of novel sentences
LIE = 0.1  # share of wrong capitals that counts as a tendency

BERT_WAYS = (
    "gibbs_1",
    "gibbs_2",
    "gibbs_4",
    "gibbs_8",
    "left_to_right",
    "by_confidence",
    "settled",
)
NOT_AT_THE_FRONT = ("inside", "end", "both")
REPLIES = ("story", "review", "fact", "translation")


def verdicts(results: dict[str, dict[str, tuple[float, float]]]) -> dict[str, str]:
    """Return what the results say of each claim.

    `results` holds {system: {measure: (mean, half-width of its 95% interval)}}.
    """
    mean = {key: {name: m for name, (m, _) in found.items()} for key, found in results.items()}
    ladder, density, facts = mean["ladder"], mean["density"], mean["facts"]
    trained, given, replies = mean["unmasking"], mean["constraints"], mean["replies"]

    gpt = ladder["valid_gpt"]
    writes = gpt >= WELL
    faithful = ladder["drift_gpt"] <= ladder["drift_world"] + CLOSE
    new = ladder["novel_gpt"] >= NEW * ladder["novel_world"]
    bert = ladder["valid_by_confidence"]  # as many passes as GPT takes
    as_good = any(
        ladder[f"valid_{way}"] >= gpt - MARGIN
        and ladder[f"novel_{way}"] >= NEW * ladder["novel_gpt"]
        and ladder[f"drift_{way}"] <= ladder["drift_world"] + CLOSE
        for way in BERT_WAYS
    )
    answers = all(replies[f"force_valid_{name}"] >= WELL for name in REPLIES)
    answers_worse = any(
        replies[f"fill_valid_{name}"] >= replies[f"force_valid_{name}"] + MARGIN for name in REPLIES
    )
    cheaper_fills = [
        given[f"reject_passes_{name}"] >= CHEAPER * given[f"fill_passes_{name}"]
        and given[f"fill_valid_{name}"] >= given[f"force_valid_{name}"] + MARGIN
        for name in NOT_AT_THE_FRONT
    ]
    prompt_suffices = (
        given["force_valid_front"] >= given["fill_valid_front"] - MARGIN
        and given["force_passes_front"] <= given["fill_passes_front"]
    )
    repeats = ladder["novel_settled"] < NEW * ladder["novel_gpt"]
    return {
        "5": judge(writes and faithful, not (writes and faithful)),
        "10": judge(
            max(mean[f"{n}-gram"]["valid"] for n in (2, 3, 5)) <= gpt - MARGIN,
            mean["lstm"]["valid"] >= WELL,
        ),
        "24": judge(new, facts["right_untold_gpt"] < 0.5),
        "29": judge(
            answers and gpt >= bert + MARGIN,
            answers_worse or bert >= gpt or trained["valid_by_confidence"] >= gpt,
        ),
        "30": judge(  # the same architecture, trained otherwise, is on the other side
            density["excess_gpt"] <= NEAR and density["excess_left_to_right"] >= FAR,
            trained["excess_left_to_right"] < FAR <= density["excess_left_to_right"],
        ),
        "38": judge(writes and new, as_good or not (writes and new)),
        "39": judge(any(cheaper_fills) and answers, prompt_suffices or not any(cheaper_fills)),
        "43": judge(facts["wrong_untold_gpt"] >= LIE, facts["wrong_untold_gpt"] < LIE),
        "53": judge(answers and not answers_worse, answers_worse or not answers),
        "57": judge(any(cheaper_fills), not any(cheaper_fills)),
        "66": judge(
            replies["force_valid_story"] >= WELL and replies["reject_excess_story"] <= NEAR,
            replies["force_valid_story"] < WELL or replies["reject_excess_story"] > NEAR,
        ),
        "83": judge(writes and answers and density["excess_gpt"] <= NEAR, not (writes and answers)),
        "95": judge(
            bert <= gpt - MARGIN and density["excess_left_to_right"] >= FAR,
            ladder["valid_settled"] >= gpt - MARGIN or trained["excess_left_to_right"] < FAR,
        ),
        "112": judge(
            repeats and any(cheaper_fills),
            ladder["passes_gpt"] < ladder["passes_settled"] or prompt_suffices,
        ),
    }
