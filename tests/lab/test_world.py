"""The world: two engines that must agree, the sources' figures, and what is refused."""

import hashlib
import itertools
import json
import math
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snippets.lab.world import corpus as corpora
from snippets.lab.world import floors, grammar
from snippets.lab.world.automaton import Automaton
from snippets.lab.world.engine import (
    MASK,
    ImpossibleContextError,
    NoMaskError,
    UnknownWordError,
)
from snippets.lab.world.enumeration import Enumeration
from snippets.lab.world.grammar import FULL, HELD_OUT, TRAINING
from snippets.lab.world.templates import By, Grammar, items

ROOT = Path(__file__).parents[2]
FAMILIES = tuple(grammar.FAMILIES)
LATENTS = {
    "review": ("sentiment", "thing"),
    "cat": ("animal", "number"),
    "story": ("character", "mood"),
    "fact": ("country", "order", "name", "sense"),
    "translate": ("gender",),
}
CLOSE = {"rtol": 0, "atol": 1e-12}
GREAT = "this movie is great !"
MAT = "the [MASK] sat on the [MASK]"
CORPUS_SHA256 = "47cc401b0f2b2528f3dfc62478b9b0d894a1560e89173760141103e64a281d35"


@pytest.fixture(scope="module")
def automata():
    return {"full": Automaton.compile(FULL), "training": Automaton.compile(TRAINING)}


@pytest.fixture(scope="module")
def full(automata):
    return corpora.truth("full"), automata["full"]


@pytest.fixture(params=["full", "training"])
def pair(request, automata):
    return corpora.truth(request.param), automata[request.param]


@pytest.fixture(params=["enumeration", "automaton"])
def engine(request, full):
    return full[request.param == "automaton"]


def refused(question):
    """Return the answer, or the name of the error."""
    try:
        return question()
    except (ImpossibleContextError, UnknownWordError, NoMaskError) as error:
        return type(error).__name__


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


