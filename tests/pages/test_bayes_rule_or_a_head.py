"""e3: a language model with Bayes' rule against networks with a head, and word counters."""

import copy

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal
from sklearn.datasets import load_digits
from weighed import bearing, printed

from snippets.bayes_rule_or_a_head.chosen import CHOSEN, setting
from snippets.bayes_rule_or_a_head.kinds import COUNTERS, KINDS, TRIES, count, gpt_bayes, learn
from snippets.bayes_rule_or_a_head.mail import WORDS, letters, word_shares
from snippets.bayes_rule_or_a_head.pictures import MixturePerDigit
from snippets.bayes_rule_or_a_head.shifts import draw, joint, quality, with_prior
from snippets.lab.measure import bayes_accuracy, label_quality, labelled, reviews
from snippets.lab.objectives import word_rows
from snippets.studies.bayes_rule_or_a_head import (
    DISCRIMINATIVE,
    GENERATIVE,
    LABELS,
    MARGINS,
    looks,
    more_reliable,
)
from snippets.studies.experiments import runs_of, summaries
from snippets.studies.looks import ahead

FOLDER = "bayes_rule_or_a_head"
LEARNED = 0.6  # accuracy that even a short run with 128 labels exceeds
LOST = 0.1  # accuracy lost where the mark says nothing any more
CROSSING = 0.005  # of error: naive Bayes ahead with few letters, behind with many


@pytest.fixture(scope="module")
def recorded():
    return summaries("bayes-rule-or-a-head")


@pytest.fixture(scope="module")
def measures(listing):
    return lambda name: listing(f"{FOLDER}/{name}").namespace["measures"]


def log_odds_of(shares):
    return np.log(np.maximum(shares[1], 1e-300)) - np.log(np.maximum(shares[0], 1e-300))


def test_the_table_marks_what_differs_between_the_networks(listing):
    blocks, marked = listing(f"{FOLDER}/equal").output.split("pretrained  ")[:2], []
    for block in blocks:
        lines = block.splitlines()
        marked.append({line[2:24].strip() for line in lines if line.startswith("≠")})
        told = {line[2:24].strip(): line[24:].split() for line in lines}
        for name, kind in KINDS.items():
            size = kind.new(0, len(marked) == 2).num_parameters()
            assert told["parameters"][list(KINDS).index(name)] == f"{size:,}"
    for same in ("dropout", "rates tried", "learns from", "layers, heads, width"):
        assert not any(same in marks for marks in marked)
    assert "inner width (FFN)" not in marked[0]
    assert all({"parameters", "initialiser", "norm"} <= marks for marks in marked)


# ---------------------------------------------------------------- scores and shifts


def test_the_score_is_that_of_the_timeline():
    texts, y = labelled(300, 7)
    for name in COUNTERS:
        log_odds = count(name, texts, y, 1.0).log_odds(reviews()[0])
        ours = quality(log_odds, joint())
        theirs = label_quality(1 / (1 + np.exp(-log_odds)))
        for name, value in theirs.items():
            assert ours[name] == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    "world", [{}, {"positive": 0.2}, {"mark": 0.9}, {"things": ("song", "restaurant")}]
)
def test_the_exact_answer_costs_nothing_and_is_as_right_as_can_be(world):
    shares = joint(**world)
    found = quality(log_odds_of(shares), shares)
    assert found["excess_bits"] == pytest.approx(0, abs=1e-9)
    assert found["calibration_error"] == pytest.approx(0, abs=1e-9)
    assert found["accuracy"] == pytest.approx(shares.max(axis=0).sum(), abs=1e-12)


def test_the_prior_moves_alike_in_both_kinds():
    old, new = joint(), joint(0.2)
    posterior = log_odds_of(old)  # with equal priors it is the ratio of likelihoods too
    for name in ("gpt_bayes", "bert_head"):
        assert quality(with_prior(name, posterior, 0.5, 0.2), new)["excess_bits"] < 1e-9
    assert quality(with_prior("bert_head", posterior, 0.5, 0.5), new)["excess_bits"] > 0.05
    learned = posterior + np.log(0.7 / 0.3)  # a head that learned from 70% positive
    assert np.abs(with_prior("lr", learned, 0.7, 0.5) - posterior).max() < 1e-12


