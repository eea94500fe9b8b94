from snippets.studies.experiments import summaries
from snippets.studies.two_blanks_at_once import SYSTEMS, verdicts

results = summaries("two-blanks-at-once")
for claim, verdict in verdicts(results).items():
    print(f"claim {claim}: {verdict}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.0f}")
