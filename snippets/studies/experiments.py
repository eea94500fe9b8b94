"""The recorded studies: the timeline, the ten experiments and two on real text.

The module of an experiment holds `SYSTEMS`, what is run, and what its listings reckon from the
records. What they say of a claim of the ledger stands beside it, in docs/evidence/claims.yml.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from snippets.studies import records
from snippets.studies.records import ROOT, Record
from snippets.studies.results import System, check, summary

EXPERIMENTS = (  # by their pages' names; the module of `a-b` is a_b.py
    "timeline",
    "two-regimes",
    "the-price-of-a-blank",
    "bayes-rule-or-a-head",
    "the-generation-ladder",
    "who-knows-what-where",
    "two-blanks-at-once",
    "what-it-costs",
    "weights-and-effects",
    "a-zoo-of-densities",
    "scaling-and-the-mirage",
)
REAL = ("few-labels-and-many", "another-domain")  # on text that is no part of the project


def study(name: str) -> ModuleType:
    """Return the module of a study."""
    return import_module(f"snippets.studies.{name.replace('-', '_')}")


def systems_of(experiment: str) -> dict[str, System]:
    """Return the systems of an experiment by their keys."""
    return {system.key: system for system in study(experiment).SYSTEMS}


def record_of(study: str, out: Path | None = None, about: dict | None = None) -> Record:
    """Return the record of a study on real text, the project's own or `out`."""
    return Record(
        out or records.FOLDER / f"{study}.json",
        f"{study} --data …",
        (ROOT / "snippets" / "studies" / "one_run.py",),
        about=about or {},
        world=False,
    )


def runs_of(experiment: str) -> dict[str, list[dict]]:
    """Return {system: its runs, each with its seed and its measures} as recorded."""
    return {
        key: check(experiment, system)["runs"] for key, system in systems_of(experiment).items()
    }


def summaries(experiment: str) -> dict[str, dict[str, tuple[float, float]]]:
    """Return {system: {measure: (mean, half-width)}} as recorded.

    Raises `ResultsError` where results are missing, half or stale.
    """
    return {
        key: summary(check(experiment, system)) for key, system in systems_of(experiment).items()
    }
