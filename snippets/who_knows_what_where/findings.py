from snippets.studies.experiments import summaries
from snippets.studies.who_knows_what_where import SYSTEMS, verdicts

results = summaries("who-knows-what-where")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.0f}")
for claim, verdict in verdicts(results).items():
    print(f"claim {claim}: {verdict}")