def test_a_shift_is_what_it_says():
    texts = reviews()[0]
    loud = np.array([text.endswith("!") for text in texts])
    shares = joint(mark=0.9)
    assert shares[1, loud].sum() == pytest.approx(0.45, abs=1e-12)
    assert shares[0, loud].sum() == pytest.approx(0.05, abs=1e-12)
    assert joint()[1, loud].sum() == pytest.approx(joint()[0, loud].sum(), abs=1e-12)
    said, y = draw(joint(things=("song",)), 200, 0)
    assert {text.split()[1] for text in said} == {"song"}
    assert set(y) == {0, 1}
    assert bayes_accuracy() == pytest.approx(joint().max(axis=0).sum(), abs=1e-12)


# ---------------------------------------------------------------- the classifiers


def test_the_ratio_of_likelihoods_is_that_of_the_librarys_loss():
    model = gpt_bayes.new(0, True)
    text = "this movie is great but the plot is weak ."
    found = gpt_bayes.log_odds(model, word_rows(["this book is bad .", text]))[1]
    logs = []
    for label in (1, 0):
        row = gpt_bayes.row(label, word_rows([text])[0])
        batch = gpt_bayes.batch([row], None)
        ids = torch.cat([batch["input_ids"][:, :1], batch["labels"]], dim=1)
        targets = ids.clone()
        targets[:, :3] = -100  # mark, label and colon are given
        with torch.no_grad():
            loss = model(input_ids=ids, labels=targets).loss
        logs.append(-float(loss) * (ids.shape[1] - 3))
    assert found == pytest.approx(logs[0] - logs[1], abs=1e-4)


@pytest.mark.parametrize("name", KINDS)
def test_a_network_learns_from_three_quarters_and_answers_in_order(name):
    texts, y = labelled(64, 1)
    kind = KINDS[name]
    found = learn(kind, texts, y, 0, 4, 1e-3)
    rows = word_rows(reviews()[0][:40])
    all_at_once = found.log_odds(rows)
    one_by_one = np.concatenate([found.log_odds([row]) for row in rows])
    assert np.abs(all_at_once - one_by_one).max() < 1e-3
    assert 1 <= found.step <= 4


@pytest.mark.parametrize("name", [*KINDS, *COUNTERS])
def test_nobody_learns_from_the_quarter_that_chooses(name):
    texts, y = labelled(64, 1)
    asked = reviews()[0][:40]
    turned = y.copy()
    turned[48:] = 1 - turned[48:]
    if name in COUNTERS:
        found = [count(name, texts, these, 1.0) for these in (y, turned)]
        said = [each.log_odds(asked) for each in found]
    else:
        found = [learn(KINDS[name], texts, these, 0, 1, 1e-3) for these in (y, turned)]
        said = [each.log_odds(word_rows(asked)) for each in found]
    assert np.abs(said[0] - said[1]).max() < 1e-9
    assert found[0].bits != found[1].bits


def test_networks_are_of_one_size_and_each_has_four_tries():
    models = {name: kind.new(0, False) for name, kind in KINDS.items()}
    sizes = [model.num_parameters() for model in models.values()]
    assert max(sizes) < 1.05 * min(sizes)
    inner = {models["bert_head"].config.intermediate_size}
    inner |= {models[name].transformer.h[0].mlp.c_fc.nf for name in ("gpt_bayes", "gpt_head")}
    assert inner == {256}
    assert {len(tries) for tries in TRIES.values()} == {4}
    assert len({TRIES[name] for name in KINDS}) == 1


