"""e6: two blanks and many, filled together or one by one, exactly and by models."""

import numpy as np
import pytest
import torch
from weighed import bearing, printed

from snippets.lab.checkpoints import load
from snippets.lab.probes import masked_shares
from snippets.lab.unread import read_by, unread
from snippets.studies.experiments import summaries
from snippets.two_blanks_at_once import joints, unmask

FOLDER = "two_blanks_at_once"
PLACE = "the [MASK] sat on the [MASK]"
PRODUCT = 0.3  # impossible share on bound pairs: filled at once, above one after the other
STEPS = 0.2  # impossible share of whole sentences: two words a step above one
SAME = 0.03  # between BERT's product and the exact one


@pytest.fixture(scope="module")
def bert():
    return load("bert")


@pytest.fixture(scope="module")
def recorded():
    return summaries("two-blanks-at-once")


# ---------------------------------------------------------------- two blanks


def test_the_exact_joint_has_the_marginals_of_the_engine():
    joint = joints.exact(PLACE)
    first, second = joints.truth("training").masked(PLACE)[:, :-1]
    assert joint.sum() == pytest.approx(1, abs=1e-12)
    assert np.abs(joint.sum(axis=1) - first).max() < 1e-12
    assert np.abs(joint.sum(axis=0) - second).max() < 1e-12
    assert np.abs(joints.alone(joint) - joints.at_once(joints.exact_shares, PLACE)).max() < 1e-12


def test_dependence_is_the_entropies_of_the_two_less_that_of_both():
    def entropy(p):
        return -float((p[p > 0] * np.log2(p[p > 0])).sum())

    joint = joints.exact(PLACE)
    parts = entropy(joint.sum(axis=0)) + entropy(joint.sum(axis=1))
    assert joints.dependence(joint) == pytest.approx(parts - entropy(joint), abs=1e-12)
    assert joints.dependence(joints.alone(joint)) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("first", [0, 1])
def test_the_exact_conditionals_give_the_joint_in_either_order(first):
    joint = joints.exact(PLACE)
    assert joints.variation(joints.in_turn(joints.exact_shares, PLACE, first), joint) < 1e-9


def test_bert_in_turn_is_its_two_answers_multiplied(bert):
    joint = joints.in_turn(lambda texts: joints.bert_shares(bert, texts), PLACE, 1)
    mat, cat = (joints.WORDS.index(word) for word in ("mat", "cat"))
    by_hand = (
        masked_shares(bert, [PLACE])[1, mat]
        * masked_shares(bert, ["the [MASK] sat on the mat"])[0, cat]
    )
    assert joint[cat, mat] == pytest.approx(by_hand, rel=1e-3)


def test_gpts_joint_is_in_proportion_to_its_probability_of_the_sentence():
    gpt = load("gpt")
    joint = joints.by_chain_rule(gpt, PLACE)
    logs = []
    for text in ("the cat sat on the mat", "the dogs sat on the sofa"):
        ids = torch.tensor([[joints.ID[joints.BOS], *(joints.ID[w] for w in text.split())]])
        labels = torch.cat([ids, torch.tensor([[joints.ID[joints.END]]])], dim=1)
        with torch.no_grad():
            loss = gpt(input_ids=labels, labels=labels).loss  # the mean, by the library
        logs.append(-float(loss) * (labels.shape[1] - 1))
    at = [joints.truth("training").encode(pair) for pair in (["cat", "mat"], ["dogs", "sofa"])]
    ratio = joint[tuple(at[0])] / joint[tuple(at[1])]
    assert ratio == pytest.approx(np.exp(logs[0] - logs[1]), rel=1e-3)


def test_the_example_is_the_products_fault(listing):
    numbers = listing(f"{FOLDER}/together_or_alone").numbers
    exact, by_bert = (float(numbers[f"impossible_{who}_at_once"]) for who in ("exact", "bert"))
    assert exact > 0.5
    assert abs(by_bert - exact) < SAME
    assert float(numbers["impossible_bert_left_first"]) < 0.02
    assert float(numbers["impossible_gpt"]) < 0.02
    assert float(numbers["orders_differ_exact"]) == 0 < float(numbers["orders_differ_bert"])


def test_dependence_and_impossibility_are_two_things(listing):
    names = listing(f"{FOLDER}/many_pairs").namespace
    bits, impossible = names["dependence"], names["impossible"]
    assert bits["sentiment"] > 0.1 > 1e-9 > impossible["sentiment"]["exact_at_once"]
    assert bits["size"] < 1e-9
    for name in ("place", "agreement", "capital", "gender", "pronoun"):
        assert impossible[name]["exact_at_once"] > 0.2
        assert impossible[name]["bert_left_first"] < 0.05


