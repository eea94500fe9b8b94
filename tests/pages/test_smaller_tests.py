"""The listings of docs/evidence/smaller-tests.md: what the verdicts rest on, with its margins."""

import ast
import random

import numpy as np
import pytest
import torch
from sklearn.naive_bayes import MultinomialNB

from snippets.lab.tokenizer import ID
from snippets.lab.world.corpus import corpus, is_valid, stream, truth
from snippets.lab.world.engine import MASK
from snippets.lab.world.grammar import COUNTRIES, HELD_OUT
from snippets.smaller_tests import aspect_reviews, fillers, reading, skew, tasks
from snippets.smaller_tests.expressions import LONGEST, encode, expressions, is_code
from snippets.smaller_tests.readers import NEW, THINGS, Reader, passages
from tools.engine.record import tolerance_of

PAGE = "smaller_tests"
CLOSE = 0.05  # shares that count as equal
FAR = 0.2  # shares that count as different


@pytest.fixture
def numbers(listing):
    def of(name: str) -> dict[str, float]:
        printed = listing(f"{PAGE}/{name}").numbers
        return {key: float(value.replace(",", "")) for key, value in printed.items()}

    return of


@pytest.fixture
def margin(listing):
    """Return how far two numbers of a listing may come nearer on another processor."""
    return lambda name: 2 * tolerance_of(listing(f"{PAGE}/{name}"))


# ---------------------------------------------------------------- pronouns


def test_both_kinds_repeat_the_skew_and_greedy_choice_completes_it(listing, numbers):
    n = numbers("pronouns")
    for model in ("gpt", "bert"):
        assert abs(n[f"lean_{model}"] - n["lean_text"]) < CLOSE
        assert n[f"lean_{model}_likeliest"] == 1 > n["lean_text"] + FAR
    assert n["lean_gpt_singer"] < CLOSE
    run = listing(f"{PAGE}/pronouns")
    for p in run.namespace["asked"].values():
        np.testing.assert_allclose(p, skew.data, atol=CLOSE)
    assert "as in the text" in run.figure


def test_the_text_of_the_pronouns_is_a_distribution():
    assert len(skew.texts) == len(set(skew.texts)) == 45
    assert float(skew.p_text.sum()) == pytest.approx(1)
    of_nurse = [i for i, text in enumerate(skew.texts) if "nurse that" in text or " nurse " in text]
    she = [i for i in of_nurse if " she " in skew.texts[i]]
    assert float(skew.p_text[she].sum() / skew.p_text[of_nurse].sum()) == pytest.approx(0.81)
    assert (skew.blank[:, 5] == 0).all()
    assert (skew.ids[:, 5] >= 6).all()
    assert (skew.ids[:, 5] <= 8).all()


# ---------------------------------------------------------------- facts, prompts, stories


def test_facts_are_known_in_the_order_that_was_told(listing, numbers):
    n = numbers("reversal")
    for model in ("gpt", "bert"):
        assert n[f"told_{model}"] > 1 - CLOSE
        assert n[f"unseen_{model}_highest"] < 0.5
    assert n["turned_gpt"] > 1 - CLOSE
    space = listing(f"{PAGE}/reversal").namespace
    assert len(space["unseen"]) == len(HELD_OUT)
    assert len(space["told"]) == 2 * len(COUNTRIES) - len(HELD_OUT)


def test_the_facts_left_out_are_really_left_out():
    text = set(corpus())
    for country, order in HELD_OUT.items():
        capital = COUNTRIES[country][1]
        orders = {
            "capital first": f"{capital} is the capital of {country}",
            "country first": f"the capital of {country} is {capital}",
        }
        assert orders.pop(order) not in text
        assert orders.popitem()[1] in text


def test_both_checkpoints_do_every_task(numbers):
    n = numbers("prompts")
    assert n["tasks_gpt"] == n["tasks_bert"] == n["tasks_tuned_layers"] == n["tasks"] == 5
    assert n["outputs_of_the_head"] == 2
    for model in ("gpt", "bert"):
        assert n[f"sentiment_{model}"] <= n["sentiment_best"] + 1e-9


