from snippets.studies.results import check, summary
from snippets.studies.timeline import NOT_CLAIMED, ORDERINGS, SYSTEMS

systems = {system.key: system for system in SYSTEMS}
for ordering in ORDERINGS:
    low, high = systems[ordering.lower], systems[ordering.higher]
    means = [summary(check("timeline", s))[ordering.measure][0] for s in (low, high)]
    quick = ordering.quick or "–"
    print(f"{ordering.measure}: {low.name} {means[0]:.3f}")
    print(f"    < {high.name} {means[1]:.3f}; {ordering.margin}, {quick}")
print("not claimed:")
for pair, why in NOT_CLAIMED.items():
    low, high = (systems[key].name for key in pair)
    print(f"{low} < {high}: {why}")
