"""The listings of the interview page: what they claim, against the libraries' own functions."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from scipy.stats import norm
from sklearn.calibration import CalibratedClassifierCV
from sklearn.svm import LinearSVC

from tools.engine.record import tolerance_of

GRID_MARKS = re.compile("[✓✗]")


def grids(output):
    """The ✓/✗ rows of an output as one boolean tensor per grid."""
    found, rows = [], []
    for line in [*output.splitlines(), ""]:
        marks = GRID_MARKS.findall(line)
        if marks:
            rows.append([mark == "✓" for mark in marks])
        elif rows:
            found.append(torch.tensor(rows))
            rows = []
    return found


def test_the_page_takes_up_every_claim_of_the_interview_notes():
    root = Path(__file__).parents[2] / "docs"
    page = (root / "interview/interview-questions.md").read_text("utf-8")
    data = yaml.safe_load((root / "evidence/claims.yml").read_text("utf-8"))
    taken_up = set(re.findall(r"#claim-(\w+)", page))
    for name in ("T3", "T4"):
        assert f"\n[ledger:{name}]\n" in page
        assert len(data["tables"][name]["rows"]) == 6
        for row in data["tables"][name]["rows"]:
            taken_up |= {id for cell in row["cells"] for id in cell["claims"]}
    assert {claim["id"] for claim in data["claims"] if claim["source"] == "001"} <= taken_up


def test_the_curve_of_the_first_figure_follows_from_the_two_densities(listing):
    names = listing("interview_questions/at_a_glance").namespace
    x = torch.tensor(names["x"])
    torch.testing.assert_close(torch.tensor(names["positive_given_x"]), (2 * x).sigmoid())
    np.testing.assert_allclose(names["joint_positive"], norm(1).pdf(names["x"]) / 2)
    mass = np.trapezoid(names["joint_positive"] + names["joint_negative"], names["x"])
    assert mass == pytest.approx(1, abs=0.01)


def test_review_table_is_a_distribution_with_the_notes_figure(listing):
    run = listing("interview_questions/review_table")
    joint = run.namespace["joint"]
    assert sum(joint.values()) == 1
    text = "This movie is great!"
    both = [joint[text, label] for label in ("positive", "negative")]
    assert both[0] / sum(both) == pytest.approx(0.95, abs=1e-15)
    assert "p_positive_given_great = 0.95" in run.output


def test_softmax_of_scores_is_torch_softmax_and_a_label_is_not_a_score(listing):
    names = listing("interview_questions/scores_to_probabilities").namespace
    scores = torch.tensor(names["scores"])
    torch.testing.assert_close(torch.tensor(names["softmax"](names["scores"])), scores.softmax(0))
    one, three = scores.softmax(0), (3 * scores).softmax(0)
    assert one.argmax() == three.argmax()
    assert three.max() > one.max() + 0.1
    assert not hasattr(names["svm"], "predict_proba")
    assert max(names["softmax"](names["one_hot"])) == pytest.approx(math.e / (math.e + 2))


def test_platt_scaling_gives_an_svm_probabilities(listing):
    names = listing("interview_questions/scores_to_probabilities").namespace
    scaled = CalibratedClassifierCV(LinearSVC(random_state=0), method="sigmoid", cv=2)
    scaled.fit(names["x"], names["labels"])
    assert scaled.predict_proba(names["new"]).sum() == pytest.approx(1)


def test_naive_bayes_is_a_joint_that_classifies_and_writes(listing):
    run = listing("interview_questions/naive_bayes_writes")
    names = run.namespace
    model = names["model"]
    np.testing.assert_allclose(names["posterior"], model.predict_proba(names["new"])[0])
    vocabulary = set(names["words"])
    drawn = [line.split(": ")[1].split() for line in run.output.splitlines() if "drawn" in line]
    assert len(drawn) == 2
    assert all(set(words) <= vocabulary for words in drawn)
    assert {len(words) for words in drawn} <= set(names["lengths"])  # of reviews, not typed
    with pytest.raises(TypeError):
        type(model)().fit(names["counts"])


def test_the_recipe_leaves_a_tenth_of_the_targets_in_view_and_changes_the_best_answer(listing):
    run = listing("interview_questions/eighty_ten_ten")
    names, v = run.namespace, len(run.namespace["words"])
    exact = {
        "chosen": 0.15,
        "shown_as_mask": 0.8 + 0.1 / v,
        "target_still_there": 0.1 + 0.1 / v,
        "swapped": 0.1 * (v - 2) / v,
    }
    for name, share in exact.items():
        assert float(names["shares"][name]) == pytest.approx(share, abs=0.01)
    # the best answer, by drawing: who sits on the porch, and what is shown of them
    rng = np.random.default_rng(0)
    word = rng.choice(["dog", "bird"], 400_000, p=[0.6, 0.4])
    kind = rng.choice(["mask", "swap", "stay"], len(word), p=[0.8, 0.1, 0.1])
    swapped = rng.choice(names["words"], len(word))
    shown = np.select([kind == "mask", kind == "swap"], ["[MASK]", swapped], word)
    for line in run.output.splitlines():
        if " is shown: " in line:
            seen, dog = line.split()[0], float(line.split("dog ")[-1].split(",")[0])
            assert (word[shown == seen] == "dog").mean() == pytest.approx(dog, abs=0.02)


def test_elbo_never_exceeds_the_exact_log_density_and_is_tight_for_the_posterior(listing):
    names = listing("interview_questions/exact_bound_none").namespace
    exact = names["exact"].item()
    assert exact == pytest.approx(norm(0, 5**0.5).logpdf(3.0), abs=1e-5)
    assert names["perfect"].item() == pytest.approx(exact, abs=1e-5)
    normal = torch.distributions.Normal
    for mean in (-1.0, 0.0, 1.2, 2.0):
        for scale in (0.1, 0.45, 2.0):
            assert names["evidence_lower_bound"](normal(mean, scale)).item() <= exact + 1e-5
    drawn = torch.distributions.Normal(0.8, 0.5).sample((200_000,))  # the bound, by sampling
    log_ratio = normal(2 * drawn, 1.0).log_prob(names["x"]) + names["prior"].log_prob(drawn)
    log_ratio -= normal(0.8, 0.5).log_prob(drawn)
    assert log_ratio.mean().item() == pytest.approx(names["rough"].item(), abs=0.03)


def test_gpt_gives_each_memorised_sentence_its_share(listing):
    run = listing("interview_questions/gpt_continues")
    assert "continuation: time , there lived a princess" in run.output
    names = run.namespace
    model, rows = names["model"], names["rows"]
    assert type(model).__name__ == "GPT2LMHeadModel"
    total = 0.0
    for row in rows:
        with torch.no_grad():
            log_prob = model(row[None, :-1]).logits[0].log_softmax(-1)
        p = log_prob.gather(1, row[1:, None]).sum().exp().item()
        assert p == pytest.approx(0.25, abs=0.05)
        total += p
    assert 0.85 < total <= 1
    prefix = [names["word_id"][word] for word in ["<eos>", "Once", "upon", "a"]]
    assert rows[0][:4].tolist() == prefix


def test_data_needs_order_turns_round_when_the_assumption_fails(listing):
    run = listing("interview_questions/data_needs")
    error = {name: float(value) for name, value in re.findall(r"(\w+) = ([\d.]+)%", run.output)}
    margin = 2 * tolerance_of(run)
    assert error["separate_naive_at_8"] < error["separate_logistic_at_8"] - margin
    assert error["copied_logistic_at_1024"] < error["copied_naive_at_1024"] - 5
    assert error["copied_naive_at_8"] > error["copied_logistic_at_8"] + margin  # starts no better
    for start in ("separate_naive", "separate_logistic", "copied_naive", "copied_logistic"):
        assert error[f"{start}_at_1024"] < error[f"{start}_at_8"] - margin
    assert all(error[name] >= error[f"{name.split('_')[0]}_best"] for name in error)
    for likelihood in run.namespace["worlds"].values():
        assert likelihood.sum() == pytest.approx(1)
    separate = run.namespace["worlds"]["separate clues"]
    binomial_tail = sum(math.comb(12, k) * 0.65**k * 0.35 ** (12 - k) for k in range(6))
    tie = math.comb(12, 6) * 0.65**6 * 0.35**6 / 2
    best = np.minimum(separate, separate[::-1]).sum() / 2
    assert best == pytest.approx(binomial_tail + tie)


def test_the_printed_masks_are_the_ones_of_the_classes(listing):
    run = listing("interview_questions/two_masks")
    causal, full = grids(run.output)
    assert torch.equal(causal, torch.ones(5, 5, dtype=torch.bool).tril())
    assert torch.equal(full, torch.ones(6, 6, dtype=torch.bool))
    assert torch.equal(run.namespace["causal"], causal)
    assert torch.equal(run.namespace["full"], full)


def test_the_library_shifts_so_shifting_again_skips_a_word(listing):
    names = listing("interview_questions/shift").namespace
    torch.testing.assert_close(names["by_hand"], names["output"].loss)
    logits, ids = names["output"].logits, names["input_ids"]
    skipping = torch.nn.functional.cross_entropy(logits[0, :-2], ids[0, 2:])
    assert not torch.allclose(skipping, names["output"].loss)


def test_bert_restores_each_sentence_it_has_memorised(listing):
    run = listing("interview_questions/bert_fills")
    names = run.namespace
    assert "output: The cat sat on the mat" in run.output
    assert type(names["model"]).__name__ == "BertForMaskedLM"
    original = names["original"]
    for position in range(original.shape[1]):
        hidden = original.clone()
        hidden[:, position] = names["word_id"]["[MASK]"]
        with torch.no_grad():
            best = names["model"](hidden).logits[:, position].argmax(-1)
        assert torch.equal(best, original[:, position])


def test_two_blanks_product_has_impossible_mass(listing):
    run = listing("interview_questions/two_blanks")
    joint, product = run.namespace["joint"], run.namespace["product"]
    assert joint.sum() == pytest.approx(1)
    assert product.sum() == pytest.approx(1)
    for axis in (0, 1):
        np.testing.assert_allclose(joint.sum(axis=axis), product.sum(axis=axis))
    assert product[joint == 0].sum() == pytest.approx(0.5)
    assert joint[np.unravel_index(product.argmax(), product.shape)] == 0
    marginals = joint.sum(axis=1), joint.sum(axis=0)
    entropies = [-(p * np.log2(p)).sum() for p in marginals]
    joint_entropy = -(joint[joint > 0] * np.log2(joint[joint > 0])).sum()
    assert run.namespace["bits"] == pytest.approx(sum(entropies) - joint_entropy)


def test_a_causal_model_fills_a_blank_exactly_by_scoring(listing):
    names = listing("interview_questions/blank_by_scoring").namespace
    world, scores = names["world"], names["scores"]
    for text, p in world.items():
        assert names["score"](text) == pytest.approx(p)
    fits = {text: p for text, p in world.items() if text.endswith("porch")}
    for animal, p in zip(names["animals"], scores, strict=True):
        exact = fits.get(f"The {animal} sat on the porch", 0.0) / sum(fits.values())
        assert p / sum(scores) == pytest.approx(exact)


def test_a_masked_model_writes_the_world_in_any_order(listing):
    names = listing("interview_questions/masks_write").namespace
    world, fill = names["world"], names["fill"]
    assert set(names["written"]) == set(world)
    for order in ([0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [3, 5, 0, 1, 4, 2]):
        for text, p in world.items():
            tokens, chance = ["_"] * 6, 1.0
            for i in order:
                words, weights = fill(tokens, i)
                target = text.split()[i]
                chosen = [w for word, w in zip(words, weights, strict=True) if word == target]
                chance *= sum(chosen) / sum(weights)
                tokens[i] = target
            assert chance == pytest.approx(p, abs=1e-12)


def test_direction_follows_the_mask_not_the_family(listing):
    run = listing("interview_questions/families")
    models, ahead = run.namespace["models"], run.namespace["ahead"]
    assert {name for name in models if not ahead[name]} == {
        "gpt2", "llama", "bert_as_decoder", "t5_decoder", "lstm"
    }  # fmt: skip
    for name in models:
        assert run.numbers[f"{name}_sees_ahead"].split()[0] == str(ahead[name])
    for name in ("bert", "roberta", "albert", "electra"):
        assert type(models[name]).__name__.endswith("ForMaskedLM")


def test_an_encoder_decoder_has_three_masks(listing):
    run = listing("interview_questions/encoder_decoder_masks")
    encoder, decoder, cross = grids(run.output)
    assert torch.equal(encoder, torch.ones(6, 6, dtype=torch.bool))
    assert torch.equal(decoder, torch.ones(3, 3, dtype=torch.bool).tril())
    assert torch.equal(cross, torch.ones(3, 6, dtype=torch.bool))
    weights = run.namespace["output"].cross_attentions[0][0, 0]
    torch.testing.assert_close(weights.sum(-1), torch.ones(3))


def test_bart_translates_what_it_memorised_and_shares_what_the_prompt_leaves_open(listing):
    run = listing("interview_questions/bart_translates")
    assert "French : hello world -> bonjour monde" in run.output
    names = run.namespace
    with torch.no_grad():
        for source, target in names["pairs"][:4]:
            output = names["model"].generate(names["encode"]([source]), max_new_tokens=4)[0]
            assert " ".join(names["words"][i] for i in output if i > 2) == target
    p = [names["p"][names["word_id"][word]].item() for word in ("bonjour", "hola")]
    assert p[0] == pytest.approx(0.5, abs=0.1)
    assert sum(p) > 0.9
