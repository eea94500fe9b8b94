from snippets.studies.results import check, summary
from snippets.studies.timeline import POINT, SYSTEMS

measures = ("excess_bits", "bound_bits", "covered", "inside")
print(f"{'':20}" + "".join(f"{name:>13}" for name in measures[:3]) + f"{'inside':>10}")
for system in SYSTEMS:
    if system.loss == POINT:
        found = summary(check("timeline", system))
        cells = [f"{found[name][0]:.3f}" if name in found else "–" for name in measures]
        row = "".join(f"{cell:>13}" for cell in cells[:3]) + f"{cells[3]:>10}"
        print(f"{system.name:20}{row}")
