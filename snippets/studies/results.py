"""The results of the studies by their systems: a listing, run with several seeds."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from snippets.studies import records
from snippets.studies.records import ROOT, Record


@dataclass(frozen=True)
class System:
    """One part of an experiment: a listing, run with a seed and these arguments."""

    key: str  # names its results file
    listing: str  # page/concept
    arguments: tuple[int, ...] = ()  # of the full form, after the seed
    checkpoints: tuple[str, ...] = ()  # the trained models that it loads
    seeds: int = 5

    @property
    def file(self) -> Path:
        return ROOT / "snippets" / f"{self.listing}.py"

    @property
    def module(self) -> str:
        return f"snippets.{self.listing.replace('/', '.')}"

    def record(self, study: str) -> Record:
        return Record(
            records.FOLDER / study / f"{self.key}.json",
            f"{study} {self.key}",
            (self.file,),
            self.checkpoints,
            {"arguments": list(self.arguments)},
            self.seeds,
        )


def check(study: str, system: System) -> dict:
    """Return a system's results; raises `ResultsError` where they are missing, half or stale."""
    return records.check(system.record(study))


def interval(values: list[float]) -> tuple[float, float]:
    """Return the mean and the half-width of its 95% interval (Student's t over the seeds)."""
    from scipy import stats  # it takes a second to load, and only tables and figures need it

    if not np.isfinite(values).all():
        return (math.inf if np.isinf(values).any() else math.nan), math.nan
    n = len(values)
    half = stats.t.ppf(0.975, n - 1) * np.std(values, ddof=1) / math.sqrt(n) if n > 1 else math.nan
    return float(np.mean(values)), float(half)


def summary(data: dict) -> dict[str, tuple[float, float]]:
    """Return {measure: (mean, half-width)} over a system's runs."""
    names = [name for name in data["runs"][0] if name != "seed"]
    return {name: interval([run[name] for run in data["runs"]]) for name in names}
