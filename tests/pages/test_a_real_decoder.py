"""The listings of docs/models/a-real-decoder.md, against transformers."""

import math
import re

import numpy as np
import pytest

from snippets.a_real_decoder.paragraph import PARAGRAPH
from snippets.a_real_decoder.reviews import (
    EXAMPLES,
    IS_HARD,
    IS_PRAISE,
    REVIEWS,
    judge,
    wilson,
)
from snippets.a_real_decoder.wording import PAIRS, TAILS

PAGE = "a_real_decoder"


@pytest.fixture(scope="module")
def names(listing):
    """The names of one listing, with the model: it is unpickled once for this file."""
    return listing(f"{PAGE}/write").namespace


def number(run, name):
    return float(run.numbers[name])


# ---------------------------------------------------------------- without the model


def test_the_reviews_are_balanced_and_hold_no_label_word():
    assert len(REVIEWS) == len(set(REVIEWS)) == len(IS_PRAISE) == 40
    assert IS_PRAISE.sum() == 20
    assert IS_HARD.sum() == 2 * (IS_HARD & IS_PRAISE).sum() == 8
    words = {word.strip().lower() for pair in PAIRS for word in pair}
    for text in REVIEWS:
        assert not words & set(re.findall(r"\w+", text.lower())), text
    assert not {text for text, _ in EXAMPLES} & set(REVIEWS)
    assert sum(is_praise for _, is_praise in EXAMPLES) == len(EXAMPLES) / 2


def test_judging_is_what_it_says():
    sure = judge(np.where(IS_PRAISE, 2.0, 1.0))
    assert sure == {"plain": 0.5, "halves": 1.0, "auc": 1.0, "praised": 1.0}
    z, n, share = 1.959964, 40, 0.8
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    assert wilson(share) == pytest.approx((centre - half, centre + half), abs=1e-6)


# ---------------------------------------------------------------- P(x)


def test_pieces_give_the_text_back(listing):
    run = listing(f"{PAGE}/pieces")
    assert "same text back: True" in run.output
    assert "back: 🦫 from 3 tokens" in run.output
    assert number(run, "bytes") == len(PARAGRAPH.encode())
    assert number(run, "tokens") > number(run, "words")


def test_one_due_word_has_most_of_the_probability(listing):
    found = re.findall(r"' ?(\w+)' +(\.?\d\.\d+)", listing(f"{PAGE}/next_token").output)
    tops = [(token, float(p)) for token, p in found[::4]]
    assert [token for token, _ in tops[:2]] == ["Paris", "cold"]
    assert min(p for _, p in tops[:2]) > 0.7
    assert tops[2][1] < 0.1


def test_the_mark_between_documents_makes_the_first_token_cheapest(listing):
    rows = re.findall(r"<\|(\w+)\|> +(\d+\.\d)", listing(f"{PAGE}/first_token").output)
    bits = {mark: float(value) for mark, value in rows}
    assert len(bits) == 3
    assert bits.pop("endoftext") < min(bits.values()) - 2


def test_greedy_is_what_generate_writes(listing):
    run = listing(f"{PAGE}/write")
    assert "generate says the same: True" in run.output
    drawn = [line for line in run.output.splitlines() if line.startswith("drawn:")]
    assert len(set(drawn)) == 3


def test_bits_are_the_library_s_loss(listing, names):
    run, model, tokenizer = listing(f"{PAGE}/bits"), names["model"], names["tokenizer"]
    input_ids = tokenizer("<|endoftext|>" + PARAGRAPH, return_tensors="pt").input_ids
    loss = model(input_ids, labels=input_ids).loss.item() / math.log(2)
    tokens, n_bytes = input_ids.shape[1] - 1, len(PARAGRAPH.encode())
    assert number(run, "written") == pytest.approx(loss * tokens / n_bytes, abs=0.006)
    opened = listing(f"{PAGE}/opened_mask")
    assert number(opened, "causal") == pytest.approx(loss, abs=0.006)
    assert number(run, "written") < 0.6 * number(run, "shuffled_least")
    assert number(run, "shuffled_most") < 1.2 * number(run, "shuffled_least")


