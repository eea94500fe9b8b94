from snippets.studies.experiments import summaries
from snippets.studies.what_it_costs import ratios, verdicts

results = summaries("what-it-costs")
for name, ratio in ratios(results).items():
    print(f"{name} = {ratio:.2f}")
for claim, verdict in verdicts(results).items():
    print(f"claim {claim}: {verdict}")
