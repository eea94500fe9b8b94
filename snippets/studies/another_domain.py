"""On real text, another domain: what was asked of SemEval-2014, and what its labels alone give."""

from snippets.studies.real import check

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
