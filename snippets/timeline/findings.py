from snippets.lab.measure import FRESH, bayes_accuracy, reviews
from snippets.lab.world.corpus import truth
from snippets.studies.experiments import summaries
from snippets.studies.timeline import SYSTEMS

found = summaries("timeline")
for key in ("5-gram", "lstm", "gpt", "llama", "bert", "modernbert", "albert", "bart", "t5"):
    mean, half = found[key]["excess_bits"]
    name = key.replace("-", "_")
    print(f"{name}_excess = {mean:.4f}")
    print(f"{name}_half = {half:.4f}")
for key in ("5-gram", "lstm", "gpt", "masked-diffusion", "bert-as-generator", "gan-on-text"):
    print(f"{key.replace('-', '_')}_valid = {found[key]['valid'][0]:.3f}")
for key in ("bert-tuned", "electra", "cnn", "recurrent", "feed-forward", "naive-bayes"):
    name = key.replace("-", "_")
    print(f"{name}_accuracy = {found[key]['accuracy'][0]:.3f}")
    print(f"{name}_accuracy_half = {found[key]['accuracy'][1]:.3f}")
print(f"lstm_seconds = {found['lstm']['cpu_seconds'][0]:.0f}")
print(f"gpt_seconds = {found['gpt']['cpu_seconds'][0]:.0f}")
total = sum(found[system.key]["cpu_seconds"][0] * system.seeds for system in SYSTEMS)
print(f"minutes_in_all = {total / 60:.0f}")
engine = truth("training")
print(f"words = {len(engine.vocabulary) - 1}")
print(f"longest = {max(len(text.split()) for text in engine.sentences)}")
print(f"unseen = {FRESH:,}")
print(f"reviews = {len(reviews()[0]):,}")
print(f"labels = {found['bert-tuned']['labels'][0]:,.0f}")
print(f"bayes_accuracy = {bayes_accuracy():.4f}")
