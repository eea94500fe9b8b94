from snippets.studies.bayes_rule_or_a_head import MARGINS, SYSTEMS, more_reliable, verdicts
from snippets.studies.experiments import summaries

results = summaries("bayes-rule-or-a-head")
names = ("gpt_bayes", "bert_head", "gpt_head", "nb", "lr")
shown = {  # a star: with the half-width of its interval
    "scratch": "bayes bayes_moved "
    + " ".join(f"{name}_{m}_accuracy*" for name in names for m in (32, 128, 512, 2048))
    + " "
    + " ".join(f"{name}_2048_{k}*" for name in names for k in ("calibration_error", "excess_bits")),
    "pretrained": "gpt_bayes_0_accuracy gpt_bayes_0_excess_bits gpt_bayes_0_calibration_error "
    "gpt_bayes_0_kept_accuracy gpt_bayes_0_moved_accuracy "
    + " ".join(f"{name}_{m}_accuracy*" for name in names[:3] for m in (32, 2048))
    + " gpt_bayes_2048_calibration_error* bert_head_2048_calibration_error* "
    "bert_head_2048_kept_accuracy* bert_head_2048_moved_accuracy*",
    "other-reviews": " ".join(f"{name}_mark_away_accuracy*" for name in names)
    + " "
    + " ".join(f"{name}_thing_{where}_accuracy*" for name in names for where in ("home", "away")),
    "writing": "gpt_valid* bert_valid* head_valid* head_says gpt_distinct bert_distinct",
    "spam": "bayes_error nb_plain_64_error* lr_plain_64_error* lr_c1_plain_64_error* "
    "nb_plain_4096_error* lr_c1_plain_4096_error* "
    "nb_padded_4096_missed* lr_c1_padded_4096_missed*",
    "digits": "mixture_1000* svm_1000* lr_c1_1000* lda_1000* mixture_30* svm_30* lr_c1_30* "
    "recognised",
}
for system, keys in shown.items():
    for name in keys.split():
        mean, half = results[system][name.rstrip("*")]
        key = f"{system}_{name.rstrip('*')}".replace("-", "_")
        print(f"{key} = {mean:.3f}")
        if name.endswith("*"):
            print(f"{key}_half = {half:.3f}")
for measure in MARGINS:
    print(f"ahead in {measure.replace('_', ' ')}, where one kind is:")
    for condition, kind in more_reliable(results, measure).items():
        if kind != "neither":
            print(f"  {condition}: {kind}")
seconds = sum(results[s.key]["cpu_seconds"][0] * s.seeds for s in SYSTEMS)
print(f"minutes = {seconds / 60:.1f}")
for claim, verdict in verdicts(results).items():
    print(f"verdict_{claim} = {verdict}")
