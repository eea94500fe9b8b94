"""The listings of docs/ideas/a-world-whose-truth-is-known.md, against brute force in fractions."""

import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from snippets.lab.world.automaton import Automaton
from snippets.lab.world.corpus import corpus, fresh, novel_share, truth
from snippets.lab.world.grammar import FAMILIES, FULL, TRAINING
from snippets.lab.world.templates import items

PAGE = "a_world_whose_truth_is_known"


def derivations(rest, memory=()):
    """Yield (probability, words, memory) of every way to say the rest of a template."""
    if not rest:
        yield Fraction(1), (), memory
        return
    head, tail, name = rest[0], rest[1:], rest[0][1:-1]
    if head[0] not in "<[":
        for p, words, after in derivations(tail, memory):
            yield p, (head, *words), after
        return
    for p, text in FULL.choices(name, memory):
        here = memory if head[0] == "<" else (*memory, (name, text))
        said = items(text) if head[0] == "<" else ()
        for q, words, after in derivations(said + tail, here):
            yield p * q, words, after


@pytest.fixture(scope="module")
def reviews():
    """P(sentence, sentiment | review), in fractions, by trying every derivation."""
    joint = Counter()
    for p, words, memory in derivations(("<review>",)):
        joint[words, dict(memory)["sentiment"]] += p
    assert sum(joint.values()) == 1
    return joint


@pytest.fixture(scope="module")
def review_texts(reviews):
    texts = Counter()
    for (words, _), p in reviews.items():
        texts[words] += p
    return texts


def given(texts, test):
    """Return the distribution over the words that `test` picks (None leaves a text out)."""
    found = Counter()
    for words, p in texts.items():
        if (picked := test(words)) is not None:
            found[picked] += p
    total = sum(found.values())
    return {picked: p / total for picked, p in found.items()}


def after(prefix):
    prefix = tuple(prefix.split())
    n = len(prefix)
    return lambda words: words[n] if words[:n] == prefix and len(words) > n else None


def test_the_sources_examples(listing, reviews):
    run = listing(f"{PAGE}/sources_examples")
    great = ("this", "movie", "is", "great", "!")
    p = {y: reviews[great, y] for y in ("positive", "negative")}
    assert p["positive"] / sum(p.values()) == Fraction(95, 100)
    assert run.numbers["p_positive"] == "0.95"
    assert run.output.splitlines()[:2] == [
        "once upon a time , there lived a princess",
        "translate : hello world = bonjour monde",
    ]
    automaton = Automaton.compile(FULL)
    for text, prefix in (
        ("the cat sat on the …", "the cat sat on the"),
        ("… there lived a …", "once upon a time , there lived a"),
    ):
        answer = run.namespace["answers"][text]
        exact = automaton.next_token(prefix)
        for word, q in answer.items():
            assert q == pytest.approx(exact[automaton.vocabulary.index(word)], abs=1e-12)
        assert max(answer.values()) == pytest.approx(exact.max(), abs=1e-12)
    for value in ("0.95", "0.80", "0.17"):
        assert f'"{value}"' in run.figure


def test_the_grammar_shows_its_own_rules_and_says_valid_sentences(listing):
    run = listing(f"{PAGE}/grammar_pieces")
    rule = " ".join(run.output.split("<claim>\n")[0].split())
    assert rule == FULL.rules["review"]
    weights = FULL.rules["claim"]
    for text, weight in weights.items():
        assert f"{Fraction(weight, sum(weights.values()))}  {text}" in run.output
    told = " ".join(run.output.split("One sentence of each family")[1].split())
    starts = [told.index(f"{family}: ") for family in FAMILIES]
    assert starts == sorted(starts)
    for family, start, stop in zip(FAMILIES, starts, [*starts[1:], None], strict=True):
        sentence = told[start:stop].strip().removeprefix(f"{family}: ")
        assert truth().posterior(sentence, "family")[family] == 1


def test_two_engines_agree_with_the_fractions(listing, review_texts):
    run = listing(f"{PAGE}/two_engines")
    share = Fraction(FAMILIES["review"], sum(FAMILIES.values()))
    great = review_texts[("this", "movie", "is", "great", "!")]
    assert run.namespace["by_hand"] == share * great
    assert run.output.count(": True") == len(run.namespace["gaps"]) == 6
    assert ": False" not in run.output