@pytest.mark.parametrize("name", tasks.TASKS)
def test_right_is_the_share_of_right_answers(name):
    gaps = tasks.TASKS[name]
    truths = [x[start:stop] for x, start, stop in gaps]
    for x, start, stop in gaps:
        assert is_valid(x)
        assert 0 <= start < stop <= len(x)
    if name == "sentiment":
        turned = [["negative" if y == ["positive"] else "positive"] for y in truths]
        assert tasks.right(gaps, truths) + tasks.right(gaps, turned) == pytest.approx(1)
    else:
        assert tasks.right(gaps, truths) == 1
        assert tasks.right(gaps, [["cat"]] * len(gaps)) == 0


def test_the_answers_follow_from_what_is_visible():
    """Where the table says that the best is 1, the exact engine agrees."""
    world = truth("training")
    for name, gaps in tasks.TASKS.items():
        if name == "sentiment":
            continue
        for x, start, stop in gaps[:20]:
            for t in range(start, stop):
                assert world.next_token(x[:t])[ID[x[t]]] == pytest.approx(1), (name, x)


def test_open_endings_need_the_right_order_and_come_out_less_surprising(numbers, margin):
    n = numbers("open_ended")
    assert n["bert_one_pass"] < FAR
    assert n["bert_left_to_right"] < n["gpt"] - 0.1
    assert n["bert_surest_first"] > n["gpt"] - CLOSE
    assert n["bert_surest_first_bits"] < n["gpt_bits"] - margin("open_ended")


# ---------------------------------------------------------------- shortcut, tables, aspects


def test_one_word_passes_the_benchmark_and_guesses_on_the_clean_test(listing, numbers):
    n = numbers("shortcut")
    for pairs in (100, 1000):
        assert n[f"one_word_biased_{pairs}"] > 0.85
        assert abs(n[f"one_word_clean_{pairs}"] - 0.5) < CLOSE
    assert n["both_biased_100"] < n["one_word_biased_100"] + CLOSE  # the benchmark sees no gap
    assert n["both_clean_100"] < n["both_biased_100"] - FAR
    assert n["both_clean_1000"] > 1 - CLOSE
    assert "exact" in listing(f"{PAGE}/shortcut").figure


@pytest.mark.parametrize("p_not", [0.5, 0.9])
def test_the_benchmark_is_what_it_says(listing, p_not):
    draw = listing(f"{PAGE}/shortcut").namespace["benchmark"]
    first, second, says_not, follows = draw(20_000, np.random.default_rng(1), p_not)
    np.testing.assert_array_equal((first == second) != says_not.astype(bool), follows == 1)
    assert abs(says_not[follows == 0].mean() - p_not) < 0.02
    assert abs(says_not[follows == 1].mean() - (1 - p_not)) < 0.02
    assert ((first >= 0) & (first < 4) & (second >= 0) & (second < 4)).all()


def test_logistic_regression_is_valuable_on_tumours(numbers):
    n = numbers("tumours")
    assert n["logistic"] > n["majority"] + FAR
    assert n["lead"] > n["lead_half"] > 0
    assert min(n["lda"], n["naive_bayes"]) > n["majority"] + FAR  # and so are generative models


def test_nobody_catches_more_fraud_than_the_exact_posterior(listing, numbers):
    n = numbers("fraud")
    assert n["never_right"] > 0.98
    assert n["never"] < CLOSE
    for model in listing(f"{PAGE}/fraud").namespace["models"]:
        assert n["exact"] - FAR < n[model] < n["exact"] + n["exact_half"]
    assert n["logistic"] > n["exact"] - CLOSE


def test_the_log_odds_of_fraud_are_exact(listing):
    space = listing(f"{PAGE}/fraud").namespace
    p, y = [], []
    for seed in range(20, 25):
        _, fraud, log_odds = space["payments"](np.random.default_rng(seed))
        p.extend(1 / (1 + np.exp(-log_odds)))
        y.extend(fraud)
    p, y = np.array(p), np.array(y)
    for low, high in ((0.0, 0.1), (0.1, 0.5), (0.5, 1.0)):
        inside = (p >= low) & (p < high)
        error = (y[inside].mean() - p[inside].mean()) / np.sqrt(0.25 / inside.sum())
        assert abs(error) < 3


