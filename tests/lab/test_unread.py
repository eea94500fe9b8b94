"""What was read and what was not are told apart exactly."""

import re
from collections import Counter

import numpy as np
import pytest
from conftest import ROOT

from snippets.lab import unread
from snippets.lab.train import RECIPES
from snippets.lab.world.corpus import corpus, fresh, novel_share, stream, truth


def test_counts_are_those_of_a_sample():
    world = truth("training")
    counts = world.counts(np.random.default_rng(5), 30_000)
    drawn = Counter(world.sample(np.random.default_rng(5), 30_000))
    assert {world.sentences[i]: counts[i] for i in np.flatnonzero(counts)} == drawn


def test_among_is_the_stream_itself():
    assert unread.among(20_000) == set(stream(20_000))
    assert unread.among(len(corpus())) == set(corpus())


@pytest.mark.parametrize("name", unread.READ)
def test_what_a_checkpoint_read_is_what_its_card_says(name):
    card = (ROOT / f"snippets/lab/checkpoints/{name}/README.md").read_text("utf-8")
    told = int(re.search(r"the first ([\d,]+) sentences of the stream", card)[1].replace(",", ""))
    assert told == RECIPES[name].sentences
    if name == "bert-sentiment":  # it goes on from BERT, which read the start of the same stream
        told = max(told, RECIPES["bert"].sentences)
    assert unread.READ[name] == told


def test_unread_sentences_were_not_read_and_come_by_their_probability():
    read, world = unread.read_by("bart"), truth("training")
    texts = unread.unread(20_000, seed=3, read=read)
    assert not read.intersection(texts)
    assert texts == unread.unread(20_000, seed=3, read=read)
    p = {s: q for s, q in zip(world.sentences, world.probabilities, strict=True) if s not in read}
    total = sum(p.values())
    seen = Counter(texts)
    for text in sorted(p, key=p.get)[-5:]:
        expected = 20_000 * p[text] / total
        assert abs(seen[text] - expected) < 5 * expected**0.5 + 1


def test_the_share_read_is_counted_and_its_expectation_exact():
    texts = ["a", "b", "a", "c"]
    assert unread.share_read(texts, {"a"}) == 0.5
    read = unread.among(len(corpus()))
    assert unread.mass(read) == pytest.approx(1 - novel_share())
    assert unread.share_read(fresh(20_000, 6), read) == pytest.approx(unread.mass(read), abs=0.01)
