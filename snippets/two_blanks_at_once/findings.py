from snippets.studies.experiments import summaries
from snippets.studies.two_blanks_at_once import verdicts

found = summaries("two-blanks-at-once")
pairs, unmasking = found.values()


def show(name, measure, digits=3):
    mean, half = measure
    print(f"{name} = {abs(mean):.{digits}f}\n{name}_half = {half:.{digits}f}")


for kind in ("random", "bound"):
    for name in ("exact_at_once", "bert_at_once", "bert_left_first", "bert_right_first", "gpt"):
        show(f"{name}_{kind}", pairs[f"impossible_{name}_{kind}"])
    show(f"orders_differ_{kind}", pairs[f"orders_differ_bert_{kind}"])
    show(f"dependence_{kind}", pairs[f"dependence_bits_{kind}"])
print(f"orders_differ_exact = {pairs['orders_differ_exact_bound'][0]:.3f}")
for name in ("exact", "bert_at_once", "bert_left_first"):
    show(f"returned_{name}", pairs[f"returned_{name}_bound"])
show("likeliest_impossible", pairs["likeliest_impossible_bert_at_once_bound"])
for who in ("exact", "bert"):
    for way in ("random_4_2", "random_4_all", "surest_4_2", "random_all_1", "random_all_2"):
        show(f"{who}_{way}", unmasking[f"impossible_{who}_{way}"])
    for way in ("surest_all_1", "surest_all_2", "surest_all_4", "surest_all_all"):
        show(f"{who}_{way}", unmasking[f"impossible_{who}_{way}"])
        show(f"bits_{who}_{way}", unmasking[f"bits_{who}_{way}"], 2)
for claim, verdict in verdicts(found).items():
    print(f"claim {claim}: {verdict}")
seconds = sum(system["cpu_seconds"][0] * 5 for system in found.values())
print(f"minutes = {seconds / 60:.0f}")
