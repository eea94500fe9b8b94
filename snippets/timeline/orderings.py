from snippets.study.results import check, summary
from snippets.study.timeline import ORDERINGS, SYSTEMS

names = {system.key: system.name for system in SYSTEMS}
means = {
    system.key: {name: mean for name, (mean, _) in summary(check("timeline", system)).items()}
    for system in SYSTEMS
}
for ordering in ORDERINGS:
    low, high = (means[key][ordering.measure] for key in (ordering.lower, ordering.higher))
    print(f"{ordering.measure}: {names[ordering.lower]} {low:.3f}")
    print(
        f"    < {names[ordering.higher]} {high:.3f}, in each run {ordering.quick or 'not'} checked"
    )
