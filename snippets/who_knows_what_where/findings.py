from snippets.studies.experiments import runs_of, summaries
from snippets.studies.results import interval
from snippets.studies.who_knows_what_where import SYSTEMS

results, runs = summaries("who-knows-what-where"), runs_of("who-knows-what-where")
leads = {  # of BERT over GPT under its mask
    "entities": ("entities", "f1"),
    "question_first": ("answers", "first_exact"),
    "question_last": ("answers", "last_exact"),
    "sentiment": ("sentiment", "mean_many"),
}
for name, (system, measure) in leads.items():
    lead = interval([run[f"bert_{measure}"] - run[f"causal_{measure}"] for run in runs[system]])
    print("lead_{0} = {1:.3f}\nlead_{0}_half = {2:.3f}".format(name, *lead))
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.0f}")
