"""What is told of very many numbers: little, in which a change of one still shows."""

import numpy as np
from drawing import differ, told
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.engine.pen import LONGEST, numbers

LONG = st.integers(LONGEST + 1, 30_000)


@settings(deadline=None)
@given(LONG, st.integers(0, 10**9), st.data())
def test_a_summary_notices_one_element_and_two_that_change_places(size, seed, data):
    values = np.random.default_rng(seed).uniform(size=size)
    where = st.integers(0, size - 1)
    first, second = data.draw(where), data.draw(where)
    changed, swapped = values.copy(), values.copy()
    changed[first] += data.draw(st.sampled_from([-0.1, 0.05, 0.3]))
    assert differ(numbers(values), numbers(changed))
    swapped[[first, second]] = values[[second, first]]
    assert differ(numbers(values), numbers(swapped)) or abs(values[first] - values[second]) < 0.03


@settings(deadline=None)
@given(LONG, st.integers(0, 10**9), st.sampled_from([1e-6, 1.0, 1e6]))
def test_a_summary_allows_for_what_machines_round(size, seed, scale):
    random = np.random.default_rng(seed)
    values = random.normal(size=size) * scale
    noise = random.uniform(-1e-6, 1e-6, size=size) * np.abs(values).max()
    assert not differ(numbers(values), numbers(values + noise))
    moved = random.uniform(-0.02, 0.02, size=size)  # within a listing's own tolerance
    assert not differ(numbers(values), numbers(values + moved), 0.0201)


def test_a_summary_sees_what_is_missing():
    values = np.linspace(0, 1, 1000)
    one, other = values.copy(), values.copy()
    one[10] = other[11] = np.nan
    assert differ(numbers(one), numbers(other))
    assert differ(numbers(one), numbers(values))
    one[10] = np.inf
    assert differ(numbers(one), numbers(np.where(np.isinf(one), np.nan, one)))


def test_a_figure_of_many_pixels_notices_one():
    image = np.random.default_rng(0).uniform(size=(150, 200))
    changed = image.copy()
    changed[70, 80] = 1 - changed[70, 80] + 0.2
    assert differ(told(lambda ax: ax.imshow(image)), told(lambda ax: ax.imshow(changed)))