def test_what_is_set_is_what_the_search_chose(recorded):
    found = recorded["search"]
    for key, chosen in CHOSEN.items():
        tries = TRIES[key.removeprefix("scratch_").removeprefix("pretrained_")]
        for m, value in zip((512, 2048), chosen, strict=True):
            bits = [found[f"{key}_{m}_try{i}"][0] for i in range(4)]
            assert value == tries[np.argmin(bits)] == setting(key, m)


# ---------------------------------------------------------------- letters and pictures


def test_the_exact_probability_of_a_letter_is_kept_in_many_letters():
    assert np.abs(word_shares().sum(axis=1) - 1).max() < 1e-12
    assert len(set(WORDS)) == len(WORDS)
    _, y, exact = letters(20_000, np.random.default_rng(0))
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        some = (exact >= low) & (exact < low + 0.2)
        assert y[some].mean() == pytest.approx(exact[some].mean(), abs=0.03)
    error = np.minimum(exact, 1 - exact).mean()
    assert ((exact > 0.5) != y).mean() == pytest.approx(error, abs=0.01)


def test_padding_touches_unwanted_letters_alone():
    plain = letters(200, np.random.default_rng(0))
    padded = letters(200, np.random.default_rng(0), padding=3)
    lengths = [[len(text.split()) for text in texts] for texts in (plain[0], padded[0])]
    assert len(plain[0]) == len(padded[0]) == 200
    assert np.mean(lengths[1]) > np.mean(lengths[0]) + 1


def test_one_gaussian_per_digit_is_bayes_rule_with_normal_densities():
    x, y = load_digits(return_X_y=True)
    x = x[:600] / 16
    y = y[:600]
    model = MixturePerDigit(components=1).fit(x, y)
    densities = [
        multivariate_normal(
            x[y == digit].mean(axis=0),
            np.cov(x[y == digit].T, bias=True) + 0.02 * np.eye(64),
        ).logpdf(x)
        for digit in range(10)
    ]
    by_hand = (np.stack(densities, axis=1) + np.log(np.bincount(y) / len(y))).argmax(axis=1)
    assert (model.predict(x) == by_hand).all()


# ---------------------------------------------------------------- quick forms


def test_quick_runs_learn_and_stay_below_the_exact_answer(measures):
    found = measures("few_labels")
    for name in ("nb", "lr", "gpt_bayes"):  # 32 steps are not enough for a head
        assert found[f"{name}_128_accuracy"] > LEARNED
    for name in GENERATIVE + DISCRIMINATIVE:
        assert found[f"{name}_128_accuracy"] < found["bayes"]
        assert found[f"{name}_128_moved_accuracy"] < found["bayes_moved"]
        assert found[f"{name}_128_excess_bits"] > 0


def test_quick_a_misleading_mark_misleads_both_kinds(measures):
    found = measures("other_reviews")
    for name in ("nb", "lr"):
        home, away = (found[f"{name}_mark_{where}_accuracy"] for where in ("home", "away"))
        assert away + LOST < home


def test_quick_gpt_and_bert_write_and_a_classifier_does_not(measures, listing):
    found = measures("writing")
    assert found["gpt_valid"] > 0.9
    assert found["bert_valid"] > 0.8
    assert found["head_valid"] < 0.1
    assert found["head_says"] > 0.9
    written = listing(f"{FOLDER}/writing").namespace["written"]
    assert {len(texts) for texts in written.values()} == {100}


def test_quick_naive_bayes_filters_first_and_regression_last(measures):
    found = measures("spam")
    assert found["nb_plain_16_error"] + CROSSING < found["lr_plain_16_error"]
    assert found["lr_plain_4096_error"] + CROSSING < found["nb_plain_4096_error"]
    assert found["nb_padded_4096_missed"] + 0.05 < found["lr_padded_4096_missed"]
    assert found["lr_plain_4096_error"] > found["bayes_error"] - 1e-9


def test_quick_digits(measures):
    found = measures("digits")
    for name in ("mixture", "lda", "lr", "lr_c1", "svm"):
        assert found[f"{name}_30"] + 0.1 < found[f"{name}_1000"] <= 1
    assert found["recognised"] > 0.9


