"""The world: two engines that must agree on all that they are asked, and what they refuse."""

import json
import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
import worlds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import CLOSE, FAMILIES, GREAT, LABELS, LATENTS, MAT, derived, refused

from snippets.lab.world import corpus as corpora
from snippets.lab.world import grammar
from snippets.lab.world.automaton import Automaton
from snippets.lab.world.engine import MASK, ImpossibleContextError, NoMaskError, UnknownWordError
from snippets.lab.world.enumeration import Enumeration
from snippets.lab.world.grammar import FULL
from snippets.lab.world.templates import By, Grammar

# the fixtures that are asked for here
automata, full = worlds.automata, worlds.full
pair, engine = worlds.pair, worlds.engine


# ---------------------------------------------------------------- the notation, by hand

TINY = Grammar(
    {"talk": 3, "sum": 1},
    {
        "talk": "[who] [mood] the <who> <verb> <how>",
        "who": {"cat": 2, "dogs": 1},
        "mood": {"good": 1, "bad": 1},
        "verb": By("who", {"cat": {"sits": 3, "eats": 1}, "dogs": "sit"}),
        "how": By("mood", {"good": {"well": 3, "": 1}, "bad": {"well": 1, "": 1, "not": 2}}),
        "sum": {"two [n] <n> <n> <m>": 1, "the dogs sit": 1},
        "n": {"one": 1, "two": 1},
        "m": {"one": 1, "two": 3},
    },
)


@pytest.mark.parametrize("build", [Enumeration, Automaton.compile])
def test_a_tiny_grammar_has_the_probabilities_worked_out_by_hand(build):
    tiny = build(TINY)
    assert " ".join(tiny.vocabulary) == "cat dogs eats not one sit sits the two well [EOS]"
    by_hand = {
        "the cat sits well": Fraction(3, 4) * Fraction(2, 3) * Fraction(3, 4) * Fraction(1, 2),
        "the cat eats": Fraction(3, 4) * Fraction(2, 3) * Fraction(1, 4) * Fraction(1, 4),
        "the dogs sit": Fraction(3, 4) * Fraction(1, 3) * Fraction(1, 4) + Fraction(1, 8),
        "the dogs sit not": Fraction(3, 4) * Fraction(1, 3) * Fraction(1, 4),
        "two two two one": Fraction(1, 8) * Fraction(1, 2) * Fraction(1, 4),
        "two one two one": Fraction(0),
        "the cat sit": Fraction(0),
    }
    for sentence, p in by_hand.items():
        assert math.exp(tiny.log_prob(sentence)) == pytest.approx(float(p), rel=1e-14)
    assert tiny.posterior("the dogs sit", "mood") == pytest.approx({"good": 1 / 2, "bad": 1 / 2})
    assert tiny.posterior("the cat sits well", "mood") == pytest.approx(
        {"good": 3 / 4, "bad": 1 / 4}
    )
    assert tiny.posterior("the dogs sit", "family") == pytest.approx({"talk": 1 / 3, "sum": 2 / 3})
    assert tiny.next_token("two one")[tiny.vocabulary.index("one")] == 1
    assert tiny.masked_joint("the [MASK] [MASK] not") == pytest.approx(
        {("cat", "sits"): 1 / 2, ("dogs", "sit"): 1 / 3, ("cat", "eats"): 1 / 6}
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_both_engines_agree_with_every_derivation_in_fractions(full, family):
    share = Fraction(grammar.FAMILIES[family], sum(grammar.FAMILIES.values()))
    for sentence in full[0].sample(np.random.default_rng(5), 12, family=family):
        exact = share * derived(tuple(sentence.split()), rest=(f"<{family}>",))
        for engine in full:
            assert math.exp(engine.log_prob(sentence)) == pytest.approx(float(exact), rel=1e-13)


# ---------------------------------------------------------------- the engines agree


# Hypothesis draws sentences, masks, cuts and slips, and shrinks what it finds to the smallest.


@st.composite
def sentences(draw, family):
    """A sentence of a family, as words: any one that occurs, however rare."""
    world = corpora.truth("training")
    rows = np.flatnonzero(world.families == FAMILIES.index(family))
    return world.sentences[rows[draw(st.integers(0, len(rows) - 1))]].split()


@st.composite
def masked_sentences(draw, family):
    """A sentence with one to eight of its words hidden."""
    words = draw(sentences(family))
    hide = draw(st.sets(st.integers(0, len(words) - 1), min_size=1, max_size=8))
    return [MASK if t in hide else word for t, word in enumerate(words)]


@st.composite
def texts(draw, family):
    """What may be said or not: a sentence, whole or cut, perhaps with one other word in it."""
    words = draw(sentences(family))
    start, stop = draw(st.integers(0, 1)), draw(st.integers(0, len(words)))
    if draw(st.booleans()):
        words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(FULL.words))
    return words[start:stop]


