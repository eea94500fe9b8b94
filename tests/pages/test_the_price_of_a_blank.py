"""The price of a blank: four ways to fill it, their cost, the floors, and the rules."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode
from weighed import bearing

from snippets.lab.checkpoints import load
from snippets.lab.objectives import IGNORE, word_rows
from snippets.lab.probes import masked_shares, next_shares
from snippets.lab.tokenizer import BOS, CLS, ID, SEP, VOCABULARY
from snippets.lab.world.corpus import fresh, truth
from snippets.lab.world.engine import END, MASK
from snippets.studies.experiments import summaries
from snippets.studies.results import check
from snippets.studies.the_price_of_a_blank import NEAR, SYSTEMS, TRIED, enough
from snippets.the_price_of_a_blank import blanks

PAGE = "the_price_of_a_blank"
WORSE = 0.05  # excess bits a blank between two ways, quick form


@pytest.fixture(scope="module")
def recorded():
    return summaries("the-price-of-a-blank")


@pytest.fixture(scope="module")
def drawn():
    return blanks.draw(20, 3)


@pytest.fixture(scope="module")
def gpt():
    return load("gpt")


def words(row):
    return [VOCABULARY[i] for i in row]


# ---------------------------------------------------------------- the ways


def test_the_exact_answers_are_those_of_the_engine(drawn):
    for blank in drawn[:5]:
        both = truth("training").masked([*words(blank.left), MASK, *words(blank.right)])[0]
        np.testing.assert_allclose(blank.exact, both[:-1], atol=1e-12)
        assert blank.before.sum() == pytest.approx(1, abs=1e-9)


def test_bert_and_gpt_are_asked_as_elsewhere(drawn, gpt):
    bert = load("bert")
    for blank in drawn[:5]:
        hidden = [*words(blank.left), MASK, *words(blank.right)]
        there = masked_shares(bert, [hidden])[0, : blanks.WORDS]
        np.testing.assert_allclose(blanks.both_sides(bert, blank), there / there.sum(), atol=1e-5)
        there = next_shares(gpt, [words(blank.left)])[0, : blanks.WORDS]
        np.testing.assert_allclose(blanks.left_only(gpt, blank), there / there.sum(), atol=1e-5)


def test_bayes_over_all_words_is_the_ratio_of_whole_sentences(drawn, gpt):
    """P(left, w, right) / Σ, each sentence scored on its own by the chain rule."""
    blank = next(b for b in drawn if min(len(b.left), len(b.right)) > 2)
    scores = []
    for word in range(blanks.WORDS):
        said = [*blank.left, word, *blank.right, ID[END]]
        with torch.no_grad():
            logits = gpt(torch.tensor([[ID[BOS], *said[:-1]]])).logits[0].double()
        scores.append(logits.log_softmax(-1)[range(len(said)), said].sum().item())
    exact = np.exp(scores - np.logaddexp.reduce(scores))
    np.testing.assert_allclose(blanks.rescored(gpt, blank), exact, atol=1e-5)


@pytest.mark.parametrize("k", [1, 5, 250])
def test_words_not_tried_keep_their_share(drawn, gpt, k):
    blank = drawn[0]
    before, after = blanks.left_only(gpt, blank), blanks.rescored(gpt, blank, k)
    left_out = np.argsort(-before)[k:]
    np.testing.assert_allclose(after[left_out], before[left_out])
    assert after.sum() == pytest.approx(1, abs=1e-9)
    if k == 1:
        np.testing.assert_allclose(after, before)


def test_the_truth_has_no_excess_and_all_else_has(drawn, gpt):
    assert blanks.excess(drawn, [blank.exact for blank in drawn]) == pytest.approx(0, abs=1e-12)
    assert blanks.excess(drawn, [blanks.left_only(gpt, blank) for blank in drawn]) > 0.1


def test_the_floors_are_those_of_samples():
    both, left = blanks.floors()
    found = blanks.draw(1500, 8)
    gaps = np.array([blanks.divergence(blank.exact, blank.before) for blank in found])
    assert abs(gaps.mean() - (left - both)) < 4 * gaps.std() / np.sqrt(len(gaps))
    p = [blank.exact[blank.exact > 0] for blank in found]
    bits = np.array([-(q * np.log2(q)).sum() for q in p])
    assert abs(bits.mean() - both) < 4 * bits.std() / np.sqrt(len(bits))


def test_a_moved_sentence_holds_the_same_words_and_the_answer_comes_last():
    rows = word_rows(fresh(200, 4))
    batch = blanks.half_moved(rows, np.random.default_rng(0))
    moved = 0
    for row, ids, labels in zip(rows, batch["input_ids"], batch["labels"], strict=True):
        said = ids.tolist()
        if said[0] == ID[CLS]:
            moved += 1
            at, end = said.index(ID[MASK]), said.index(ID[SEP])
            assert [*said[1:at], said[end + 1], *said[at + 1 : end]] == row
            assert labels[end] == said[end + 1]  # the hidden word is asked for after both sides
        else:
            assert said[0] == ID[BOS]
            assert said[1 : len(row) + 1] == row
        kept = labels[labels != IGNORE].tolist()
        assert kept[-1] == ID[END]
        assert said[1 : len(kept)] == kept[:-1]
    assert 70 < moved < 130


def test_the_moved_question_ends_before_its_answer(drawn):
    torch.manual_seed(0)
    model = blanks.new_gpt().eval()
    blank = drawn[0]
    asked = []
    hook = model.register_forward_pre_hook(lambda _, args: asked.append(args[0]))
    shares = blanks.moved(model, blank)
    hook.remove()
    assert asked[0][0, -1] == ID[SEP]
    assert asked[0].shape[1] == len(blank.left) + len(blank.right) + 3
    assert shares.sum() == pytest.approx(1)


def test_operations_grow_with_the_words_tried(drawn, gpt):
    def count(k):
        with FlopCounterMode(display=False) as counter:
            blanks.rescored(gpt, drawn[0], k)
        return counter.get_total_flops()

    with FlopCounterMode(display=False) as counter:
        blanks.left_only(gpt, drawn[0])
    alone = counter.get_total_flops()
    assert count(20) - alone == 2 * (count(10) - alone) > 0


# ---------------------------------------------------------------- the quick forms


def test_quick_more_words_tried_are_nearer_and_dearer(listing):
    found = listing("the_price_of_a_blank/price").namespace["measures"]
    ways = ["left", *(f"tried_{k}" for k in TRIED)]
    for fewer, more in pairwise(ways):
        assert found[f"excess_{more}"] <= found[f"excess_{fewer}"] + 1e-3
        assert found[f"passes_{more}"] > found[f"passes_{fewer}"]
        assert found[f"flops_{more}"] > 1.5 * found[f"flops_{fewer}"]
    assert found["excess_bert"] + WORSE < found["excess_left"]
    assert found["flops_tried_250"] > 100 * found["flops_bert"]


def test_quick_left_alone_is_no_better_than_its_floor(listing):
    found = listing("the_price_of_a_blank/price").namespace["measures"]
    assert found["excess_left"] >= found["excess_exact_left"] - NEAR


def test_quick_the_middle_is_learned_beside_the_rest(listing):
    found = listing("the_price_of_a_blank/middle").namespace["measures"]
    assert found["next_plain"] + WORSE < found["next_half"]
    assert found["next_moved"] < found["next_half"]
    assert found["excess_tried_32"] + WORSE < found["excess_left"]


# ---------------------------------------------------------------- the recorded results


def test_no_left_side_is_better_than_the_exact_one():
    for run in check("the-price-of-a-blank", SYSTEMS[0])["runs"]:
        assert run["excess_left"] >= run["excess_exact_left"] - NEAR


def test_recorded_the_moved_middle_sees_both_sides(recorded):
    middle = recorded["middle"]
    gap = middle["excess_left"][0] - middle["excess_moved"][0]
    assert gap > middle["excess_left"][1] + middle["excess_moved"][1]


def test_recorded_harm_stands_in_every_pair():
    for run in check("the-price-of-a-blank", SYSTEMS[1])["runs"]:
        assert run["next_plain"] < run["next_moved"]


# ---------------------------------------------------------------- what the ledger makes of it


@pytest.mark.parametrize(
    ("claim", "about", "changes", "comes_to"),
    [
        ("86", "", {"price__excess_left": 0.1}, "opposes"),
        ("87", "GPT, from the left", {"enough": 0}, "supports"),
        ("87", "GPT, from the left", {"price__excess_left": 0.0}, "opposes"),
        ("87", "GPT, from the left", {"ratio": 1}, "opposes"),
        ("87", "GPT, from the left", {"ratio": 5}, "no bearing"),
        ("87", "a GPT trained", {"middle__excess_moved": 1.0}, "supports"),
        ("92", "", {"price__excess_bert": 0.8}, "opposes"),
    ],
)
def test_a_rule_turns_with_its_evidence(tmp_path, claim, about, changes, comes_to):
    assert bearing(tmp_path, claim, PAGE, about, **changes) == comes_to


def test_how_many_words_are_enough():
    price = {f"excess_tried_{k}": (1 / k**2, 0.0) for k in TRIED} | {"excess_bert": (0.0, 0.0)}
    assert enough(price) == 16
    assert enough(price | {"excess_tried_16": (0.004, 0.1)}) == 32  # not sure enough
    assert enough(price | {"excess_bert": (-1.0, 0.0)}) == 0


def test_on_unread_sentences_the_ways_keep_their_order(listing):
    run = listing("the_price_of_a_blank/unread")
    left, bert, tried = (float(run.numbers[way]) for way in ("left", "bert", "tried_32"))
    assert left > float(run.numbers["exact_left"]) - NEAR
    assert max(bert, tried) < NEAR < left - WORSE
    world = truth("training")
    for blank in run.namespace["found"][:20]:
        p = {(*blank.left, word, *blank.right): q for word, q in enumerate(blank.exact) if q}
        texts = [" ".join(VOCABULARY[i] for i in ids) for ids in p]
        joint = np.exp(world.log_probs(texts))
        assert joint / joint.sum() == pytest.approx([*p.values()])
        assert not {*texts} <= run.namespace["read"]  # one of them is the sentence itself
