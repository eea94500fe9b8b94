"""Who is ahead in many looks: the tests behind it, beside scipy's and beside made-up values."""

import math

import numpy as np
import pytest
from scipy import stats

from snippets.studies.looks import (
    NEITHER,
    ahead,
    half_in_all,
    half_over_items,
    p_fewer_wrong,
    p_less,
)
from snippets.studies.results import interval


def test_p_is_that_of_a_paired_t_test_beyond_the_margin():
    a, b = [0.10, 0.12, 0.11, 0.13], [0.21, 0.20, 0.24, 0.22]
    expected = stats.ttest_1samp(np.subtract(b, a), 0.05).pvalue
    assert p_less(a, b, 0.05) == pytest.approx(expected)
    assert p_less(b, a, 0.05) == 1


def test_where_all_seeds_differ_by_the_same_nobody_is_ahead():
    assert p_less([0.1, 0.1], [0.3, 0.3], 0.01) == 1
    assert p_less([0.1], [0.3], 0.01) == 1


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_no_pairing_of_what_is_wrong_has_a_wider_interval(share):
    """`share` of the rarer errors fall on items that the other has wrong too."""
    items, a, b = 1000, 120, 300
    first, second = np.zeros(items), np.zeros(items)
    first[:a] = 1
    second[int(a * (1 - share)) : int(a * (1 - share)) + b] = 1
    half = 1.96 * (second - first).std() / math.sqrt(items)
    most = half_over_items(a / items, b / items, items)
    assert most >= half * 0.9999
    if share == 0:
        assert most == pytest.approx(half, rel=0.001)


def test_a_system_that_was_run_once_has_an_interval_over_items_all_the_same():
    same = [0.2] * 5
    assert half_in_all(same, 0.03) == pytest.approx(0.03)
    assert half_in_all([0.1, 0.2, 0.3], 0.0) == pytest.approx(interval([0.1, 0.2, 0.3])[1])
    few, many = (p_fewer_wrong([0.15] * 5, [0.2] * 5, 0.01, items) for items in (100, 100_000))
    assert few > 0.05 > many


def test_a_look_among_many_has_to_be_clearer():
    noise = np.random.default_rng(0)

    def look(gap):
        a = noise.normal(0.2, 0.01, 5)
        return {"a": {"x": a}, "b": {"y": a + gap + noise.normal(0, 0.02, 5)}}

    clear, faint = look(0.9), look(0.04)
    assert ahead({"faint": faint}, 0.0)["faint"] == "a"
    found = ahead({"clear": clear, "faint": faint} | {i: look(0.0) for i in range(30)}, 0.0)
    assert found["clear"] == "a"
    assert found["faint"] == NEITHER
    assert {found[i] for i in range(30)} == {NEITHER}