def test_the_aspect_s_lead_depends_on_the_generative_model(numbers, margin):
    n, apart = numbers("aspects"), margin("aspects")
    for domain in ("home", "away"):
        assert n[f"lead_two_bigrams_{domain}"] > n[f"lead_two_bigrams_{domain}_half"] + apart
        for labels in (128, 512):
            below = n[f"two_bigrams_{domain}_{labels}"] + apart
            assert min(n[f"{m}_{domain}_{labels}"] for m in ("naive_bayes", "logistic")) > below
        assert abs(n[f"lead_naive_bayes_{domain}"]) <= n[f"lead_naive_bayes_{domain}_half"] + 0.001
        for model in ("two_bigrams", "naive_bayes", "logistic"):
            assert n[f"{model}_{domain}_512"] < n[f"best_{domain}"] - apart


def test_aspects_are_labelled_by_what_stands_there():
    """The exact label of an aspect, in a sentence whose words all point one way."""
    clear = {
        "this movie is great and the plot is strong .": 1,
        "this movie is great but the plot is weak .": 0,
        "this movie is awful but the plot is strong .": 1,
        "this movie is awful and the plot is weak .": 0,
    }
    for text, label in clear.items():
        at = aspect_reviews.reviews.index(text)
        assert abs(aspect_reviews.aspect[at] - label) < 0.01
    for p in aspect_reviews.DOMAINS.values():
        assert p.sum() == pytest.approx(1)
    home, away = aspect_reviews.DOMAINS.values()
    assert not (home * away).any()


def test_two_bigrams_use_what_they_counted():
    drawn, labels = aspect_reviews.labelled(512, seed=3)
    flipped = aspect_reviews.two_bigrams(drawn, 1 - labels)
    said = aspect_reviews.two_bigrams(drawn, labels)
    assert aspect_reviews.right(said)[0] > 0.8 > FAR > aspect_reviews.right(flipped)[0]
    counts = aspect_reviews.counts
    bayes = MultinomialNB().fit(counts[drawn], labels).predict(counts) == 1
    assert np.mean(said == bayes) > 0.8


# ---------------------------------------------------------------- readers


def test_quoting_survives_new_words_and_saying_does_not(numbers):
    n = numbers("two_heads")
    for mask in ("full", "causal"):
        assert n[f"quotes_as_trained_{mask}"] > 0.9
        assert n[f"says_as_trained_{mask}"] > 0.9
        assert n[f"quotes_new_things_{mask}"] > n[f"says_new_things_{mask}"] + FAR
        assert n[f"says_new_things_{mask}"] < CLOSE
        assert n[f"long_lead_{mask}"] < max(n[f"long_lead_{mask}_half"], CLOSE)


@pytest.mark.parametrize("new_things", [False, True])
def test_a_passage_holds_the_answer_once(new_things):
    drawn = passages(200, 5, np.random.default_rng(0), new_things)
    owners, things, asked, where, answer = (part.numpy() for part in drawn)
    rows = np.arange(200)
    assert ((owners == asked[:, None]).sum(axis=1) == 1).all()
    np.testing.assert_array_equal(owners[rows, where], asked)
    np.testing.assert_array_equal(things[rows, where], answer)
    assert ((things >= THINGS) == new_things).all()
    assert (things < THINGS + NEW).all()


@pytest.mark.parametrize("causal", [False, True])
def test_the_mask_of_a_reader_is_what_it_says(causal):
    torch.manual_seed(0)
    reader = Reader(causal).eval()
    owners, things, asked, *_ = passages(1, 4, np.random.default_rng(0))
    changed = things.clone()
    changed[0, -1] = (things[0, -1] + 1) % THINGS
    with torch.no_grad():
        before, after = reader(owners, things, asked)[0], reader(owners, changed, asked)[0]
    first_place_changed = not torch.allclose(before[0, 0], after[0, 0], atol=1e-6)
    assert first_place_changed is not causal


# ---------------------------------------------------------------- code


def test_gpt_writes_what_python_accepts(listing, numbers):
    n = numbers("writes_code")
    assert n["gpt"] > 0.8 > n["bigrams"] + FAR
    assert 0.3 < n["gpt_valid_and_new"] < n["gpt"]
    assert min(n["mended_by_bert"], n["mended_by_gpt_left_side"]) > n["mended_by_chance"] + FAR
    written, seen = (listing(f"{PAGE}/writes_code").namespace[name] for name in ("written", "seen"))
    assert len(set(seen)) > 1000
    parsed = [text for text in written["gpt"] if is_code(text)]
    assert all(isinstance(ast.parse(text, mode="eval"), ast.Expression) for text in parsed)


