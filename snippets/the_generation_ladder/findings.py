from snippets.lab.world.corpus import novel_share, truth
from snippets.studies.experiments import runs_of, summaries
from snippets.studies.results import interval
from snippets.studies.the_generation_ladder import BERT_WAYS, SYSTEMS, compared

results, runs = summaries("the-generation-ladder"), runs_of("the-generation-ladder")
world = truth("training")
words = world.probabilities @ world.lengths
positions = world.probabilities @ (world.lengths * (world.lengths + 2))
print(f"entropy = {world.entropy():.3f}\nnovel_exact = {novel_share():.3f}")
print(f"work_gpt = {words + 1:.0f}\nwork_bert = {positions:.0f}")
print("tokens_more =", f"{results['unmasking']['tokens'][0] / 1e6:.1f}")
best = max((f"{n}-gram" for n in (2, 3, 5)), key=lambda key: results[key]["valid"][0])
pairs = zip(runs[best], runs["ladder"], strict=True)
mean, half = interval([few["valid"] - gpt["valid_gpt"] for few, gpt in pairs])
print(f"best_n_gram = {best}\nn_gram_minus_gpt = {mean:.3f}\nn_gram_minus_gpt_half = {half:.3f}")
ways = [compared(runs["ladder"], way) for way in BERT_WAYS]
print(f"ways = {len(ways)}\nways_behind = {ways.count('behind')}")
print(f"ways_as_good = {ways.count('as good')}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.0f}")