def test_entropies_by_brute_force(listing, review_texts):
    run = listing(f"{PAGE}/floors")
    rows = {line.split()[0]: line.split()[1:] for line in run.output.splitlines()[1:7]}
    translations = Counter()
    for p, words, _ in derivations(("<translate>",)):
        translations[words] += p
    for family, texts in (("review", review_texts), ("translate", translations)):
        bits = -math.fsum(float(p) * math.log2(p) for p in texts.values())
        tokens = float(sum(p * (len(words) + 1) for words, p in texts.items()))
        assert float(rows[family][0]) == pytest.approx(bits, abs=6e-4)
        assert float(rows[family][1]) == pytest.approx(tokens, abs=6e-3)
        assert float(rows[family][2]) == pytest.approx(bits / tokens, abs=6e-5)
    named = run.numbers
    mean = sum(
        w / sum(FAMILIES.values()) * truth().entropy(family) for family, w in FAMILIES.items()
    )
    assert mean + float(named["bits_to_name_the_family"]) == pytest.approx(
        truth().entropy(), abs=6e-4
    )
    assert named["training_bits_per_token"] == f"{truth('training').bits_per_token():.4f}"
    assert TRAINING.families == FULL.families
    most_bits = max(FAMILIES, key=lambda family: float(rows[family][0]))
    fewest_per_token = min(FAMILIES, key=lambda family: float(rows[family][2]))
    assert most_bits == fewest_per_token == "story"


def test_no_other_distribution_gets_below_the_floor(review_texts):
    rng = np.random.default_rng(0)
    p = np.array([float(q) for q in review_texts.values()])
    floor = -(p * np.log2(p)).sum()
    assert floor == pytest.approx(truth().entropy("review"), abs=1e-9)
    for noise in (0.01, 0.3, 2.0):
        q = p * np.exp(noise * rng.standard_normal(len(p)))
        assert -(p * np.log2(q / q.sum())).sum() > floor


def test_the_surprises_add_up_and_agreement_costs_nothing(listing):
    run = listing(f"{PAGE}/surprise")
    bits, tokens = run.namespace["bits"], run.namespace["tokens"]
    exact = Automaton.compile(FULL).bits(" ".join(tokens[:-1]))
    assert bits.sum() == pytest.approx(exact, abs=1e-9)
    free = [token for token, b in zip(tokens, bits, strict=True) if b < 1e-9]
    assert free == ["the", "on", "the", "it", "was", "[EOS]"]
    assert truth().log_prob("the cat near the dogs sat on the mat because they were tired") == (
        -math.inf
    )


def test_no_causal_reader_exceeds_the_ceiling(listing):
    run = listing(f"{PAGE}/one_blank")
    world, families = truth(), truth().families
    senses = Counter()
    for i in np.flatnonzero(families == world.values("family").index("fact")):
        words = world.sentences[i].split()
        if words[:4] == ["paris", "is", "a", "famous"]:
            senses[words[4] in ("city", "town")] += world.probabilities[i]
    best = max(senses.values()) / senses.total()
    assert run.numbers["ceiling_before"] == f"{best:.3f}" == "0.625"
    assert run.namespace["left"][0][:4] == pytest.approx([0.625] * 4)
    assert run.namespace["left"][1][4:] == [0] * 4
    assert run.namespace["full"] == [[1] * 8, [0] * 8]
    assert float(run.numbers["p_blank_left"]) < float(run.numbers["p_blank_both"])


def test_two_blanks_filled_alone_are_often_impossible(listing):
    run = listing(f"{PAGE}/two_blanks")
    joint = Automaton.compile(FULL).masked_joint("the [MASK] sat on the [MASK]")
    first, second = Counter(), Counter()
    for (a, b), p in joint.items():
        first[a] += p
        second[b] += p
    assert sorted(first) == sorted(run.namespace["animals"])
    assert sorted(second) == sorted(run.namespace["places"])
    impossible = sum(first[a] * second[b] for a in first for b in second if (a, b) not in joint)
    dependence = sum(p * math.log2(p / (first[a] * second[b])) for (a, b), p in joint.items())
    named = run.numbers
    assert float(named["impossible_share"]) == pytest.approx(impossible, abs=6e-4)
    assert float(named["dependence_bits"]) == pytest.approx(dependence, abs=6e-4)
    assert float(named["p_dog_mat_filled_alone"]) == pytest.approx(
        first["dog"] * second["mat"], abs=6e-4
    )
    assert "dog on the mat is possible: False" in run.output


