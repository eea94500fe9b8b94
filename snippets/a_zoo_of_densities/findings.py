from snippets.a_zoo_of_densities import cells
from snippets.lab.mixture import ENTROPY
from snippets.studies.a_zoo_of_densities import SYSTEMS
from snippets.studies.experiments import summaries

results = summaries("a-zoo-of-densities")
print(f"cells_floor = {cells.mean_bits(cells.exact_shares()) - ENTROPY:.3f}")
for name in ("GPT", "VAE", "GAN", "diffusion"):
    measures = {f"excess_bits_{name}", f"bound_bits_{name}"} & results["samples"].keys()
    print(f"{name}_has_a_density = {bool(measures)}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.0f}")
