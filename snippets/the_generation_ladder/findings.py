from snippets.lab.world.corpus import novel_share, truth
from snippets.studies.experiments import summaries
from snippets.studies.the_generation_ladder import SYSTEMS, verdicts

results = summaries("the-generation-ladder")
world = truth("training")
words = world.probabilities @ world.lengths
positions = world.probabilities @ (world.lengths * (world.lengths + 2))
print(f"entropy = {world.entropy():.3f}\nnovel_exact = {novel_share():.3f}")
print(f"work_gpt = {words + 1:.0f}\nwork_bert = {positions:.0f}")
print("tokens_more =", f"{results['unmasking']['tokens'][0] / 1e6:.1f}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.0f}")
for claim, verdict in verdicts(results).items():
    print(f"claim {claim}: {verdict}")
