"""The world as designed: the sources' examples and figures, its corpus and its floors."""

import hashlib
import itertools
import math
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
import worlds
from conftest import ROOT
from worlds import CLOSE, GREAT, LABELS, LATENTS, MAT, derived, refused

from snippets.lab.world import corpus as corpora
from snippets.lab.world import floors, grammar
from snippets.lab.world.engine import MASK
from snippets.lab.world.grammar import FULL, HELD_OUT, TRAINING

CORPUS_SHA256 = "47cc401b0f2b2528f3dfc62478b9b0d894a1560e89173760141103e64a281d35"

# the fixtures that are asked for here
automata, full = worlds.automata, worlds.full
pair, engine = worlds.pair, worlds.engine


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