def test_quick_pairs_are_worse_at_once(listing):
    found = listing(f"{FOLDER}/pairs").namespace["measures"]
    for who in ("exact", "bert"):
        at_once = found[f"impossible_{who}_at_once_bound"]
        assert at_once > found[f"impossible_{who}_left_first_bound"] + PRODUCT
        assert at_once > found[f"impossible_{who}_at_once_random"] + PRODUCT
    assert found["dependence_bits_bound"] > found["dependence_bits_random"]


# ---------------------------------------------------------------- many blanks


def some_tasks(n, count, seed=0):
    return unmask.hide(n, count, np.random.default_rng(seed))


def test_hidden_words_and_what_fits_belong_together():
    engine = unmask.WORLD
    for row, rows, blanks in some_tasks(20, 3):
        words = engine.sentences[row].split()
        hidden = [unmask.PAD if t in blanks else word for t, word in enumerate(words)]
        masked = [joints.MASK if word == unmask.PAD else word for word in hidden]
        total = engine.probabilities[rows].sum()
        assert np.log(total) == pytest.approx(engine.log_prob(masked), abs=1e-9)


@pytest.mark.parametrize("surest", [False, True])
def test_one_word_at_a_time_the_exact_conditionals_lose_nothing(surest):
    rng = np.random.default_rng(0)
    for row, rows, blanks in some_tasks(20, 99):
        assert unmask.possible_share(rows, blanks, 1, surest, rng) == pytest.approx(1, abs=1e-9)
        bits = unmask.exact_bits(row, rows, blanks, 1, surest, rng)
        assert bits == pytest.approx(0, abs=1e-6)


def test_all_at_once_the_exact_ones_pay_what_the_words_share():
    joint = joints.exact(PLACE)
    rng = np.random.default_rng(0)
    engine = unmask.WORLD
    words = PLACE.replace(joints.MASK, "{}")
    blanks = np.array([1, 5])
    rows = np.array([engine.sentences.index(words.format(joints.WORDS[a], joints.WORDS[b]))
                     for a, b in np.argwhere(joint)])  # fmt: skip
    share = unmask.possible_share(rows, blanks, 2, False, rng)
    assert share == pytest.approx(joints.alone(joint)[joint > 0].sum(), abs=1e-9)
    p = engine.probabilities[rows] / engine.probabilities[rows].sum()
    bits = [unmask.exact_bits(row, rows, blanks, 2, False, rng) for row in rows]
    assert p @ bits == pytest.approx(joints.dependence(joint), abs=1e-9)


def test_the_estimate_of_possible_text_agrees_with_drawing():
    rng = np.random.default_rng(0)
    _, rows, blanks = next(task for task in some_tasks(50, 5) if len(task[1]) > 100)

    def draw(k):
        fitting, left = rows, blanks
        while len(left):
            shares = unmask.marginals(fitting, left)
            chosen = unmask.now(shares, k, False, rng)
            words = np.array([rng.choice(len(p), p=p) for p in shares[chosen]])
            fitting = fitting[(unmask.WORLD.ids[fitting][:, left[chosen]] == words).all(axis=1)]
            if not len(fitting):
                return False
            left = np.delete(left, chosen)
        return True

    drawn = np.mean([draw(2) for _ in range(1500)])
    estimate = np.mean([unmask.possible_share(rows, blanks, 2, False, rng) for _ in range(400)])
    assert estimate == pytest.approx(drawn, abs=0.05)


def test_bert_fills_every_blank_and_pays_what_it_says(bert):
    tasks = some_tasks(8, 1)
    ids, hidden = unmask.as_batch(tasks)
    generator = torch.Generator().manual_seed(0)
    same, bits = unmask.fill(bert, ids, hidden, 1, True, generator, write=False)
    assert same.equal(ids)
    for (row, _, blanks), paid in zip(tasks, bits.tolist(), strict=True):
        words = unmask.WORLD.sentences[row].split()
        word, words[blanks[0]] = words[blanks[0]], joints.MASK
        share = masked_shares(bert, [words])[0, joints.WORDS.index(word)]
        assert paid == pytest.approx(-np.log2(share), abs=1e-3)
    tasks = some_tasks(8, 99)
    ids, hidden = unmask.as_batch(tasks)
    for k in (1, 3, 99):
        written, _ = unmask.fill(bert, ids, hidden, k, False, generator, write=True)
        assert written[~hidden].equal(ids[~hidden])
        assert (written[hidden] < joints.ID[joints.END]).all()