# ---------------------------------------------------------------- mask, attention, cache


def test_no_gradient_comes_from_later_tokens_until_the_mask_is_opened(listing):
    numbers = listing(f"{PAGE}/gradient_test").numbers
    assert numbers["as_trained_future_exactly_zero"] == "True"
    assert numbers["as_trained_never_zero_elsewhere"] == "True"
    assert numbers["opened_future_exactly_zero"] == "False"


def test_an_open_mask_lets_part_of_the_answer_through(listing):
    run = listing(f"{PAGE}/opened_mask")
    assert number(run, "next_token_seen") < number(run, "open") < number(run, "causal") - 1
    assert number(run, "next_token_seen") > 2
    assert number(run, "second_next_seen") < number(run, "causal")
    assert abs(number(run, "second_half_open") - number(run, "second_half_causal")) < 0.3


def test_attention_is_causal_and_rests_on_the_first_token(listing):
    run = listing(f"{PAGE}/attention")
    assert "shape: 30 9 12 12" in run.output
    assert "above the diagonal: 0.0" in run.output
    assert number(run, "first_token_mean") > 0.4
    assert run.output.count(", head ") == 3


def test_the_cache_saves_tokens_and_changes_nothing(listing):
    run = listing(f"{PAGE}/cache")
    assert "same logits within 1e-3: True" in run.output
    assert "same text: True" in run.output
    prompt, new = 15, 12
    assert number(run, "tokens_with_cache") == prompt + new - 1
    assert number(run, "tokens_without_cache") == sum(range(prompt, prompt + new))
    assert run.output.count(f": {new} passes") == 2


# ---------------------------------------------------------------- P(y|x) and P(x|y)


def direct(names, prompt, label):
    """log P(label | prompt) by one plain pass over the whole text, as the library would."""
    model, tokenizer = names["model"], names["tokenizer"]
    known = len(tokenizer("<|endoftext|>" + prompt).input_ids)
    input_ids = tokenizer("<|endoftext|>" + prompt + label, return_tensors="pt").input_ids
    labels = input_ids.clone()
    labels[:, :known] = -100
    return -model(input_ids, labels=labels).loss.item() * (input_ids.shape[1] - known)


def test_batches_caches_and_padding_change_no_answer(listing, names):
    """Padded on the right after a cached beginning, on the left before a tail, and not at all."""
    found = listing(f"{PAGE}/zero_shot").namespace["log_odds"]
    answers = listing(f"{PAGE}/prompts").namespace["answers"]
    ids = [names["tokenizer"](word).input_ids[0] for word in PAIRS[0]]
    tails = answers["Sentiment:"][:40, ids].numpy()
    np.testing.assert_allclose(found, tails[:, 1] - tails[:, 0], atol=1e-3)
    for i in (0, 7, 39):
        prompt = f"Review: {REVIEWS[i]}\nSentiment:"
        pan, praise = (direct(names, prompt, word) for word in PAIRS[0])
        assert found[i] == pytest.approx(praise - pan, abs=1e-3)


def test_one_prompt_is_far_from_guessing_and_fails_hard_reviews(listing):
    run = listing(f"{PAGE}/zero_shot")
    assert number(run, "low") > 0.5
    assert number(run, "plain_right") >= 28
    assert number(run, "hard_right") <= 4
    assert number(run, "both_labels") < 0.1
    assert number(run, "after_blank") < number(run, "accuracy")


