from snippets.lab.world.corpus import novel_share, truth
from snippets.studies.experiments import summaries
from snippets.studies.the_generation_ladder import NOT_AT_THE_FRONT, REPLIES, SYSTEMS, verdicts

results = summaries("the-generation-ladder")


def tell(name, key, measure, digits=3):
    mean, half = results[key][measure]
    print(f"{name} = {mean:.{digits}f}\n{name}_half = {half:.{digits}f}")


for way in ("gpt", "one_shot", "gibbs_8", "left_to_right", "by_confidence", "settled", "world"):
    for measure in ("valid", "novel", "drift", "bits", "repeated"):
        tell(f"{measure}_{way}", "ladder", f"{measure}_{way}")
for way in ("groups_1", "groups_24", "by_confidence"):
    for measure in ("valid", "novel", "drift"):
        tell(f"{measure}_diffusion_{way}", "unmasking", f"{measure}_{way}")
for way in ("left_to_right", "by_confidence", "random_order", "one_shot"):
    tell(f"excess_bert_{way}", "density", f"excess_{way}")
    tell(f"excess_diffusion_{way}", "unmasking", f"excess_{way}")
tell("excess_gpt", "density", "excess_gpt")
for measure in ("right_told_gpt", "wrong_told_gpt", "wrong_told_bert", "said_wrong_untold_gpt"):
    tell(measure, "facts", measure)
for share in ("right_untold", "wrong_untold"):
    for name in ("gpt", "bert"):
        tell(f"{share}_{name}", "facts", f"{share}_{name}")
for key, names in (("constraints", ("front", *NOT_AT_THE_FRONT)), ("replies", REPLIES)):
    for name in names:
        for measure in ("force_valid", "fill_valid", "fill_excess"):
            tell(f"{measure}_{name}", key, f"{measure}_{name}")
        for way in ("reject", "force", "fill"):
            tell(f"{way}_passes_{name}", key, f"{way}_passes_{name}", 0)
for key in ("2-gram", "3-gram", "5-gram", "lstm"):
    tell(f"valid_{key.replace('-', '_')}", key, "valid")
world = truth("training")
words = world.probabilities @ world.lengths
positions = world.probabilities @ (world.lengths * (world.lengths + 2))
print(f"entropy = {world.entropy():.3f}\nnovel_exact = {novel_share():.3f}")
print(f"work_gpt = {words + 1:.0f}\nwork_bert = {positions:.0f}")
print("tokens_more =", f"{results['unmasking']['tokens'][0] / 1e6:.1f}")
minutes = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS) / 60
print(f"minutes = {minutes:.0f}")
print(*(f"claim {claim}: {verdict}" for claim, verdict in verdicts(results).items()), sep="\n")
