from snippets.studies.experiments import summaries
from snippets.studies.scaling_and_the_mirage import (
    OBJECTIVES,
    SYSTEMS,
    by_width,
    passed,
    slope,
    verdicts,
)

results = summaries("scaling-and-the-mirage")
for objective in OBJECTIVES:
    for name, first in (("slope", 0), ("last_slope", 2)):
        mean, half = slope(results, objective, first)
        print(f"{objective}_{name} = {mean:.3f}\n{objective}_{name}_half = {half:.3f}")
    print(f"{objective}_exam = {passed(results, objective):.3f}")
costs = [mean for mean, _ in by_width(results, "masked_word", "sentence_flops")]
print(f"dearer_sentence = {costs[-1] / costs[0]:.0f}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes_in_all = {seconds / 60:.0f}")
for claim, verdict in verdicts(results).items():
    print(f"claim {claim}: {verdict}")
