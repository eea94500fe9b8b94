import math

from snippets.studies.experiments import runs_of, summaries
from snippets.studies.results import interval
from snippets.studies.scaling_and_the_mirage import (
    OBJECTIVES,
    SYSTEMS,
    by_width,
    curves,
    largest_step,
    largest_widening,
    of_each_seed,
    passed,
    slopes,
)

results, runs = summaries("scaling-and-the-mirage"), runs_of("scaling-and-the-mirage")
curve, seeds = curves(results), of_each_seed(runs)
values = {}  # one a seed
for objective in OBJECTIVES:
    values[f"{objective}_slope"] = slopes(runs, objective)
    values[f"{objective}_last_slope"] = slopes(runs, objective, 2)
    values[f"{objective}_widening"] = [largest_widening(seed, objective) for seed in seeds]
    print(f"{objective}_exam = {passed(results, objective):.3f}")
for name in ("slope", "last_slope"):
    values[f"{name}_lead"] = values[f"next_token_{name}"] - values[f"masked_word_{name}"]
values["exam_leap"] = [largest_step(curves(seed)["exam"]) for seed in seeds]
bits = [[math.log(bits) for bits in curves(seed)["token_bits"]] for seed in seeds]
values["bits_leap"] = [largest_step(these) for these in bits]
for name, these in values.items():
    mean, half = interval(these)
    print(f"{name} = {mean:.3f}\n{name}_half = {half:.3f}")
print(f"exam_at_first = {curve['exam'][0]:.3f}\nexam_at_last = {curve['exam'][-1]:.3f}")
costs = [mean for mean, _ in by_width(results, "masked_word", "sentence_flops")]
print(f"dearer_sentence = {costs[-1] / costs[0]:.0f}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes_in_all = {seconds / 60:.0f}")
