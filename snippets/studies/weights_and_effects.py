"""e8, weights and effects: what is run, and what the results say of the ledger's claims."""

from snippets.studies.results import System
from snippets.studies.verdicts import definition, judge

SYSTEMS = [
    System("words", "weights_and_effects/words", (2048,)),
    System("decisions", "weights_and_effects/decisions", (300,), ("bert-sentiment", "gpt")),
]

READINGS = ("last_layer", "all_layers", "received")  # of attention
SAME = 0.01  # of a rank correlation: no difference
FAR = 0.1  # of a rank correlation: a difference
SUM = 1e-6  # nats: the log-odds are a sum of weights


def verdicts(results: dict[str, dict[str, tuple[float, float]]]) -> dict[str, str]:
    """Return what the results say of each claim.

    `results` holds {system: {measure: (mean, half-width of its 95% interval)}}.
    """
    words, found = (
        {name: mean for name, (mean, _) in results[system.key].items()} for system in SYSTEMS
    )
    sums = max(words["nb_not_a_sum"], words["lr_not_a_sum"]) <= SUM
    counted, fitted = found["nb_weights_rank"], found["lr_weights_rank"]
    level = sums and abs(counted - fitted) <= SAME  # of the linear ones, neither is easier to read
    bert, gpt = (max(found[f"{name}_{way}_rank"] for way in READINGS) for name in ("bert", "gpt"))
    easier = bert >= gpt + FAR  # attention tells more of BERT than of GPT
    told = found["gpt_terms_rank"] >= bert + FAR  # GPT has something that tells more
    simple = fitted >= bert + FAR and gpt <= 1 - FAR
    by_itself = found["gpt_exact_error"] < found["bert_exact_error"]  # it has P(hidden word)
    return {
        "28a": judge(easier, level or told),
        "47": judge(simple and easier, level or told),
        "70": definition(sums and by_itself),
        "109": judge(easier, level or told),
    }
