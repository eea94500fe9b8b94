from snippets.studies.experiments import summaries
from snippets.studies.weights_and_effects import READINGS, SYSTEMS

results = summaries("weights-and-effects")
found = results["decisions"]
for name in ("bert", "gpt"):  # of the ways to read attention, the best
    for measure in ("rank", "first"):
        pairs = {way: found[f"{name}_{way}_{measure}"] for way in READINGS}
        best = max(pairs, key=lambda way: pairs[way][0])
        print(f"{name}_best_{measure} = {best}")
        print(f"{name}_attention_{measure} = {pairs[best][0]:.3f}")
        print(f"{name}_attention_{measure}_half = {pairs[best][1]:.3f}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.0f}")