def test_the_prompt_decides(listing):
    run = listing(f"{PAGE}/prompts")
    assert len(run.namespace["found"]) == len(TAILS) * len(PAIRS) == 27
    assert all(run.output.count(f"    {tail} ") >= len(PAIRS) for tail in TAILS)
    assert number(run, "plain_least") == 0.5
    assert number(run, "plain_most") > 0.8
    assert number(run, "lower_praised") < 0.1
    assert number(run, "upper_praised") > 0.9
    assert number(run, "small") > number(run, "capitals") + 0.1
    assert number(run, "pn") > number(run, "np") + 0.1
    spread = number(run, "plain_most") - number(run, "plain_least")
    assert number(run, "halves_most") - number(run, "halves_least") < spread
    best = max(found["plain"] for found in run.namespace["found"].values())
    assert wilson(best).low > wilson(0.5).high  # the best and the worst are no matter of luck


def test_a_long_label_is_the_sum_of_its_tokens(listing, names):
    run = listing(f"{PAGE}/several_tokens")
    assert "the sum of its tokens: True" in run.output
    prompt, labels = run.namespace["prompt"], run.namespace["labels"]
    for label, found in zip(labels, run.namespace["up"], strict=True):
        assert float(found) == pytest.approx(direct(names, prompt, label), abs=1e-3)
    assert number(run, "p_up_one_thumb") > number(run, "p_up_two_thumbs") + 0.2


def test_the_chat_template_makes_capitals_decide(listing):
    output = listing(f"{PAGE}/chat").output
    assert output.startswith("<|im_start|>system")
    praised = [float(value) for value in re.findall(r"praised (\d\.\d+)", output)]
    assert len(praised) == 4
    assert max(praised[::2]) < 0.1
    assert min(praised[1::2]) > 0.9


def test_bayes_is_one_likelihood_against_another(listing, names):
    run = listing(f"{PAGE}/bayes")
    assert 0.6 < number(run, "least") <= number(run, "most") < 0.95
    praise, pan = list(run.namespace["wordings"].items())[-1]  # those of the last log-odds
    for i in (0, 39):
        exact = direct(names, praise, f" {REVIEWS[i]}") - direct(names, pan, f" {REVIEWS[i]}")
        assert run.namespace["log_odds"][i] == pytest.approx(exact, abs=2e-3)


# ---------------------------------------------------------------- examples in the context


def test_examples_mend_the_ranking_and_move_the_border(listing):
    run = listing(f"{PAGE}/few_shot")
    assert number(run, "auc_least") > number(listing(f"{PAGE}/zero_shot"), "auc")
    assert number(run, "both_least") > 0.8
    assert number(run, "plain_2") > 0.8
    found = run.namespace["found"]
    assert all(found[name]["plain"] < 0.7 for name in ("4", "4, in pairs", "8"))
    assert all(row["halves"] > 0.8 for row in found.values())


def test_most_reviews_get_the_label_of_the_last_example(listing):
    found = listing(f"{PAGE}/few_shot").namespace["found"]
    found = {name: row for name, row in found.items() if name != "2"}
    found |= listing(f"{PAGE}/last_label").namespace["found"]
    assert len(found) == 7
    for name, row in found.items():
        share = row["praised"] if row["last"] == " positive" else 1 - row["praised"]
        assert share > (0.55 if name == "8, backwards" else 0.85), name
    assert found["8, backwards"]["plain"] > found["8"]["plain"] + 0.2  # the same eight
    assert number(listing(f"{PAGE}/last_label"), "auc_wrong") > 0.9


# ---------------------------------------------------------------- bad input


def test_what_cannot_be_asked_is_told_in_a_sentence(listing):
    lines = listing(f"{PAGE}/refused").output.splitlines()
    assert len(lines) == 6
    assert lines[0] == "The prompt is empty: there is nothing to go on from."
    assert "9,002 tokens" in lines[1]
    assert "8,192" in lines[1]
    assert "is 2 tokens: sum them" in lines[2]
    assert "no tokens of its own" in lines[3]
    assert lines[4].endswith("is cut into other tokens before 'I liked it.'.")
    assert lines[5] == "8192 tokens are read"
