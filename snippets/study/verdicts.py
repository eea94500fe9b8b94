"""What recorded evidence says of the claims of the ledger, computed from its numbers."""


def judge(agrees: bool, disagrees: bool = False) -> str:
    """Return the verdict of evidence that agrees with a claim, disagrees with it, or does both."""
    match agrees, disagrees:
        case True, True:
            return "contested"
        case True, False:
            return "supported"
        case False, True:
            return "refuted"
    return "open"
