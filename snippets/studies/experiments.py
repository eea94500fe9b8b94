"""The recorded studies: the timeline, the ten experiments and two on real text.

The module of an experiment holds `SYSTEMS`, what is run, and `verdicts(results)`, what the results
say of the claims of the ledger.
"""

from importlib import import_module
from pathlib import Path

from snippets.studies import records
from snippets.studies.records import ROOT, Record
from snippets.studies.results import System, check, summary

EXPERIMENTS = {  # the name of the page, and on the command line: the module
    "timeline": "snippets.studies.timeline",
    "two-regimes": "snippets.two_regimes.study",
    "the-price-of-a-blank": "snippets.the_price_of_a_blank.study",
    "bayes-rule-or-a-head": "snippets.bayes_rule_or_a_head.study",
    "the-generation-ladder": "snippets.the_generation_ladder.study",
    "who-knows-what-where": "snippets.who_knows_what_where.study",
    "two-blanks-at-once": "snippets.two_blanks_at_once.study",
    "what-it-costs": "snippets.what_it_costs.study",
    "weights-and-effects": "snippets.weights_and_effects.study",
    "a-zoo-of-densities": "snippets.a_zoo_of_densities.study",
    "scaling-and-the-mirage": "snippets.scaling_and_the_mirage.study",
}
REAL = {  # studies on real text, which need data that are no part of the project
    "few-labels-and-many": "snippets.few_labels_and_many.study",
    "another-domain": "snippets.another_domain.study",
}


def systems_of(experiment: str) -> dict[str, System]:
    """Return the systems of an experiment by their keys."""
    return {system.key: system for system in import_module(EXPERIMENTS[experiment]).SYSTEMS}


def record_of(study: str, out: Path | None = None, about: dict | None = None) -> Record:
    """Return the record of a study on real text, the project's own or `out`."""
    return Record(
        out or records.FOLDER / f"{study}.json",
        f"{study} --data …",
        (ROOT / "snippets" / "studies" / "one_run.py",),
        about=about or {},
        world=False,
    )


def summaries(experiment: str) -> dict[str, dict[str, tuple[float, float]]]:
    """Return {system: {measure: (mean, half-width)}} as recorded.

    Raises `ResultsError` where results are missing, half or stale.
    """
    return {
        key: summary(check(experiment, system)) for key, system in systems_of(experiment).items()
    }