def property_of(family, strategy, examples=60):
    """Try `examples` draws of a strategy, the same ones in every test run."""
    chosen = settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    return lambda test: chosen(given(strategy(family))(test))()


@pytest.mark.parametrize("family", FAMILIES)
def test_log_probabilities_agree(pair, family):
    @property_of(family, texts)
    def agree(words):
        one, other = (engine.log_prob(words) for engine in pair)
        assert not math.isnan(one)
        assert one == other or abs(one - other) <= 2e-12
        assert pair[0].log_probs([words])[0] == pytest.approx(one, abs=1e-12)


@pytest.mark.parametrize("family", FAMILIES)
def test_next_tokens_agree_and_multiply_to_the_sentence(pair, family):
    @property_of(family, sentences)
    def agree(words):
        prefixes = [words[:k] for k in range(len(words) + 1)]
        one, other = (engine.next_tokens(prefixes) for engine in pair)
        np.testing.assert_allclose(one, other, **CLOSE)
        np.testing.assert_allclose(one.sum(axis=1), 1, **CLOSE)
        for engine in pair:
            np.testing.assert_allclose(engine.next_token(prefixes[-2]), other[-2], **CLOSE)
        ids = [*pair[0].encode(words), 250]
        chain = np.log(other[np.arange(len(ids)), ids]).sum()
        assert chain == pytest.approx(pair[0].log_prob(words), abs=2e-12)


@pytest.mark.parametrize("family", FAMILIES)
def test_masked_marginals_and_joints_agree(pair, family):
    @property_of(family, masked_sentences, examples=30)
    def agree(tokens):
        one, other = (engine.masked(tokens) for engine in pair)
        assert one.shape == (tokens.count(MASK), 251)
        np.testing.assert_allclose(one, other, **CLOSE)
        np.testing.assert_allclose(other.sum(axis=1), 1, **CLOSE)
        assert pair[0].log_prob(tokens) == pytest.approx(pair[1].log_prob(tokens), abs=2e-12)

        joint = pair[0].masked_joint(tokens)
        assert math.fsum(joint.values()) == pytest.approx(1, abs=1e-12)
        marginal = np.zeros_like(other)
        for words, p in joint.items():
            marginal[np.arange(len(words)), pair[0].encode(words)] += p
        np.testing.assert_allclose(marginal, other, **CLOSE)
        if len(joint) < 200:
            two = pair[1].masked_joint(tokens)
            assert two.keys() == joint.keys()
            assert all(abs(two[words] - joint[words]) < 1e-12 for words in joint)


