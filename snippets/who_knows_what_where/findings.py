from snippets.studies.experiments import summaries
from snippets.studies.who_knows_what_where import SYSTEMS, verdicts

results = summaries("who-knows-what-where")
TOLD = {
    "positions": "ceiling_before ceiling_at_-1 bert_before causal_before unmasked_before "
    "causal_after",
    "entities": "bert_f1 causal_f1 unmasked_f1 most_frequent_f1 prefix_f1_ceiling bert_accuracy "
    "causal_accuracy unmasked_accuracy most_frequent_accuracy causal_ambiguous bert_ambiguous "
    "most_frequent_ambiguous prefix_accuracy_ceiling",
    "answers": "bert_first_exact bert_last_exact bert_first_f1 bert_last_f1 causal_first_exact "
    "causal_first_f1 causal_last_exact causal_last_f1 unmasked_first_exact unmasked_first_f1 "
    "unmasked_last_exact unmasked_last_f1 usual_exact usual_f1 blind_exact_ceiling",
    "sentiment": "words_few words_many neighbours_few neighbours_many random_mean_few "
    "random_mean_many bert_mean_few bert_mean_many causal_mean_few causal_mean_many "
    "unmasked_mean_few unmasked_mean_many bert_first_many causal_first_many causal_last_many "
    "bayes",
    "transfer": "bert_mean_pretrained bert_mean_random causal_mean_pretrained causal_mean_random "
    "causal_first_pretrained",
}
for key, names in TOLD.items():
    for name in names.split():
        mean, half = results[key][name]
        label = f"{key}_{name}".replace("-", "minus_")
        print(f"{label} = {mean:.3f}\n{label}_half = {half:.3f}")
minutes = sum(results[system.key]["cpu_seconds"][0] * system.seeds for system in SYSTEMS) / 60
print(f"minutes = {minutes:.0f}")
print(*(f"claim {claim}: {verdict}" for claim, verdict in verdicts(results).items()), sep="\n")
