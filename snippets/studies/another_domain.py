"""On real text, another domain: what the record of SemEval-2014 says of the ledger's claims."""

from snippets.studies.few_labels_and_many import ahead, winner
from snippets.studies.real import check
from snippets.studies.verdicts import judge

STUDY = "another-domain"


def recorded() -> dict:
    return check(STUDY)


# --8<-- [start:places]
def places(data: dict) -> dict[str, list[tuple[str, int, str]]]:
    """Return (trained on, labels, tested on) `at home` and `away`, with all labels."""
    sizes = {domain["name"]: domain["train"] for domain in data["data"]}
    return {
        "at home": [(name, sizes[name], name) for name in sizes],
        "away": [(name, sizes[name], other) for name in sizes for other in sizes if other != name],
    }


# --8<-- [end:places]


def majority(data: dict) -> dict[str, float]:
    """Return what always saying the commonest label of a test set scores there."""
    return {
        domain["name"]: max(domain["labels"].values()) / domain["test"] for domain in data["data"]
    }


def verdicts(data: dict) -> dict[str, str]:
    """Return {claim: verdict}, by rules that were written before the networks had been trained."""
    away = places(data)["away"]
    won = {
        *(winner(data, place, measure) for place in away for measure in ("accuracy", "macro_f1")),
        *(ahead(data, place, "decoder", "encoder", "macro_f1") for place in away),
    }
    return {
        "54": judge(
            bool({"discriminative", "encoder"} & won), bool({"generative", "decoder"} & won)
        )
    }
