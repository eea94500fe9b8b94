from snippets.a_zoo_of_densities import cells
from snippets.lab.mixture import ENTROPY
from snippets.studies.a_zoo_of_densities import SYSTEMS, verdicts
from snippets.studies.experiments import summaries

results = summaries("a-zoo-of-densities")
print(f"cells_floor = {cells.mean_bits(cells.exact_shares()) - ENTROPY:.3f}")
for claim, verdict in verdicts(results).items():
    print(f"claim {claim}: {verdict}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.0f}")
