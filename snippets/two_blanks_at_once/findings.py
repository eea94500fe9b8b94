from snippets.studies.experiments import runs_of, summaries
from snippets.studies.results import interval
from snippets.studies.two_blanks_at_once import SYSTEMS

results, runs = summaries("two-blanks-at-once"), runs_of("two-blanks-at-once")
for step in (1, 2, 4, "all"):  # words a pass, the surest first, from nothing but blanks
    mean, half = interval(
        [
            run[f"impossible_bert_surest_all_{step}"] - run[f"impossible_exact_surest_all_{step}"]
            for run in runs["unmasking"]
        ]
    )
    print(f"bert_above_exact_{step} = {mean:.3f}\nbert_above_exact_{step}_half = {half:.3f}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.0f}")
