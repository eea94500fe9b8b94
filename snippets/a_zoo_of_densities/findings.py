from snippets.a_zoo_of_densities import cells
from snippets.lab.mixture import ENTROPY
from snippets.studies.a_zoo_of_densities import ANIMALS, SYSTEMS, verdicts
from snippets.studies.experiments import summaries

found = summaries("a-zoo-of-densities")
shown = ("excess_bits", "bound_bits", "told_apart", "best_judge", "energy", "inside", "covered")
for name in ANIMALS:
    for measure in shown:
        if f"{measure}_{name}" in found["samples"]:
            mean, half = found["samples"][f"{measure}_{name}"]
            digits = {"energy": 4, "covered": 1}.get(measure, 3)
            label = f"{measure}_{name}".replace("2-gram", "pairs")
            print(f"{label} = {mean:.{digits}f}\n{label}_half = {half:.{digits}f}")
for name, numbers in {
    "vae": (1, 10, 100),
    "perfect": (100, 1000),
    "diffusion": (100, 300, 1000),
}.items():
    for number in numbers:
        mean, half = found["gaps"][f"gap_{name}_{number}"]
        print(f"gap_{name}_{number} = {mean:.3f}\ngap_{name}_{number}_half = {half:.3f}")
print(f"cells_floor = {cells.mean_bits(cells.exact_shares()) - ENTROPY:.3f}")
for claim, verdict in verdicts(found).items():
    print(f"claim {claim}: {verdict}")
seconds = sum(found[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.0f}")
