from snippets.studies.experiments import summaries
from snippets.studies.two_regimes import SYSTEMS, enough, verdicts

results = summaries("two-regimes")
lda, lr = (enough(results, name, "outliers") for name in ("lda", "lr"))
print(
    f"enough_lda_outliers = {lda:.0f}\nenough_lr_outliers = {lr:.0f}\nlda_over_lr = {lda / lr:.1f}"
)
shared = [results["features"][f"{name}_shared_128"][0] for name in ("lr", "naive")]
print(f"lr_over_naive = {shared[0] / shared[1]:.0f}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.1f}")
for claim, verdict in verdicts(results).items():
    print(f"verdict_{claim} = {verdict}")
