from snippets.studies.experiments import summaries
from snippets.studies.two_regimes import SYSTEMS, enough, verdicts

results = summaries("two-regimes")
shown = {  # a star: with the half-width of its interval
    "binary": "bayes_0 nb_0_32* lr_0_32* lr_c1_0_32* nb_40_128* lr_40_128* nb_40_256* lr_40_256* "
    "lr_c1_40_64* nb_40_64* nb_80_8* lr_80_8* lr_c1_80_8* nb_80_limit lr_80_limit bayes_80",
    "gaussian": "bayes_independent naive_independent_32* lda_independent_16* lr_c1_independent_32* "
    "lr_independent_16* naive_correlated_8192 lda_correlated_8192 bayes_outliers "
    "naive_outliers_16* lr_c1_outliers_16* naive_outliers_8192 lda_outliers_8192 lr_outliers_8192",
    "features": "naive_each_8* naive_each_128* lr_each_8* lr_each_128* lda_each_128* "
    "naive_shared_8* naive_shared_128* lr_shared_8* lr_shared_128* lda_shared_128*",
    "penalty": "lr_-3_0_16* lr_4_0_16* nb_0_0_16* nb_-3_0_16* nb_1_0_16*",
    "reviews": "bayes nb_words_4096_accuracy lr_c1_words_4096_accuracy "
    "nb_neighbours_4096_accuracy* lr_c1_neighbours_4096_accuracy* "
    "nb_neighbours_4096_precision* lr_c1_neighbours_4096_precision* "
    "nb_neighbours_128_accuracy* lr_neighbours_128_accuracy* lr_c1_neighbours_128_accuracy* "
    "nb_neighbours_4096_calibration_error lr_c1_neighbours_4096_calibration_error",
    "mixture": "mixture_independent naive_independent* lr_c1_independent* mixture_outliers* "
    "naive_outliers*",
    "hidden-word": "word_excess_bits* guess_excess_bits",
}
for system, names in shown.items():
    digits = 0 if system == "features" else 3
    for name in names.split():
        mean, half = results[system][name.rstrip("*")]
        key = f"{system}_{name.rstrip('*')}".replace("-", "_").replace("__", "_minus_")
        print(f"{key} = {mean:.{digits}f}")
        if name.endswith("*"):
            print(f"{key}_half = {half:.{digits}f}")
for name in ("lda", "lr"):
    print(f"enough_{name}_outliers = {enough(results, name, 'outliers'):.0f}")
shared = [results["features"][f"{name}_shared_128"][0] for name in ("lr", "naive")]
print(f"lr_over_naive = {shared[0] / shared[1]:.0f}")
lda, lr = (enough(results, name, "outliers") for name in ("lda", "lr"))
print(f"lda_over_lr = {lda / lr:.1f}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.1f}")
for claim, verdict in verdicts(results).items():
    print(f"verdict_{claim} = {verdict}")
