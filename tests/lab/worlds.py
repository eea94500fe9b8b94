"""What the tests of the world share: its two engines, and the exact answer by hand."""

import functools
from fractions import Fraction

import pytest

from snippets.lab.world import corpus as corpora
from snippets.lab.world import grammar
from snippets.lab.world.automaton import Automaton
from snippets.lab.world.engine import ImpossibleContextError, NoMaskError, UnknownWordError
from snippets.lab.world.grammar import FULL, TRAINING
from snippets.lab.world.templates import items

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
LABELS = ("positive", "negative")


@functools.cache
def compiled():
    """The automata of both grammars, compiled once for all files of tests."""
    return {"full": Automaton.compile(FULL), "training": Automaton.compile(TRAINING)}


@pytest.fixture(scope="module")
def automata():
    return compiled()


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
