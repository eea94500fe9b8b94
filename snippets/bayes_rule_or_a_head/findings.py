from snippets.studies.bayes_rule_or_a_head import MARGINS, SYSTEMS, looks, more_reliable
from snippets.studies.experiments import runs_of, summaries
from snippets.studies.looks import ahead

results, runs = summaries("bayes-rule-or-a-head"), runs_of("bayes-rule-or-a-head")
for measure in MARGINS:
    print(f"ahead in {measure.replace('_', ' ')}, each condition by itself, where one kind is:")
    for condition, kind in more_reliable(results, measure).items():
        if kind != "neither":
            print(f"  {condition}: {kind}")
print("corrected for all conditions of a measure together (Holm):")
for measure, margin in MARGINS.items():
    won = list(ahead(looks(runs, measure), margin).values())
    print(f"{measure}_looks = {len(won)}")
    for kind in ("generative", "discriminative"):
        print(f"{measure}_{kind}_ahead = {won.count(kind)}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.1f}")