def test_quick_form_more_words_a_step_more_impossible_text(listing):
    found = listing(f"{FOLDER}/unmasking").namespace["measures"]
    for who in ("exact", "bert"):
        shares = [found[f"impossible_{who}_surest_all_{k}"] for k in ("1", "2", "all")]
        assert shares[0] + STEPS < shares[1] < shares[2] - STEPS
    assert found["bits_bert_random_all_2"] > found["bits_exact_random_all_2"] + 2


# ---------------------------------------------------------------- recorded results


def test_no_share_is_below_what_is_exactly_possible(recorded):
    steps = recorded["unmasking"]
    for name, (mean, half) in steps.items():
        if name.startswith("bits_bert"):
            floor, wide = steps[name.replace("bert", "exact")]
            assert mean + half > floor - wide, name
    pairs = recorded["pairs"]
    ceiling, wide = pairs["returned_exact_bound"]
    for name, (mean, half) in pairs.items():
        if name.startswith("returned_") and name.endswith("_bound"):
            assert mean - half <= ceiling + wide
    for pair in ("random", "bound"):
        assert pairs[f"impossible_exact_left_first_{pair}"][0] < 1e-9
        assert pairs[f"orders_differ_exact_{pair}"][0] < 1e-6


def test_what_the_page_says_of_the_recorded_results(recorded):
    pairs, steps = recorded["pairs"], recorded["unmasking"]

    def apart(found, low, high):
        return found[low][0] + found[low][1] < found[high][0] - found[high][1]

    for pair in ("random", "bound"):  # the first expectation
        difference = (
            pairs[f"impossible_bert_at_once_{pair}"][0]
            - pairs[f"impossible_exact_at_once_{pair}"][0]
        )
        assert abs(difference) < SAME
    assert apart(pairs, "impossible_bert_left_first_bound", "impossible_bert_at_once_bound")
    assert pairs["orders_differ_bert_bound"][0] - pairs["orders_differ_bert_bound"][1] > 0.01
    assert apart(pairs, "impossible_exact_at_once_random", "impossible_exact_at_once_bound")
    assert pairs["impossible_exact_at_once_random"][0] < 0.1  # the third was wrong
    assert apart(steps, "impossible_bert_surest_all_1", "impossible_bert_random_all_1")
    assert apart(steps, "impossible_exact_random_4_2", "impossible_exact_surest_4_2")
    assert steps["impossible_exact_surest_all_2"][0] > 0.5
    assert apart(steps, "bits_exact_surest_all_2", "bits_bert_surest_all_2")


def test_the_figure_draws_what_is_recorded(listing, recorded):
    axes = listing(f"{FOLDER}/words_per_step").namespace["axes"]
    bars = axes[0, 1].containers[0]  # exact, random first, all words hidden
    means = [recorded["unmasking"][f"impossible_exact_random_all_{k}"][0] for k in (1, 2, 4, "all")]
    assert bars[0].get_ydata() == pytest.approx(means)
    assert all(len(ax.containers) == 4 for ax in axes.flat)


# ---------------------------------------------------------------- what the ledger makes of it


@pytest.mark.parametrize(
    ("claim", "about", "changes", "comes_to"),
    [
        ("89", "both", {"pairs__impossible_bert_at_once_bound": 0.01}, "supports"),
        ("89", "one blank", {"pairs__impossible_bert_left_first_bound": 0.3}, "opposes"),
        ("89", "one blank", {"pairs__impossible_bert_right_first_bound": 0.06}, "no bearing"),
        ("95", "word by word", {"unmasking__impossible_bert_surest_all_1": 0.3}, "supports"),
        ("95", "word by word", {"unmasking__impossible_bert_surest_all_1": 0.11}, "no bearing"),
        ("95", "a whole", {"unmasking__impossible_bert_surest_all_all": 0.05}, "opposes"),
    ],
)
def test_a_rule_turns_with_its_evidence(tmp_path, claim, about, changes, comes_to):
    assert bearing(tmp_path, claim, FOLDER, about, **changes) == comes_to


def test_printed_is_how_far_bert_is_above_the_exact(listing, recorded):
    said, found = printed(listing(f"{FOLDER}/findings")), recorded["unmasking"]
    for step in (1, 2, 4, "all"):
        bert, exact = (found[f"impossible_{who}_surest_all_{step}"][0] for who in ("bert", "exact"))
        assert said[f"bert_above_exact_{step}"] == pytest.approx(bert - exact, abs=0.001)


def test_unread_sentences_go_wrong_as_read_ones_do(listing):
    run = listing(f"{FOLDER}/unread")
    numbers = run.numbers
    assert not {*run.namespace["read"]} & {*unread(150, 1, read_by("bert"))}
    assert 0 <= float(numbers["bert"]) - float(numbers["exact"]) < 0.01
    assert float(numbers["read"].rstrip("%")) > 99
