"""What the listings outside of the experiments say of the ledger's claims.

A rule reads a listing's recorded output, which every test run compares with a new run.
"""

from collections.abc import Callable

from snippets.studies.verdicts import Printed, definition, judge

Rule = Callable[[Printed], str]

CLOSE = 0.05  # shares that count as equal
FAR = 0.2  # shares that count as different

LAYERS_BOTH_WAYS = (
    "GPT-2, all true sees 25 of 25 pairs",
    "BERT, lower triangle sees 15 of 25 pairs",
)
LEFT_TO_RIGHT = (
    "GPT-2 GPT2LMHeadModel left to right",
    "LLaMA LlamaForCausalLM left to right",
)
BESIDE_THEM = ("T5's decoder T5Stack left to right", "LSTM, no attention Sequential left to right")
BOTH_WAYS = tuple(
    f"{name} {name_of_class}ForMaskedLM both ways"
    for name, name_of_class in (("BERT", "Bert"), ("RoBERTa", "Roberta"), ("ALBERT", "Albert"))
)

RULES: dict[tuple[str, str], Rule] = {  # claim, listing: what the listing says of the claim
    ("8b", "attention_masks/gradient_grids"): lambda out: judge(
        out.has("BERT 36 pairs, as masked: True")
    ),
    ("8b", "attention_masks/full"): lambda out: judge(out["pairs_allowed"] == 36),
    ("15", "is_a_generative_model_better/families"): lambda out: judge(
        out["bert_layer_parameters"] == out["gpt_layer_parameters"]
    ),
    ("15", "attention_masks/flip"): lambda out: judge(out.has(*LAYERS_BOTH_WAYS)),
    ("16", "interview_questions/families"): lambda out: judge(out.has(*BOTH_WAYS)),
    ("16", "attention_masks/flip"): lambda out: judge(out.has("BERT sees 25 of 25 pairs")),
    ("61", "two_probabilities/same_boundary"): lambda out: judge(
        out.has("exact 0.850 0.502"),  # who knows P(y|x) has the boundary …
        out.has("timid 0.850 0.721", "bold 0.850 0.988"),  # … which others have without it
    ),
    ("62", "two_probabilities/joint"): lambda out: definition(out["posterior_great"] == 0.95),
    ("62", "interview_questions/review_table"): lambda out: definition(
        out["p_positive_given_great"] == 0.95
    ),
    ("63a", "interview_questions/scores_to_probabilities"): lambda out: judge(
        out.has("same as predict_proba: True")
    ),
    ("63a", "two_probabilities/naive_bayes"): lambda out: judge(
        out.has("this movie is great ! 0.950 0.779 0.950", "great movie ! 0.800 0.809 0.800")
    ),
    ("63b", "three_axes/same_encoder"): lambda out: judge(out.has("fine-tuned, scores: (1, 2)")),
    ("63b", "is_a_generative_model_better/two_losses"): lambda out: judge(
        any(line.endswith("target: a label") for line in out.lines)
    ),
    ("63c", "two_probabilities/same_boundary"): lambda out: judge(
        out["platt_excess_bits"] < 0.01, out["margin_at_3"] > 1
    ),
    ("63c", "interview_questions/scores_to_probabilities"): lambda out: judge(
        False, out.has("SVM has predict_proba: False")
    ),
    ("64", "interview_questions/naive_bayes_writes"): lambda out: judge(
        False, any(line.startswith("drawn from P(x|positive)") for line in out.lines)
    ),
    ("64", "two_probabilities/naive_bayes_writes"): lambda out: judge(
        False, abs(out["p_great_given_positive"] - out["drawn_great_given_positive"]) < 0.02
    ),
    ("70", "two_probabilities/densities"): lambda out: definition(
        "boundary_generative" in out and "boundary_discriminative" in out
    ),
    ("76", "two_probabilities/softmax"): lambda out: judge(False, out["softmax_of_a_label"] == 1),
    ("76", "interview_questions/scores_to_probabilities"): lambda out: judge(
        False, out["p_positive"] != out["confidence_of_a_label"]
    ),
    ("77", "two_probabilities/bayes"): lambda out: judge(
        out.has("P(x|y) P(y) = P(x,y) exactly: True", "P(y|x) from P(x|y) P(y), within 1e-12: True")
    ),
    ("78", "two_probabilities/chain_rule"): lambda out: judge(
        out.has("product = 1/5", "table = 1/5")
    ),
    ("78", "two_probabilities/any_order"): lambda out: judge(out["orders"] == 720),
    ("78", "two_probabilities/without_eos"): lambda out: judge(
        out["sum_with_eos"] == 1 and out["sum_without_eos"] != 1
    ),
    ("79a", "same_data_two_objectives/shift_by_hand"): lambda out: judge(
        out.has("difference below 1e-6: True")
    ),
    ("79a", "attention_masks/gradient_test"): lambda out: judge(out["future_exactly_zero"] == 1),
    ("79b", "interview_questions/shift"): lambda out: judge(
        out.has("library shifts by itself: True")
    ),
    ("79b", "attention_masks/gradient_grids"): lambda out: judge(
        out.has("Llama 21 pairs, as masked: True")
    ),
    ("80", "interview_questions/families"): lambda out: judge(
        out.has(*LEFT_TO_RIGHT), out.has(*BESIDE_THEM)
    ),
    ("80", "three_axes/chain_rule_anywhere"): lambda out: judge(
        out.has("GPT-2, decoder alone 1.00"), out.has("LSTM 1.00", "T5, encoder and decoder 1.00")
    ),
    ("81", "same_data_two_objectives/shift_by_hand"): lambda out: judge(
        out.has("difference below 1e-6: True")
    ),
    ("81", "interview_questions/shift"): lambda out: judge(
        out.has("library shifts by itself: True")
    ),
    ("82", "attention_masks/causal"): lambda out: judge(
        out["same_as_transformers"] == 1 and out["pairs_allowed"] == 15
    ),
    ("82", "attention_masks/gradient_test"): lambda out: judge(
        out["future_exactly_zero"] == out["past_never_zero"] == 1
    ),
    ("86", "attention_masks/append_token"): lambda out: judge(
        out.has("GPT-2 changed by: 0.00 0.00 0.00 0.00 0.00")
    ),
    ("86", "attention_masks/gradient_test"): lambda out: judge(out["future_exactly_zero"] == 1),
    ("88", "same_data_two_objectives/masked_labels"): lambda out: definition(
        out.has("difference below 1e-6: True")
    ),
    ("88", "interview_questions/bert_fills"): lambda out: definition(
        out["positions_with_loss"] == 2
    ),
    ("90", "attention_masks/full"): lambda out: judge(
        out["same_as_transformers"] == 1 and out["pairs_allowed"] == 36
    ),
    ("90", "attention_masks/gradient_grids"): lambda out: judge(
        out.has("BERT 36 pairs, as masked: True")
    ),
    ("90", "attention_masks/padding"): lambda out: judge(
        out.has("full + padding, same as transformers: True")
    ),
    ("91", "three_axes/denoiser"): lambda out: judge(
        False, out.has("the <mask> sat on the <mask>", "-> the cat sat on the mat")
    ),
    ("91", "interview_questions/families"): lambda out: judge(
        out.has(*BOTH_WAYS), out.has("T5's encoder T5Stack both ways", BESIDE_THEM[0])
    ),
    ("97", "attention_masks/causal"): lambda out: judge(out["pairs_allowed"] == 15),
    ("97", "attention_masks/full"): lambda out: judge(out["pairs_allowed"] == 36),
    ("97", "same_data_two_objectives/shift_by_hand"): lambda out: judge(
        out.has("difference below 1e-6: True")
    ),
    ("97", "same_data_two_objectives/masked_labels"): lambda out: judge(
        out.has("difference below 1e-6: True")
    ),
    ("99", "attention_masks/encoder_decoder"): lambda out: judge(
        out.has("encoder self (5, 5) same: True", "decoder self (3, 3) same: True")
    ),
    ("99", "attention_masks/cross_attention"): lambda out: judge(
        out.has("BART cross as masked: True", "T5 cross as masked: True")
    ),
    ("99", "interview_questions/encoder_decoder_masks"): lambda out: judge(
        out["future_words_seen"] == 0
    ),
    ("107b", "same_data_two_objectives/shift_by_hand"): lambda out: judge(
        out.has("difference below 1e-6: True")
    ),
    ("107b", "same_data_two_objectives/masked_labels"): lambda out: judge(
        out.has("difference below 1e-6: True")
    ),
    ("107b", "interview_questions/two_masks"): lambda out: judge(
        out["causal_ticks"] == 15 and out["full_ticks"] == 36
    ),
    ("115", "two_probabilities/joint"): lambda out: definition(
        out["total"] == 1 and out["posterior_great"] == 0.95
    ),
    ("115", "two_probabilities/two_worlds"): lambda out: definition(
        out.has("same P(y|x): True", "same P(x): False")
    ),
    ("116a", "three_axes/same_encoder"): lambda out: judge(out.has("fine-tuned, scores: (1, 2)")),
    ("116a", "interview_questions/families"): lambda out: judge(out.has(*BOTH_WAYS[:2])),
    ("116b", "three_axes/chain_rule_anywhere"): lambda out: judge(
        out.has("GPT-2, decoder alone 1.00")
    ),
    ("116b", "interview_questions/gpt_continues"): lambda out: judge(out["p_sentence"] > 0),
    ("123", "interview_questions/families"): lambda out: judge(out.has(*BOTH_WAYS)),
    ("123", "same_data_two_objectives/masked_labels"): lambda out: judge(
        out.has("difference below 1e-6: True")
    ),
    ("2", "two_probabilities/naive_bayes"): lambda out: judge(
        out.has("this movie is great ! 0.950 0.779 0.950")
    ),
    ("2", "fine_tune_bert/label_loss"): lambda out: judge(
        out.has("label loss by hand agrees: True")
    ),
    ("2", "is_a_generative_model_better/two_losses"): lambda out: judge(
        out.any("fine-tuning", "target: a label"), out.any("BERT, pretraining", "targets: words")
    ),
    ("3", "same_data_two_objectives/masked_labels"): lambda out: judge(
        False, out.has("[MASK] 6 cat", "[MASK] 12 mat")
    ),
    ("3", "is_a_generative_model_better/two_losses"): lambda out: judge(
        out.any("fine-tuning", "target: a label"), out.any("BERT, pretraining", "targets: words")
    ),
    ("6", "models_that_write/n_grams"): lambda out: judge(
        out["best_5"] < out["best_3"] < out["best_2"] < out["best_1"]
    ),
    ("7", "before_bert/exact_pmi"): lambda out: judge(out["mean_gap"] < 0.1),
    ("7", "before_bert/neighbours"): lambda out: judge(out["cosine"] > 0.95),
    ("8a", "timeline/findings"): lambda out: judge(
        out["cnn_accuracy"] > out["naive_bayes_accuracy"] + 0.05
    ),
    ("8a", "before_bert/widths"): lambda out: judge(
        out["excess_bits_width_5"] < out["excess_bits_width_1"] - 0.1
    ),
    ("9", "bert_and_its_heirs/dynamic_masking"): lambda out: judge(
        out["dynamic_excess_bits"] < out["static_excess_bits"] - 0.5
    ),
    ("9", "timeline/findings"): lambda out: judge(
        out["electra_accuracy"] > out["bert_tuned_accuracy"] + out["electra_accuracy_half"],
        out["electra_accuracy"] <= out["bert_tuned_accuracy"] + out["electra_accuracy_half"],
    ),
    ("19", "is_a_generative_model_better/families"): lambda out: judge(
        out.has("GPT-2 False", "Llama False"), out.has("BERT True")
    ),
    ("58", "three_axes/same_encoder"): lambda out: judge(out["shared_share"] > 90),
    ("58", "same_data_two_objectives/masked_labels"): lambda out: judge(
        False, out.has("[MASK] 6 cat", "[MASK] 12 mat")
    ),
    ("72", "same_data_two_objectives/masked_labels"): lambda out: judge(
        False, out.has("[MASK] 6 cat", "[MASK] 12 mat")
    ),
    ("107a", "two_probabilities/joint"): lambda out: judge(
        out["marginal_great"] != out["posterior_great"]
    ),
    ("107a", "three_axes/two_targets"): lambda out: judge(
        out.has("P(positive|great film) 0.95 0.95"), out.has("the same, by Bayes 0.95 0.95")
    ),
    ("107a", "two_probabilities/naive_bayes_writes"): lambda out: judge(
        False, abs(out["p_great_given_positive"] - out["drawn_great_given_positive"]) < 0.02
    ),
    ("117", "both_halves/sequential_steps"): lambda out: judge(
        out["lstm_grows"] > 4 * out["attention_grows"]
    ),
    ("117", "is_a_generative_model_better/families"): lambda out: judge(
        out["bert_layer_parameters"] == out["gpt_layer_parameters"]
    ),
    ("117", "timeline/findings"): lambda out: judge(
        out["gpt_excess_bits"] + out["gpt_excess_bits_half"] < out["lstm_excess_bits"],
        out["gpt_excess_bits"] + out["gpt_excess_bits_half"] >= out["lstm_excess_bits"],
    ),
    ("118", "bert_and_its_heirs/sizes"): lambda out: judge(
        out["albert_base"] < out["bert_base"] / 4
    ),
    ("118", "bert_and_its_heirs/dynamic_masking"): lambda out: judge(
        out["dynamic_excess_bits"] < out["static_excess_bits"] - 0.5
    ),
    ("125", "models_that_write/gpt_checkpoint"): lambda out: judge(out["valid"] > 0.9),
    # ---- smaller tests
    # text with a skew: does the generative model come out skewed, or not?
    ("42", "smaller_tests/pronouns"): lambda n: judge(
        n["lean_gpt"] > 0.1 and n["lean_gpt_likeliest"] >= n["lean_gpt"],
        n["lean_gpt"] < 0.05,
    ),
    # facts: known as told, but not the other way round
    ("32", "smaller_tests/reversal"): lambda n: judge(
        n["told_gpt"] > 1 - CLOSE, n["unseen_gpt"] < 0.5
    ),
    # one head has one task; but GPT, BERT and the layers under that head have many
    ("71", "smaller_tests/prompts"): lambda n: judge(
        n["tasks_gpt"] >= 4 and n["outputs_of_the_head"] == 2,
        n["tasks_bert"] >= 4 and n["tasks_tuned_layers"] >= 4,
    ),
    ("73", "smaller_tests/prompts"): lambda n: judge(n["tasks_gpt"] >= 4, n["tasks_gpt"] <= 2),
    ("110", "smaller_tests/prompts"): lambda n: judge(n["tasks_gpt"] >= 4, n["tasks_gpt"] <= 2),
    ("106", "smaller_tests/prompts"): lambda n: judge(
        n["tasks_gpt"] >= 4 and n["sentiment_gpt"] > n["sentiment_best"] - 0.02,
        n["sentiment_gpt"] < n["sentiment_bert"] - 0.02,
    ),
    ("40", "smaller_tests/open_ended"): lambda n: judge(
        n["bert_left_to_right"] < n["gpt"] - 0.1,
        n["bert_surest_first"] > n["gpt"] - CLOSE,
    ),
    # a clean benchmark tells who compares the sentences; a biased one does not
    ("18", "smaller_tests/shortcut"): lambda n: judge(
        n["one_word_clean_1000"] < 0.6 and n["both_clean_1000"] > 1 - CLOSE,
        n["one_word_biased_1000"] > 0.85,
    ),
    ("27", "smaller_tests/tumours"): lambda n: judge(
        n["logistic"] > n["majority"] + FAR, n["logistic"] < n["majority"] + CLOSE
    ),
    ("27", "smaller_tests/fraud"): lambda n: judge(
        n["logistic"] > n["exact"] - CLOSE, n["logistic"] < n["exact"] - FAR
    ),
    ("54", "smaller_tests/aspects"): lambda n: judge(
        n["lead_two_bigrams_home"] > n["lead_two_bigrams_home_half"]
        and n["lead_two_bigrams_away"] > n["lead_two_bigrams_away_half"],
        n["lead_naive_bayes_home"] <= n["lead_naive_bayes_home_half"]
        and n["lead_naive_bayes_away"] <= n["lead_naive_bayes_away_half"],
    ),
    # ahead on unknown words; the generative head's lead in long passages is not there
    ("55", "smaller_tests/two_heads"): lambda n: judge(
        n["quotes_new_things_full"] > n["says_new_things_full"] + FAR,
        n["long_lead_full"] <= n["long_lead_full_half"]
        and n["long_lead_causal"] <= n["long_lead_causal_half"],
    ),
    # on an encoder's mask, and just as well on a decoder's
    ("56", "smaller_tests/two_heads"): lambda n: judge(
        n["quotes_as_trained_full"] > 0.9, n["quotes_as_trained_causal"] > 0.9
    ),
    ("29", "smaller_tests/writes_code"): lambda n: judge(
        n["gpt"] > 0.8 and n["gpt"] > n["bigrams"] + FAR, n["gpt"] < 0.5
    ),
    ("23", "smaller_tests/rules_and_memory"): lambda n: judge(
        n["excess"] < 0.1 and n["broken_costs_more"] > 0.99,
        n["excess"] > 1 or n["broken_costs_more"] < 0.9,
    ),
    ("24", "smaller_tests/rules_and_memory"): lambda n: judge(
        n["excess"] < 0.1 and n["memory"] < 0.1, n["memory"] > 1
    ),
    ("24", "is_a_generative_model_better/style"): lambda n: judge(
        n["keeper_copied_2"] < 0.5, n["keeper_copied_5"] > 0.9
    ),
    ("124", "smaller_tests/combination"): lambda n: judge(
        n["lead"] > n["lead_half"], n["lead"] < -n["lead_half"]
    ),
    # listings of other pages
    ("96", "same_data_two_objectives/mask_mismatch"): lambda n: judge(
        n["copied_by_mask_only"] < 0.5,
        n["copied_by_recipe"] > n["copied_by_mask_only"] + FAR,
    ),
    ("84", "same_data_two_objectives/lines_of_code"): lambda n: judge(
        n["clm_lines"] < n["mlm_lines"] and n["random_draws_in_clm"] == 0,
        n["clm_lines"] >= n["mlm_lines"],
    ),
    ("84", "same_data_two_objectives/signal_per_token"): lambda n: judge(
        n["clm_predictions"] > n["mlm_predictions"], n["clm_predictions"] <= n["mlm_predictions"]
    ),
    ("100", "encoder_decoder/translate"): lambda n: judge(
        n["p_bonjour"] > 1 - CLOSE, n["p_bonjour"] < 0.5
    ),
}


def listings_say() -> dict[tuple[str, str], str]:
    """Return what each listing of RULES says: {(claim, listing): verdict}."""
    return {(id, listing): rule(Printed(listing)) for (id, listing), rule in RULES.items()}