# ---------------------------------------------------------------- recorded results


def test_nothing_exceeds_what_is_possible(recorded):
    for system in ("scratch", "pretrained"):
        found = recorded[system]
        for name in GENERATIVE + DISCRIMINATIVE:
            for m in LABELS:
                mean, half = found[f"{name}_{m}_accuracy"]
                assert mean - half < found["bayes"][0]
                mean, half = found[f"{name}_{m}_moved_accuracy"]
                assert mean - half < found["bayes_moved"][0]
                assert found[f"{name}_{m}_excess_bits"][0] > 0


def clear(higher, lower):
    """Return whether one mean is above another beyond both intervals."""
    return higher[0] - higher[1] > lower[0] + lower[1]


def test_from_scratch_bayes_rule_ends_highest_and_best_calibrated(recorded):
    found = recorded["scratch"]
    for name in ("nb", "bert_head", "gpt_head", "lr"):
        assert clear(found["gpt_bayes_2048_accuracy"], found[f"{name}_2048_accuracy"])
        assert clear(found[f"{name}_2048_excess_bits"], found["gpt_bayes_2048_excess_bits"])


def test_with_few_labels_bayes_rule_is_not_ahead_of_berts_head(recorded):
    found = recorded["scratch"]
    for m in (32, 128):
        assert not clear(found[f"gpt_bayes_{m}_accuracy"], found[f"bert_head_{m}_accuracy"])
        assert not clear(found[f"gpt_bayes_{m}_accuracy"], found[f"lr_{m}_accuracy"])


def test_with_512_labels_bayes_rule_is_ahead_and_the_heads_end_level(recorded):
    found = recorded["scratch"]
    for name in ("nb", "bert_head", "gpt_head", "lr"):
        assert clear(found["gpt_bayes_512_accuracy"], found[f"{name}_512_accuracy"])
    assert clear(found["gpt_bayes_128_accuracy"], found["gpt_head_128_accuracy"])
    heads = [found[f"{name}_2048_accuracy"][0] for name in ("bert_head", "gpt_head")]
    assert heads[0] == pytest.approx(heads[1], abs=0.005)


def test_look_by_look_no_head_is_ahead_and_by_calibration_the_generative_kind_is_once(recorded):
    calibrated = more_reliable(recorded, "calibration_error")
    assert {look for look, kind in calibrated.items() if kind != "neither"} == {"mark, away"}
    assert calibrated["mark, away"] == "generative"
    found = more_reliable(recorded, "excess_bits")
    assert "discriminative" not in found.values()
    many = [kind for look, kind in found.items() if "512" in look or "2048" in look]
    assert many.count("generative") > len(many) / 2
    few = [kind for look, kind in found.items() if " 32 " in look or " 128 " in look]
    assert set(few) == {"neither"}


def test_twice_the_steps_gain_nothing_on_the_held_out_labels(recorded):
    for name in ("gpt_bayes", "bert_head"):
        once, twice = (recorded["longer"][f"scratch_{name}_bits_{times}"][0] for times in (1, 2))
        assert twice > once - 0.001


def test_nobody_is_protected_from_a_misleading_mark(recorded):
    found = recorded["other-reviews"]
    for name in GENERATIVE + DISCRIMINATIVE:
        home, away = (found[f"{name}_mark_{where}_accuracy"] for where in ("home", "away"))
        assert clear(home, away)
        fell = home[0] - away[0]
        assert fell < 0.15 if name == "gpt_bayes" else fell > 0.195
        assert (
            found[f"{name}_thing_away_accuracy"][0] > found[f"{name}_thing_home_accuracy"][0] - 0.03
        )


