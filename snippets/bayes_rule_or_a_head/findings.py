from snippets.studies.bayes_rule_or_a_head import MARGINS, SYSTEMS, more_reliable, verdicts
from snippets.studies.experiments import summaries

results = summaries("bayes-rule-or-a-head")
for measure in MARGINS:
    print(f"ahead in {measure.replace('_', ' ')}, where one kind is:")
    for condition, kind in more_reliable(results, measure).items():
        if kind != "neither":
            print(f"  {condition}: {kind}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.1f}")
for claim, verdict in verdicts(results).items():
    print(f"verdict_{claim} = {verdict}")
