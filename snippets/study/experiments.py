"""The recorded studies: the timeline, the ten experiments and two on real text.

The module of an experiment holds `SYSTEMS`, what is run, and `verdicts(results)`, what the results
say of the claims of the ledger.
"""

from importlib import import_module

from snippets.study.results import System, check, summary

EXPERIMENTS = {  # name on the command line: the module
    "timeline": "snippets.study.timeline",
    "e1": "snippets.two_regimes.study",
    "e2": "snippets.the_price_of_a_blank.study",
    "e3": "snippets.bayes_rule_or_a_head.study",
    "e4": "snippets.the_generation_ladder.study",
    "e5": "snippets.who_knows_what_where.study",
    "e6": "snippets.two_blanks_at_once.study",
    "e7": "snippets.what_it_costs.study",
    "e8": "snippets.weights_and_effects.study",
    "e9": "snippets.a_zoo_of_densities.study",
    "e10": "snippets.scaling_and_the_mirage.study",
}
REAL = {  # studies on real text, which need data that are no part of the project
    "sst2": "snippets.few_labels_and_many.study",
    "absa": "snippets.another_domain.study",
}


def systems_of(experiment: str) -> dict[str, System]:
    """Return the systems of an experiment by their keys."""
    return {system.key: system for system in import_module(EXPERIMENTS[experiment]).SYSTEMS}


def summaries(experiment: str) -> dict[str, dict[str, tuple[float, float]]]:
    """Return {system: {measure: (mean, half-width)}} as recorded.

    Raises `ResultsError` where results are missing, half or stale.
    """
    return {
        key: summary(check(experiment, system)) for key, system in systems_of(experiment).items()
    }