def test_gpt_with_bayes_rule_keeps_most_where_the_mark_stops_telling(recorded):
    found, key = recorded["other-reviews"], "mark_away_accuracy"
    for run in runs_of("bayes-rule-or-a-head")["other-reviews"]:
        others = [run[f"{name}_{key}"] for name in ("nb", *DISCRIMINATIVE)]
        assert run[f"gpt_bayes_{key}"] > max(others)
    assert not clear(found[f"gpt_bayes_{key}"], found[f"bert_head_{key}"])
    assert not clear(found[f"nb_{key}"], found[f"bert_head_{key}"])


# ---------------------------------------------------------------- all conditions together


def test_corrected_for_all_conditions_no_kind_is_the_more_reliable(listing):
    runs, said = runs_of("bayes-rule-or-a-head"), printed(listing(f"{FOLDER}/findings"))
    for measure, margin in MARGINS.items():
        won = list(ahead(looks(runs, measure), margin).values())
        assert said[f"{measure}_looks"] == len(won) == 18
        for kind in ("generative", "discriminative"):
            assert said[f"{measure}_{kind}_ahead"] == won.count(kind)


@pytest.mark.parametrize(
    ("names", "kind"), [(GENERATIVE, "generative"), (DISCRIMINATIVE, "discriminative")]
)
def test_were_one_kind_always_the_more_reliable_it_would_be_found(recorded, names, kind):
    results, noise = copy.deepcopy(recorded), np.random.default_rng(0)
    runs = copy.deepcopy(runs_of("bayes-rule-or-a-head"))
    for system in ("scratch", "pretrained", "other-reviews"):
        for measure in [name for name in results[system] if name.endswith(tuple(MARGINS))]:
            mean = 0.0 if measure.startswith(names) else 0.2
            results[system][measure] = (mean, 0.0)
            for run in runs[system]:
                run[measure] = mean + noise.normal(0, 0.001)
    for measure, margin in MARGINS.items():
        assert set(more_reliable(results, measure).values()) == {kind}
        assert set(ahead(looks(runs, measure), margin).values()) == {kind}


# ---------------------------------------------------------------- what the ledger makes of it


CANNOT_SORT = {"pretrained__bert_head_2048_accuracy": 0.6}
HEADS, SORTS = "a BERT with a head", "GPT with Bayes"


@pytest.mark.parametrize(
    ("claim", "about", "changes", "comes_to"),
    [
        *(
            (claim, SORTS, {"pretrained__gpt_bayes_2048_accuracy": 0.6}, "supports")
            for claim in ("33", "35", "67", "108", "114")
        ),
        ("33", SORTS, {"pretrained__gpt_bayes_2048_accuracy": 0.88}, "no bearing"),
        ("33", "BERT that writes", {"writing__bert_valid": 0.05}, "supports"),
        ("33", "BERT that writes", {"writing__bert_valid": 0.3}, "no bearing"),
        *((claim, HEADS, {"writing__head_valid": 0.99}, "opposes") for claim in ("33", "67")),
        *((claim, HEADS, CANNOT_SORT, "opposes") for claim in ("35", "108", "114")),
        ("50", "naive", {"spam__nb_plain_4096_error": 0.4}, "supports"),
        ("50", "logistic", {"spam__lr_c1_plain_4096_error": 0.4}, "opposes"),
        ("114", "a mixture of Gaussians that sorts", {"digits__mixture_1000": 0.8}, "supports"),
        ("35", "a mixture of Gaussians that draws", {"digits__recognised": 0.1}, "opposes"),
        ("52", "calibration", {"calibration_error_discriminative_ahead": 3}, "supports"),
        ("52", "excess", {"excess_bits_generative_ahead": 3}, "opposes"),
    ],
)
def test_a_rule_turns_with_its_evidence(tmp_path, claim, about, changes, comes_to):
    assert bearing(tmp_path, claim, FOLDER, about, **changes) == comes_to


def test_who_is_ahead_in_some_looks_and_behind_in_others_settles_nothing(tmp_path):
    both = {"excess_bits_generative_ahead": 3, "excess_bits_discriminative_ahead": 1}
    assert bearing(tmp_path, "52", FOLDER, "excess", **both) == "no bearing"
