from snippets.studies import two_regimes as study
from snippets.studies.experiments import runs_of, summaries
from snippets.studies.looks import ahead
from snippets.studies.results import interval, summary

results, runs = summaries("two-regimes"), runs_of("two-regimes")
lda, lr = (study.enough(results, name, "outliers") for name in ("lda", "lr"))
print(f"enough_lda_outliers = {lda:.0f}\nenough_lr_outliers = {lr:.0f}")
of_seeds = [{"gaussian": summary({"runs": [run]})} for run in runs["gaussian"]]
pairs = [[study.enough(one, name, "outliers") for name in ("lda", "lr")] for one in of_seeds]
shares = [lda / lr for lda, lr in pairs]
print("lda_over_lr = {:.1f}\nlda_over_lr_half = {:.1f}".format(*interval(shares)))
shared = [results["features"][f"{name}_shared_128"][0] for name in ("lr", "naive")]
print(f"lr_over_naive = {shared[0] / shared[1]:.0f}")
for system, name in (("features", "lr"), ("tuned", "tuned")):
    needs = [interval(shares) for shares in study.naive_over_lr(runs[system], name)]
    print(f"naive_over_{name}_least = {min(mean - half for mean, half in needs):.3f}")
    print(f"naive_over_{name}_most = {max(mean + half for mean, half in needs):.3f}")
for name in ("lr", "tuned"):  # on the same draws, with 128 features among which evidence is shared
    more = [run[f"{name}_shared_128"] / run["naive_shared_128"] for run in runs["tuned"]]
    print("{0}_times = {1:.1f}\n{0}_times_half = {2:.1f}".format(name, *interval(more)))
for m in (16, 64):
    mean, half = interval(study.penalty_lead(runs["penalty"], m))
    print(f"penalty_lead_{m} = {mean:.4f}\npenalty_lead_{m}_half = {half:.4f}")
won = ahead(study.looks(runs), study.MARGIN)
print(f"looks = {len(won)}")
for kind in ("generative", "discriminative"):
    there = [place for place, who in won.items() if who == kind]
    print(f"{kind}_ahead = {len(there)}")
    print(f"{kind}_ahead_independent = {sum(world in study.INDEPENDENT for world, _ in there)}")
    print(f"{kind}_ahead_{study.SIZES[-1]} = {sum(m == study.SIZES[-1] for _, m in there)}")
both = {"generative", "discriminative"}
worlds, sizes = study.WORLDS, study.SIZES
print("worlds_with_both =", sum(both <= {won[world, m] for m in sizes} for world in worlds))
print("sizes_with_both =", sum(both <= {won[world, m] for world in worlds} for m in sizes))
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in study.SYSTEMS)
print(f"minutes = {seconds / 60:.1f}")
