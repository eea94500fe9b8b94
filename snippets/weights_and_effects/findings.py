from snippets.studies.experiments import summaries
from snippets.studies.weights_and_effects import READINGS, SYSTEMS, verdicts

results = summaries("weights-and-effects")
words, found = results["words"], results["decisions"]


def tell(name, pair):
    print(f"{name} = {pair[0]:.3f}\n{name}_half = {pair[1]:.3f}")


for name in ("nb_like_exact", "lr_like_exact", "nb_like_lr", "nb_accuracy", "lr_accuracy"):
    tell(name, words[name])
print(f"bayes = {words['bayes'][0]:.3f}\ngreat_highest = {words['great_highest'][0]:.2f}")
for name in ("nb_weights", "lr_weights", "gpt_terms"):
    tell(f"{name}_rank", found[f"{name}_rank"])
    tell(f"{name}_first", found[f"{name}_first"])
for name in ("bert", "gpt"):
    best = max(READINGS, key=lambda way: found[f"{name}_{way}_rank"][0])
    print(f"{name}_best = {best}")
    tell(f"{name}_attention_rank", found[f"{name}_{best}_rank"])
    first = max(READINGS, key=lambda way: found[f"{name}_{way}_first"][0])
    tell(f"{name}_attention_first", found[f"{name}_{first}_first"])
print(f"chance_first = {found['chance_first'][0]:.3f}")
for name in ("nb_exact", "lr_exact", "bert_exact", "bert_averaged", "gpt_exact"):
    tell(f"{name}_rank", found[f"{name}_rank"])
    tell(f"{name}_error", found[f"{name}_error"])
minutes = sum(results[system.key]["cpu_seconds"][0] * system.seeds for system in SYSTEMS) / 60
print(f"minutes = {minutes:.0f}")
print(*(f"claim {claim}: {verdict}" for claim, verdict in verdicts(results).items()), sep="\n")