def test_a_parity_hides_from_pairs_of_words(listing, review_texts):
    named = listing(f"{PAGE}/parity").numbers

    def three(words):
        fits = words[:3] == ("this", "movie", "is") and words[5:8] == ("the", "plot", "is")
        return (words[3], words[4], words[8]) if fits and words[9:] == (".",) else None

    joint = given(review_texts, three)

    def information(*known):
        pair, left, right = Counter(), Counter(), Counter()
        for words, p in joint.items():
            key = tuple(words[i] for i in known)
            pair[key, words[2]] += p
            left[key] += p
            right[words[2]] += p
        return sum(float(p) * math.log2(p / left[k] / right[w]) for (k, w), p in pair.items())

    assert information(1) == pytest.approx(0, abs=1e-12)
    assert float(named["first_adjective_ours"]) == pytest.approx(information(0), abs=6e-4)
    assert float(named["both_ours"]) == pytest.approx(information(0, 1), abs=6e-4)
    assert information(0) > 0.01
    assert named["first_adjective_balanced"] == named["conjunction_balanced"] == "0.000"
    assert float(named["label_bits"]) > float(named["both_balanced"]) > 0.1
    strong = given(review_texts, after("this movie is great and the plot is"))["strong"]
    namespace = listing(f"{PAGE}/parity").namespace
    for world in (namespace["ours"], namespace["balanced"]):  # the conjunction tells, once read
        next_word = world.next_token("this movie is great and the plot is")
        assert next_word[world.encode("strong")[0]] == pytest.approx(float(strong))


def test_the_forgetful_predictor_is_near_the_floor_and_blind(listing, review_texts):
    run = listing(f"{PAGE}/forgetful")
    blind = {"strong": 13 / 38, "weak": 13 / 38, "fresh": 6 / 38, "dull": 6 / 38}
    excess = Counter()
    words_at = {}
    for words, p in review_texts.items():
        for t, word in enumerate(words):
            if word in blind or word in ("loved", "hated"):
                words_at.setdefault((words[:t]), Counter())[word] += p
    for context, found in words_at.items():
        total = found.total()
        for word, p in found.items():
            excess[context[1] == ":"] += float(p) * math.log2(p / total / blind.get(word, 0.5))
    assert run.namespace["excess"].sum() == pytest.approx(sum(excess.values()), abs=1e-9)
    share = FAMILIES["review"] / sum(FAMILIES.values())
    named = run.numbers
    assert named["always_all"] == f"{share * excess.total() / truth().entropy():.2%}"
    assert named["without_label_reviews"] == f"{excess[False] / truth().entropy('review'):.2%}"
    assert share * excess.total() < 0.01 * truth().entropy()
    loved = given(review_texts, after("this movie is great and the plot is strong , i"))["loved"]
    assert named["p_loved_exact"] == f"{float(loved):.3f}"
    assert float(loved) - float(named["p_loved_forgetful"]) > 0.25


def test_impossible_input_is_refused_by_name(listing):
    run = listing(f"{PAGE}/refused")
    assert run.output.startswith("the cats purrs: -inf\n")
    assert run.output.count("ImpossibleContextError") == 3
    assert run.output.count("UnknownWordError") == 2
    assert "'film' at position 1" in run.output
    assert "nan" not in run.output.replace("another", "").lower()


def test_what_of_the_fresh_was_read(listing):
    found = listing(f"{PAGE}/fresh").numbers
    texts, read = fresh(2000, seed=1), {*corpus()}
    assert found["read_corpus"] == f"{np.mean([text in read for text in texts]):.1%}"
    assert found["distinct_corpus"] == f"{len(read):,}"
    assert found["distinct_fresh"] == f"{len({*texts}):,}"
    assert found["exact_corpus"] == f"{1 - novel_share():.1%}"
