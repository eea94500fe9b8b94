"""The yardsticks of the studies: the same sentences, exact labels, and no excess of the exact."""

import math

import numpy as np
import pytest

from snippets.lab import measure
from snippets.lab.fit import schedule, sentences
from snippets.lab.world.corpus import corpus, is_novel, truth


def test_every_system_of_a_seed_reads_the_same_sentences():
    assert sentences(3, 10) == sentences(3, 20)[:640]
    assert sentences(3, 10) != sentences(4, 10)
    assert set(sentences(3, 10)) <= set(corpus())
    rates = [schedule(step, 100) for step in range(100)]
    assert max(rates) == 1.0
    assert 0 < rates[-1] < 0.02


def test_label_quality_is_an_expectation():
    texts, p, exact = measure.reviews()
    perfect = measure.label_quality(exact)
    assert perfect["excess_bits"] == pytest.approx(0, abs=1e-12)
    assert perfect["accuracy"] == pytest.approx(measure.bayes_accuracy())
    assert perfect["calibration_error"] == pytest.approx(0, abs=1e-12)
    prior = measure.label_quality(np.full(len(texts), float(p @ exact)))
    assert prior["calibration_error"] == pytest.approx(0, abs=1e-12), "calibrated, and useless"
    assert prior["excess_bits"] > 0.4
    bold = measure.label_quality((exact > 0.5) * 0.98 + 0.01)
    assert bold["accuracy"] == pytest.approx(perfect["accuracy"])
    assert bold["calibration_error"] > 0.05
    assert measure.label_quality((exact > 0.5).astype(float))["excess_bits"] == math.inf


def test_labels_are_drawn_from_the_exact_posterior():
    texts, labels = measure.labelled(20_000, seed=0)
    exact = truth("training").posteriors(texts)[:, 0]
    assert abs(labels.mean() - exact.mean()) < 0.01
    high = exact > 0.9
    assert abs(labels[high].mean() - exact[high].mean()) < 0.01
    assert measure.labelled(50, seed=1)[0] == measure.labelled(50, seed=1)[0]
    assert measure.labelled(50, seed=1)[0] != measure.labelled(50, seed=2)[0]


def test_the_exact_model_has_no_excess():
    batches = measure.unseen(measure.gpt_batch, measure.gpt_exact)
    exact = {id(batch): bits for batch, bits in batches}

    def loss(_, batch):
        return measure.torch.tensor(exact[id(batch)] * math.log(2)), int(
            (batch["labels"] != -100).sum()
        )

    assert measure.excess_bits(None, loss, batches) == pytest.approx(0, abs=1e-6)


def test_samples_are_judged_by_the_world():
    seen = corpus()[0]
    new = next(text for text in truth("training").sentences if is_novel(text))
    quality = measure.sample_quality([seen, new, "the the the", seen])
    assert quality == {"valid": 0.75, "novel": 0.25}
