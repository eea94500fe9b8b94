from snippets.studies.experiments import summaries
from snippets.studies.what_it_costs import ratios, verdicts

results = summaries("what-it-costs")
for name, ratio in ratios(results).items():
    print(f"{name} = {ratio:.2f}")
shown = {
    "labels-64": "ms_encoder_head_2 ms_bayes_2 ms_encoder_head_64 ms_label_last_64 ms_bayes_64",
    "lengths": "ms_encoder_16 ms_decoder_16 ms_encoder_1024 ms_decoder_1024",
    "answers": "ms_cache_64 ms_no_cache_64 ms_masked_64 ms_one_pass_64",
    "training": "ms_next_token ms_masked_word ms_label",
}
for system, names in shown.items():
    for name in names.split():
        mean, half = results[system][name]
        print(f"{name} = {mean:.2f}")
        print(f"{name}_half = {half:.2f}")
shares = {L: results["lengths"][f"share_square_{L}"][0] for L in (16, 512, 1024)}
for L, share in shares.items():
    print(f"square_share_{L} = {share:.3f}")
for claim, verdict in verdicts(results).items():
    print(f"claim {claim}: {verdict}")
