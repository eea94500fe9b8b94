"""The recorded studies as a whole: each with its seeds, and what they say as the ledger has it."""

import pytest

from snippets.studies.experiments import EXPERIMENTS, systems_of
from snippets.studies.results import check

SEARCHES = ("search", "longer")  # they choose, or ask whether that was enough, on seed 0 alone
SYSTEMS = [(name, system) for name in EXPERIMENTS for system in systems_of(name).values()]


@pytest.mark.parametrize(("experiment", "system"), SYSTEMS, ids=lambda x: getattr(x, "key", x))
def test_a_system_is_recorded_with_at_least_five_seeds_and_holds(experiment, system):
    runs = check(experiment, system)["runs"]  # raises where a file it depends on has changed
    assert len({run["seed"] for run in runs}) >= system.seeds
    assert system.seeds >= 5 or system.key in SEARCHES
    assert len({frozenset(run) for run in runs}) == 1, "every seed has the same measures"
