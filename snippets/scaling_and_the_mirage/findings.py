from snippets.studies.experiments import summaries
from snippets.studies.scaling_and_the_mirage import (
    OBJECTIVES,
    SYSTEMS,
    WIDTHS,
    by_width,
    passed,
    slope,
    value,
    verdicts,
)

results = summaries("scaling-and-the-mirage")
shown = {}
for objective in OBJECTIVES:
    key = objective.replace("_", "-")
    shown[f"{objective}_slope"] = slope(results, objective)
    shown[f"{objective}_last_slope"] = slope(results, objective, first=2)
    shown[f"{objective}_exam"] = passed(results, objective), 0.0
    for measure in ("excess", "valid", "accuracy", "token_right", "all_right", "token_bits"):
        for width, found in zip(WIDTHS, by_width(results, objective, measure), strict=True):
            shown[f"{objective}_{measure}_{width}"] = found
        for system in ("short", "of-640"):
            name = f"{objective}_{measure}_{system.replace('-', '_')}"
            shown[name] = value(results, f"{key}-{system}", measure)
for name, (mean, half) in shown.items():
    print(f"{name} = {mean:.3f}")
    if half:
        print(f"{name}_half = {half:.3f}")
costs = [mean for mean, _ in by_width(results, "masked_word", "sentence_flops")]
print(f"dearer_sentence = {costs[-1] / costs[0]:.0f}")
total = sum(results[system.key]["cpu_seconds"][0] * system.seeds for system in SYSTEMS)
print(f"minutes_in_all = {total / 60:.0f}")
for claim, verdict in verdicts(results).items():
    print(f"claim {claim}: {verdict}")