def derived(sentence, memory=(), rest=("<family>",)):
    """Return P(sentence) exactly, by trying every derivation in fractions."""
    if not rest:
        return Fraction(not sentence)
    head, tail = rest[0], rest[1:]
    if head[0] not in "<[":
        found = sentence[:1] == (head,)
        return derived(sentence[1:], memory, tail) if found else Fraction(0)
    if head[0] == "[":
        return sum(
            p * derived(sentence, (*memory, (head[1:-1], value)), tail)
            for p, value in FULL.choices(head[1:-1], memory)
        )
    return sum(
        p * derived(sentence, memory, items(text) + tail)
        for p, text in FULL.choices(head[1:-1], memory)
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


# ---------------------------------------------------------------- the sources' examples


def test_this_movie_is_great_is_positive_with_probability_95_hundredths(engine):
    assert engine.posterior(GREAT)["positive"] == pytest.approx(0.95, abs=1e-12)
    shares = engine.masked(f"{MASK} : {GREAT}")[0]
    assert shares[engine.encode("positive")[0]] == pytest.approx(0.95, abs=1e-12)
    assert engine.posterior(f"positive : {GREAT}")["positive"] == 1
    texts = {y: derived(tuple(f"{y} : {GREAT}".split()), (), ("<review>",)) for y in LABELS}
    assert texts["positive"] / sum(texts.values()) == Fraction(19, 20)
    labelled = [
        s.split()[1] == ":"
        for s in engine.sample(np.random.default_rng(1), 10_000, family="review")
    ]
    assert np.mean(labelled) == pytest.approx(0.5, abs=0.025)


def test_the_cat_sat_on_the_mat(engine):
    after = engine.next_token("the cat sat on the")
    assert engine.vocabulary[after.argmax()] == "mat"
    assert after.max() == pytest.approx(0.8, abs=1e-12)
    joint = engine.masked_joint(MAT)
    assert next(iter(joint)) == ("cat", "mat")
    assert joint["cat", "mat"] == pytest.approx(0.6 * 6 / 19 * 0.8, abs=1e-12)
    assert ("dog", "mat") not in joint
    first, second = engine.masked(MAT)
    product = np.outer(first, second)
    possible = sum(product[engine.encode([a])[0], engine.encode([b])[0]] for a, b in joint)
    assert 0.6 < 1 - possible < 0.9
    for animal, (_, plural, *_, places) in grammar.ANIMALS.items():
        seats = {place for a, place in joint if a in (animal, plural)}
        assert seats == set(places)


def test_once_upon_a_time_there_lived_a_princess(engine):
    told = "once upon a"
    while not told.endswith("princess"):
        told += " " + engine.vocabulary[engine.next_token(told).argmax()]
    assert told == "once upon a time , there lived a princess"


def test_hello_world_is_bonjour_monde(engine):
    source = "translate : hello world ="
    assert engine.masked_joint(f"{source} {MASK} {MASK}") == {("bonjour", "monde"): 1}
    assert engine.next_token(source)[engine.encode(["bonjour"])[0]] == 1
    assert engine.next_token(f"{source} bonjour")[engine.encode(["monde"])[0]] == 1


# ---------------------------------------------------------------- the world as designed

LABELS = ("positive", "negative")


def test_the_world_has_the_size_that_was_asked_for(full):
    enumeration, automaton = full
    assert 90_000 < len(enumeration) < 110_000
    assert len(FULL.words) == len(enumeration.vocabulary) - 1 == 250
    assert FULL.words == TRAINING.words
    assert enumeration.lengths.max() <= 22
    assert all(word == word.lower() and word.isascii() for word in FULL.words)
    assert np.bincount(enumeration.families).max() < 0.45 * len(enumeration)
    assert len(automaton.states) < 6_000


def test_no_rule_of_one_family_replaces_another(full):
    parts = [grammar.REVIEW, grammar.CAT, grammar.STORY, grammar.FACT, grammar.TRANSLATE]
    names = list(itertools.chain.from_iterable(parts))
    assert len(set(names)) == len(names)
    latents = {name for origin in full[0].latents for name in origin}
    assert latents == {"family", *itertools.chain.from_iterable(LATENTS.values())}


@pytest.mark.parametrize(
    ("family", "latent"), [(f, latent) for f in LATENTS for latent in LATENTS[f]]
)
def test_every_latent_shows_in_at_least_two_places(full, family, latent):
    automaton = full[1]
    most = 0
    for sentence in full[0].sample(np.random.default_rng(2), 8, family=family):
        words = sentence.split()
        before = refused(lambda words=words: automaton.posterior([MASK] * len(words), latent))
        alone = []
        for t in range(len(words)):
            # A latent that the word order shows needs two words; the neighbour is shown too.
            shown = [w if u in (t, t + (latent == "order")) else MASK for u, w in enumerate(words)]
            after = refused(lambda shown=shown: automaton.posterior(shown, latent))
            if not isinstance(after, str):
                alone.append(max(abs(after[v] - before[v]) for v in after) > 0.05)
        most = max(most, sum(alone))
    assert most >= 2


def test_the_conjunction_says_how_the_second_adjective_follows(engine):
    posterior = engine.posterior(f"this movie is {MASK} {MASK} the plot is strong .")
    assert posterior["positive"] == pytest.approx((2 * 12 + 1) / (3 * 13), abs=1e-12)
    strong = engine.encode(["strong"])[0]
    for first, p in (("great", 0.95), ("awful", 0.05)):
        after_and, after_but = (
            p * a + (1 - p) * b for a, b in ((12 / 19, 1 / 19), (1 / 19, 12 / 19))
        )
        hidden = engine.masked(f"this movie is {first} {MASK} the plot is {MASK} .")[1, strong]
        assert hidden == pytest.approx((2 * after_and + after_but) / 3, abs=1e-12)
        for conjunction, share in (("and", after_and), ("but", after_but)):
            shares = engine.next_token(f"this movie is {first} {conjunction} the plot is")
            assert shares[strong] == pytest.approx(share, abs=1e-12)


def test_negation_turns_an_opinion_around(engine):
    assert engine.posterior("this movie is not great .")["negative"] == pytest.approx(0.95)
    assert engine.posterior("this movie is not awful .")["positive"] == pytest.approx(0.95)
    assert engine.posterior("this movie is long .")["positive"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("context", "possible", "impossible"),
    [
        ("the cat near the dogs", "sleeps purrs sat", "sleep purr barks bark"),
        ("the cats near the dog", "sleep purr sat", "sleeps purrs barks bark"),
        ("the cat near the dogs waits on the mat because", "it", "they"),
        ("once upon a time , there lived a queen .", "she", "he it"),
        ("once upon a time , there lived a king . he danced because", "he", "she"),
        ("long ago , there lived a boy . he cried because he was", "sad lonely", "happy angry"),
        ("long ago , there lived a boy . he sighed because he was", "sad angry", "happy brave"),
        ("paris is a", "big young famous", "capital"),
        ("paris is a big", "city town", "singer"),
        ("translate : the white cat is small =", "le", "la"),
        ("translate : the white queen is small = la reine", "blanche", "blanc"),
        ("translate : the queen is small = la reine est", "petite", "petit"),
    ],
)
def test_agreement(engine, context, possible, impossible):
    after = engine.next_token(context)
    assert all(after[engine.encode(possible)] > 0)
    assert not any(after[engine.encode(impossible)])


def test_a_name_is_a_city_or_a_person_until_it_is_told(engine):
    for context in ("paris is a", "we remember paris", "we remember paris every day , the"):
        sense = engine.posterior(context, "sense", prefix=True)
        assert sense["city"] == pytest.approx(0.625, abs=1e-12)
    famous = engine.posterior("paris is a famous", "sense", prefix=True)
    assert famous["city"] == pytest.approx(0.625, abs=1e-12)
    for word, sense in (("city", "city"), ("town", "city"), ("singer", "person")):
        assert engine.posterior(f"paris is a famous {word}", "sense", prefix=True)[sense] == 1


def test_training_tells_some_capitals_in_one_order_only(automata):
    told = {
        "capital first": "{1} is the capital of {0}",
        "country first": "the capital of {0} is {1}",
    }
    for country, (_, capital, _) in grammar.COUNTRIES.items():
        for order, text in told.items():
            held = HELD_OUT.get(country) == order
            sentence = text.format(country, capital)
            assert math.isfinite(automata["full"].log_prob(sentence))
            assert math.isinf(automata["training"].log_prob(sentence)) == held
            assert corpora.is_novel(sentence) >= held
    assert set(HELD_OUT.values()) == set(told)


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


# ---------------------------------------------------------------- corpus and floors


def test_the_corpus_is_fixed(full):
    sentences = corpora.corpus()
    assert len(sentences) == 200_000
    digest = hashlib.sha256("\n".join(sentences).encode()).hexdigest()
    assert digest == CORPUS_SHA256
    assert not np.isinf(corpora.truth("training").log_probs(sentences)).any()
    assert not corpora.is_novel(sentences[0])
    assert corpora.is_valid(sentences[0].split())
    assert not corpora.is_valid("the zebra sat")
    assert not corpora.is_novel("the dog sat on the mat")
    drawn = corpora.fresh(10_000, seed=1)
    assert np.mean([corpora.is_novel(x) for x in drawn]) == pytest.approx(
        corpora.novel_share(), abs=0.015
    )
    assert corpora.novel_share("full") > corpora.novel_share()
    with pytest.raises(ValueError, match="drew the corpus"):
        corpora.fresh(5, seed=0)
    with pytest.raises(ValueError, match="full and training"):
        corpora.truth("test")


def test_floors_are_what_the_truth_pays(pair):
    rng = np.random.default_rng(9)
    sentences = pair[0].sample(rng, 80)
    masks = floors.choose_masks(rng, sentences)
    assert all(mask.any() for mask in masks)
    one, other = (floors.masked_floor(engine, sentences, masks) for engine in pair)
    assert one == pytest.approx(other, abs=1e-12)
    many = pair[0].sample(rng, 10_000)
    assert floors.next_token_floor(pair[0], many) == pytest.approx(
        pair[0].bits_per_token(), abs=0.02
    )
    single = [np.eye(len(x.split()), dtype=bool)[0] for x in sentences]
    rows = [pair[0].sentences.index(x) for x in sentences[:20]]
    bits = np.concatenate(floors.masked_bits(pair[1], sentences[:20], single[:20]))
    np.testing.assert_allclose(bits, -np.log2(pair[0].leave_one_out[rows, 0]), **CLOSE)


# ---------------------------------------------------------------- independence


def test_the_world_knows_no_model_no_tool_and_no_page():
    code = (
        "import sys, snippets.lab.world.corpus, snippets.lab.world.automaton;"
        "import snippets.lab.world.floors;"
        "print([m for m in ('torch', 'transformers', 'sklearn', 'tools') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