@pytest.mark.parametrize("family", FAMILIES)
def test_partial_contexts_and_posteriors_agree(pair, family):
    @property_of(family, masked_sentences, examples=25)
    def agree(tokens):
        part = tokens[: len(tokens) // 2]
        np.testing.assert_allclose(*(engine.next_token(part) for engine in pair), **CLOSE)
        for latent in ("family", *LATENTS[family], "sentiment"):
            for ask in ((tokens, latent, False), (part, latent, True)):
                one, other = (refused(lambda e=e, ask=ask: e.posterior(*ask)) for e in pair)
                assert one == (other if isinstance(other, str) else pytest.approx(other, abs=1e-12))
                if isinstance(one, dict):
                    assert math.fsum(one.values()) == pytest.approx(1, abs=1e-12)

    drawn = pair[0].sample(np.random.default_rng(3), 12, family=family)
    latent = LATENTS[family][0] if family in ("review", "cat", "story") else "family"
    np.testing.assert_allclose(*(e.posteriors(drawn, latent) for e in pair), **CLOSE)


@pytest.mark.parametrize("family", [None, *FAMILIES])
def test_entropies_agree(pair, family):
    one, other = pair
    assert one.entropy(family) == pytest.approx(other.entropy(family), abs=1e-12)
    assert one.tokens_per_sentence(family) == pytest.approx(
        other.tokens_per_sentence(family), abs=1e-12
    )


def test_everything_sums_to_one(pair):
    enumeration, automaton = pair
    assert math.fsum(enumeration.probabilities) == pytest.approx(1, abs=1e-12)
    lengths = [math.exp(automaton.log_prob([MASK] * n)) for n in range(3, 23)]
    assert math.fsum(lengths) == pytest.approx(1, abs=1e-12)
    weights = np.array(list(grammar.FAMILIES.values()))
    shares = np.bincount(enumeration.families, enumeration.probabilities)
    np.testing.assert_allclose(shares, weights / weights.sum(), **CLOSE)
    by_family = -np.sum(shares * np.log2(shares)) + sum(
        share * automaton.entropy(f) for f, share in zip(FAMILIES, shares, strict=True)
    )
    assert by_family == pytest.approx(enumeration.entropy(), abs=1e-12)
    for label in ("positive", "negative"):
        given = [e.log_prob(GREAT, label) for e in pair]
        assert given[0] == pytest.approx(given[1], abs=2e-12)
    p = [math.exp(automaton.log_prob(GREAT, y)) * 0.3 / 2 for y in ("positive", "negative")]
    assert sum(p) == pytest.approx(math.exp(enumeration.log_prob(GREAT)), rel=1e-12)


def test_leaving_one_word_out_is_one_mask(full):
    enumeration, automaton = full
    rng = np.random.default_rng(0)
    for row in rng.integers(len(enumeration), size=30):
        words = enumeration.sentences[row].split()
        shares = enumeration.leave_one_out[row]
        assert np.isnan(shares[len(words) :]).all()
        for t, word in enumerate(words):
            tokens = [*words[:t], MASK, *words[t + 1 :]]
            exact = automaton.masked(tokens)[0, automaton.encode([word])[0]]
            assert shares[t] == pytest.approx(exact, abs=1e-12)


# ---------------------------------------------------------------- samples


@pytest.mark.parametrize("label", LABELS)
def test_samples_of_a_label_have_the_exact_frequencies(engine, label):
    n = 20_000
    drawn = engine.sample(np.random.default_rng(4), n, label=label, fixed={0: "this", 3: "great"})
    assert all(x.startswith("this ") and x.split()[3] == "great" for x in drawn)
    for word, p in {"and": 0.5, "but": 0.25, "movie": 0.4, "!": 1 / 3}.items():
        found = np.mean([word in x.split() for x in drawn])
        assert abs(found - p) < 5 * math.sqrt(p * (1 - p) / n)
    felt = [x.split()[-3] for x in drawn if " i " in x]
    p = 0.8 if label == "positive" else 0.2
    assert abs(np.mean([f == "loved" for f in felt]) - p) < 5 * math.sqrt(0.16 / len(felt))


@pytest.mark.parametrize("family", FAMILIES)
def test_samples_match_the_exact_frequencies(full, engine, family):
    enumeration, n = full[0], 6_000
    drawn = engine.sample(np.random.default_rng(6), n, family=family)
    family_share = grammar.FAMILIES[family] / sum(grammar.FAMILIES.values())
    exact = np.exp(enumeration.log_probs(drawn)) / family_share
    seen = Counter(drawn)
    counts = np.array([seen[x] for x in drawn[:40]])
    assert (np.abs(counts - n * exact[:40]) < 6 * np.sqrt(n * exact[:40]) + 1).all()
    bits = -np.log2(exact)
    assert abs(bits.mean() - enumeration.entropy(family)) < 5 * bits.std() / math.sqrt(n)


def test_samples_with_fixed_words_obey_and_match(full, engine):
    drawn = engine.sample(np.random.default_rng(7), 8_000, fixed={0: "the", 2: "sat", 5: "mat"})
    joint = full[0].next_tokens([x.split()[:6] for x in drawn])
    assert all(x.split()[0] == "the" and x.split()[5] == "mat" for x in drawn)
    ends = np.mean([len(x.split()) == 6 for x in drawn])
    assert abs(ends - joint[:, -1].mean()) < 0.02
    cats = np.mean([x.split()[1] == "cat" for x in drawn])
    assert abs(cats - 0.6) < 0.02
    assert engine.sample(np.random.default_rng(7), 0) == []
    same = [engine.sample(np.random.default_rng(8), 5) for _ in range(2)]
    assert same[0] == same[1]


# ---------------------------------------------------------------- the file for the browser


def test_the_automaton_travels_as_json(automata):
    for automaton in automata.values():
        text = automaton.to_json()
        assert len(text.encode()) <= 200_000
        parts = json.loads(text)
        assert all(isinstance(x, int) and x >= 0 for flat in parts["states"] for x in flat)
        assert parts["states"][-1] == []
        again = Automaton.from_json(text)
        assert again.to_json() == text
        np.testing.assert_array_equal(again.masked(MAT), automaton.masked(MAT))
        assert again.posterior(GREAT) == automaton.posterior(GREAT)


@pytest.mark.parametrize(
    "damage", [lambda text: text[:-9], lambda _: "{}", lambda text: text.replace("]", ",1]", 2)]
)
def test_a_damaged_automaton_is_refused(automata, damage):
    with pytest.raises(ValueError, match="not an automaton of the world"):
        Automaton.from_json(damage(automata["full"].to_json()))


# ---------------------------------------------------------------- what is refused


def test_what_cannot_be_said_has_log_probability_minus_infinity(engine):
    over_long = " ".join(["the"] * 40)
    for text in ("", "the dog sat on the mat", "great great", over_long, f"mat {MASK}"):
        assert engine.log_prob(text) == -math.inf
        assert engine.bits(text) == math.inf
    assert engine.log_prob("the cat sat on the mat", label="positive") == -math.inf


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda e: e.log_prob("the zebra sat"), UnknownWordError, "'zebra' at position 1"),
        (lambda e: e.log_prob("The cat sat"), UnknownWordError, "'The' at position 0"),
        (lambda e: e.masked(["the", "cat sat", MASK]), UnknownWordError, "'cat sat' at position 1"),
        (lambda e: e.next_tokens(["the", "the [MASK]"]), UnknownWordError, "takes words only"),
        (lambda e: e.next_token("the cat [EOS]"), UnknownWordError, "takes words only"),
        (lambda e: e.next_token("mat the"), ImpossibleContextError, "begins with 'mat the'"),
        (lambda e: e.next_token(["the"] * 40), ImpossibleContextError, "probability is 0"),
        (lambda e: e.next_tokens(["the", "mat"]), ImpossibleContextError, "begins with 'mat'"),
        (lambda e: e.next_token(GREAT + " !"), ImpossibleContextError, "begins with"),
        (
            lambda e: e.masked("the dog sat on the [MASK] mat"),
            ImpossibleContextError,
            "is 'the dog",
        ),
        (lambda e: e.masked([MASK] * 40), ImpossibleContextError, "probability is 0"),
        (lambda e: e.masked_joint("mat [MASK]"), ImpossibleContextError, "is 'mat"),
        (lambda e: e.masked(GREAT), NoMaskError, "hides no word"),
        (lambda e: e.masked_joint(""), NoMaskError, "hides no word"),
        (lambda e: e.posterior("the cat sat on the mat"), ImpossibleContextError, "'sentiment'"),
        (lambda e: e.posteriors([GREAT, "mat"]), ImpossibleContextError, "'sentiment' is 'mat'"),
        (lambda e: e.posterior("the dog sat on the mat", "animal"), ImpossibleContextError, "dog"),
        (lambda e: e.posterior(GREAT, "colour"), ValueError, "no latent is called 'colour'"),
        (lambda e: e.log_prob(GREAT, label="great"), ValueError, "never 'great'"),
        (lambda e: e.entropy("poem"), ValueError, "never 'poem'"),
        (lambda e: e.sample(None, -1), ValueError, "-1"),
    ],
)
def test_bad_questions_get_one_clear_sentence(engine, ask, error, message):
    with pytest.raises(error, match=message.replace("[", r"\[")) as caught:
        ask(engine)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("conditions", "error"),
    [
        ({"fixed": {0: "mat"}}, ImpossibleContextError),
        ({"fixed": {60: "the"}}, ImpossibleContextError),
        ({"fixed": {0: "once"}, "label": "positive"}, ImpossibleContextError),
        ({"family": "cat", "label": "positive"}, ImpossibleContextError),
        ({"fixed": {3: "zebra"}}, UnknownWordError),
        ({"fixed": {3: MASK}}, UnknownWordError),
        ({"fixed": {-1: "mat"}}, ValueError),
        ({"label": "neutral"}, ValueError),
    ],
)
def test_impossible_conditions_of_a_sample_are_refused(engine, conditions, error):
    with pytest.raises(error):
        engine.sample(np.random.default_rng(0), 3, **conditions)


def test_an_unknown_word_says_which_and_where(engine):
    with pytest.raises(UnknownWordError) as caught:
        engine.log_prob(["the", "cat", "purred"])
    assert (caught.value.word, caught.value.position) == ("purred", 2)
