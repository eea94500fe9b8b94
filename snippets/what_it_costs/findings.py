from snippets.studies.experiments import summaries
from snippets.studies.what_it_costs import ratios

results = summaries("what-it-costs")
for name, ratio in ratios(results).items():
    print(f"{name} = {ratio:.2f}")