def test_the_language_is_code_and_its_judge_says_no():
    texts = expressions(500, random.Random(1))
    assert all(is_code(text) and 3 <= len(text.split()) <= LONGEST for text in texts)
    assert not any(map(is_code, ("( a + b", "a +", "a b", ") a (", "")))
    ids = encode(["a + b"])
    assert ids.shape == (1, LONGEST + 2)
    assert ids[0, :2].tolist() == [1, 8]


# ---------------------------------------------------------------- rules and memory


def test_unread_sentences_cost_what_they_must(listing, numbers, margin):
    n = numbers("rules_and_memory")
    assert n["excess_half"] + margin("rules_and_memory") < n["excess"] < 0.1
    assert abs(n["memory"]) < 0.1
    assert n["broken_costs_more"] == 1
    bits, exact = (listing(f"{PAGE}/rules_and_memory").namespace[x] for x in ("bits", "exact"))
    assert bits["broken"].min() > bits["unread"].max()
    np.testing.assert_allclose(bits["unread"], exact, atol=1)


def test_the_three_kinds_of_sentences_are_what_they_say():
    read, unread, broken = reading.texts.values()
    world = truth("training")
    np.testing.assert_allclose(world.log_probs(read), world.log_probs(unread), rtol=1e-12)
    assert reading.read.issuperset(read)
    assert reading.read.isdisjoint(unread)
    assert reading.read.issuperset(stream(1000))
    assert not any(map(is_valid, broken))
    for text, mended in zip(broken, unread, strict=True):
        assert len(text.split()) == len(mended.split())


def test_bits_by_gpt_are_the_library_s():
    text = "the cat sat on the mat"
    ids = torch.tensor([[ID["[BOS]"], *(ID[word] for word in text.split()), ID["[EOS]"]]])
    with torch.no_grad():
        loss = reading.gpt(ids, labels=ids).loss  # the mean over seven tokens, in nats
    assert reading.gpt_bits([text])[0] == pytest.approx(float(loss) * 7 / np.log(2), rel=1e-5)


# ---------------------------------------------------------------- a combination


def test_together_they_are_nearer_to_the_truth(listing, numbers, margin):
    n, apart = numbers("combination"), margin("combination")
    ways = {way.__name__ for way in listing(f"{PAGE}/combination").namespace["ways"]}
    assert all(n["together"] < n[way] - apart for way in ways - {"together"})
    assert n["bert_in_turn"] < n["bert_at_once"] - apart  # the better BERT
    assert n["lead"] > n["lead_half"] + apart > apart
    assert n["together_passes"] * 100 < n["all_pairs"]
    assert n["gpt_from_the_left"] > 10 * n["together"]


@pytest.mark.parametrize(
    "text", ["the [MASK] sat on the [MASK]", "[MASK] movie is great and the plot is [MASK] ."]
)
def test_every_way_gives_a_joint_distribution(text):
    words = text.split()
    first, second = (i for i, word in enumerate(words) if word == MASK)
    for way in (fillers.bert_at_once, fillers.bert_in_turn, fillers.together):
        joint, passes = way(words, first, second, 4)
        assert joint.shape == (fillers.V, fillers.V)
        assert (joint >= 0).all()
        assert 0.5 < joint.sum() < 1 + 1e-5
        assert passes in (1, 9, 17)


def test_together_knows_that_the_two_words_depend_on_each_other():
    words = ["the", "[MASK]", "sat", "on", "the", "[MASK]"]
    at_once, _ = fillers.bert_at_once(words, 1, 5, 12)
    together, _ = fillers.together(words, 1, 5, 12)
    impossible = ID["cat"], ID["branch"]  # it is the birds that sit there
    assert at_once[impossible] > 0.01 > 0.001 > together[impossible]


# ---------------------------------------------------------------- tests on other pages


def test_what_other_pages_show(listing):
    def n(name):
        return {key: float(value) for key, value in listing(name).numbers.items()}

    mismatch = n("same_data_two_objectives/mask_mismatch")
    assert mismatch["copied_by_mask_only"] < mismatch["copied_by_recipe"] - FAR
    lines = n("same_data_two_objectives/lines_of_code")
    assert lines["clm_lines"] < lines["mlm_lines"]
    assert lines["random_draws_in_clm"] == 0
    assert n("encoder_decoder/translate")["p_bonjour"] > 1 - CLOSE
    french = n("interview_questions/bart_translates")["p_bonjour"]
    assert abs(french - 0.5) < FAR
