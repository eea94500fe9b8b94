"""How recorded and actual outputs are compared: each promise kept, and broken on purpose."""

import math

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from tools.engine.compare import ShapeError, differences, spread


@pytest.mark.parametrize(
    ("recorded", "now", "tolerance", "same"),
    [
        ("p = 0.95", "p = 0.95", 0, True),
        ("p = 0.95", "p = 0.96", 0, False),
        ("n = 100", "n = 101", 0, False),
        ("p = 0.9504", "p = 0.9505", 0, True),
        ("p = 0.9504", "p = 0.9506", 0, False),
        ("p = 0.9504", "q = 0.9504", 0, False),
        ("p = 0.95", "p = 0.96", 0.02, True),
        ("p = 0.95", "p = 0.98", 0.02, False),
        ("x = -1.234", "x = 1.234", 0, False),
        ("a\nb", "a", 0, False),
        ("1e-07", "2e-07", 0, False),
        ("4.00 bits", "4 bits", 0, False),
        ("mask 5×5", "mask 6×6", 0, False),
    ],
)
def test_numbers_have_a_tolerance_and_text_has_none(recorded, now, tolerance, same):
    assert (differences(recorded, now, tolerance) == []) is same


def test_message_fits_on_one_screen():
    report = differences("\n".join(map(str, range(500))), "\n".join(map(str, range(1, 501))))
    assert sum(line.count("\n") + 1 for line in report) < 24


TABLE = "name     a     b\nx     1.00  2.00\ny     0.50  0.25\n"


@pytest.mark.parametrize(
    ("recorded", "now"),
    [
        ("a  0.000 b", "a -0.000 b"),
        ("x = 0.000", "x = -0.000"),
        ("x = 0.", "x = -0."),
        ("delta 0.00 bits", "delta -0.00 bits"),
        ("x= 0.000", "x=-0.000"),
        ("  0.000  cat\n  1.250  dog", " -0.000  cat\n  1.250  dog"),
        ("[[0.12345678]", "[[0.1234567 ]"),
        ("[[0.12345678 0.5       ]]", "[[0.12345679 0.5       ]]"),
        ("[[0.12345678 0.5       ]\n [0.25       0.75      ]]", "[[0.1234568 0.5      ]\n [0.25      0.75     ]]"),  # noqa: E501
        ("[0.  1.  2.5]", "[-0.   1.   2.5]"),
        ("tensor([[0.0000, 0.5000],\n        [0.2500, 0.7500]])", "tensor([[-0.0000,  0.5000],\n        [ 0.2500,  0.7500]])"),  # noqa: E501
        ("array([0.5  , 0.125])", "array([0.5  , 0.126])"),
        ("[1. 0.5]", "[1.0 0.5]"),
        ("[0.5, 0.30000000000000004]", "[0.5, 0.3]"[:-1] + "0000000000000002]"),
        ("[0. +2.j 0.25-1.j]", "[-0.  +2.j  0.25-1.j]"),
        ("(1.5+0j)", "(1.5-0j)"),
        ("loss nan", "loss nan"),
        ("[ nan 0.000]", "[ nan -0.000]"),
        ("1,821 tokens", "1821 tokens"),
        ("a − b = −0.5", "a − b = -0.5"),
        ("[1.23456789e-05 2.30000000e+01]", "[1.23456788e-05 2.30000000e+01]"),
        ("     a     b\n x 0.000 0.5", "      a     b\n x -0.000 0.5"),
        ("[[[0.  1. ]]\n\n [[0.5 2. ]]]", "[[[-0.   1. ]]\n\n [[ 0.5  2. ]]]"),
    ],
)  # fmt: skip
def test_padding_a_minus_zero_and_a_dropped_digit_change_nothing(recorded, now):
    assert differences(recorded, now) == []
    assert differences(now, recorded) == []


@pytest.mark.parametrize(
    ("recorded", "now"),
    [
        ("x = 1.5", "x = 1.6"),
        ("x = 0.0", "x = -0.1"),
        ("[0.12345678]", "[0.1234577 ]"),
        ("[0.12345678]", "[0.12345698]"),
        ("[0.5 0.25]", "[0.5 0.26]"),
        ("[0.5 0.12345678]", "[0.6 0.12345678]"),
        ("[1 0]", "[1. 0.]"),
        ("1e-07", "9e-08"),
        ("1.2e-07", "1.3e-07"),
        ("1.234e-07", "1.236e-07"),
        ("[1.00000000e-07 2.]", "[2.00000000e-07 2.]"),
        ("x = 1.50", "x = 1.5"),
        ("x = 1", "x = 1.0"),
        ("x = 5", "x = five"),
        ("x = nan", "x = 0.5"),
        ("x = nan", "x = inf"),
        ("x = inf", "x = -inf"),
        ("5 bits", "5bits"),
        ("50%", "50 %"),
        ("50%", "50"),
        ("50%", "51%"),
        ("x = 5", "x =5"),
        ("x = 5", "x  = 5"),
        ("a b", "a  b"),
        ("  a", "a"),
        ("b 1 a 2", "a 1 b 2"),
        ("1 2", "2 1"),
        ("1 2 3", "1 2"),
        ("1 2", "12"),
        ("1,821", "1,822"),
        ("1,821", "18,21"),
        ("[1,821]", "[1821]"),
        ("[1,821]", "[1, 821]"),
        ("(1.5+2j)", "(1.5-2j)"),
        ("(1.5+2j)", "(1.6+2j)"),
        ("1.5 + 2", "1.5 + 2j"),
        ("gpt2", "gpt3"),
        ("layer-3", "layer-4"),
        ("2026-01-02", "2026-1-2"),
        ("12:05", "12:5"),
        ("torch 2.13.0", "torch 2.13.1"),
        ("3–5 words", "3–6 words"),
        ("mask 5×5", "mask 5×6"),
        ("#00000080", "#00000081"),
        ("sha 12345e67", "sha 12346e67"),
        ("sha 1234e5678", "sha 1234e5679"),
        ("007", "7"),
        (TABLE, TABLE.replace("x     1.00  2.00", "x           2.00")),
        ("name     a     b\nx     1.00", "name     a     b\nx           1.00"),
        ("name     a     b\nx     0.00", "name     a     b\nx          -0.00"),
        ("a\n\nb", "a\nb"),
        ("x = 4.00 [bits]", "x = 4.0 [bits]"),
        ("interval [0, 1)\nx = 4.00", "interval [0, 1)\nx = 4.0"),
    ],
)
def test_value_words_and_layout_count(recorded, now):
    assert differences(recorded, now)
    assert differences(now, recorded)


@pytest.mark.parametrize(
    ("recorded", "now"),
    [
        ("layer-3", "layer-4"),
        ("2026-01-02", "2026-01-03"),
        ("12:05:33", "12:05:34"),
        ("torch 2.13.0", "torch 2.14.0"),
        ("3–5", "4–5"),
        ("5×5", "6×6"),
        ("gpt2", "gpt3"),
        ("sha a3f2", "sha a3f3"),
        ("#00000080", "#00000081"),
    ],
)
def test_a_tolerance_is_not_for_names(recorded, now):
    assert differences(recorded, now, 5)
    assert differences(recorded, now, 5, 0.5)


def test_a_tolerance_is_for_all_else():
    assert differences("1,999 of 1e-07, 3.5%", "2,001 of 2e-07, 3.7%", 2) == []
    assert differences("0.812–0.845", "0.813–0.844") == []
    assert differences("[1e-07 1e-08]", "[9.9e-08 1.0e-08]", 1e-8) == []


def test_figures_data_have_no_form_and_no_more_than_their_tolerance():
    assert differences("line: 0 1 0.5", "line: 1e-06 0.99999 0.50012", 2e-5, 1e-3) == []
    assert differences("line: 0.123", "line: 0.1239", 2e-5, 1e-3)
    assert differences("line: 0 1", "line: 0 1 1", 2e-5, 1e-3)


FLOATS = st.floats(-1000, 1000, allow_nan=False, width=32)


@given(st.lists(FLOATS, min_size=1, max_size=12), st.data())
def test_arrays_moved_by_rounding_are_the_same_and_by_more_are_not(values, data):
    """Whatever array: noise below its last printed place passes, a moved value does not."""
    rows = np.array(values, dtype=np.float64).round(4)
    noise = np.array(data.draw(st.lists(st.floats(-4e-5, 4e-5), min_size=len(rows),
                                        max_size=len(rows))))  # fmt: skip
    options = {"precision": 4, "suppress_small": True, "max_line_width": 10_000}
    recorded, now = np.array2string(rows, **options), np.array2string(rows + noise, **options)
    places = [max(len(one.partition(".")[2].strip("] ")) for one in text.split())
              for text in (recorded, now)]  # fmt: skip
    assume(min(places) >= 3)
    assert differences(recorded, now) == []
    where = data.draw(st.integers(0, len(rows) - 1))
    moved = rows.copy()
    moved[where] += 10.0 ** (1 - min(places)) * 3
    assert differences(recorded, np.array2string(moved, **options))


@given(st.lists(st.tuples(FLOATS, FLOATS), min_size=1, max_size=5), st.data())
def test_a_value_in_another_column_is_seen(rows, data):
    """In a table with fixed columns, one cell emptied and its value written in the next."""
    cells = [[f"{one:9.2f}" for one in row] for row in rows]
    recorded = [f"row {a}{' ' * 9}{b}" for a, b in cells]
    where = data.draw(st.integers(0, len(rows) - 1))
    a, b = cells[where]
    moved = list(recorded)
    moved[where] = f"row {' ' * 9}{a}{b}"
    signed = [line.replace(" 0.00", "-0.00") for line in moved]
    for now in (moved, signed):
        assert differences("\n".join(recorded), "\n".join(now))


@given(st.lists(FLOATS, min_size=2, max_size=8), st.data())
def test_two_values_that_change_places_are_seen(values, data):
    first, second = data.draw(st.tuples(*[st.integers(0, len(values) - 1)] * 2))
    assume(abs(values[first] - values[second]) > 0.02)
    swapped = list(values)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    for form in (
        lambda row: " ".join(f"{one:.2f}" for one in row),
        lambda row: "\n".join(f"w{i} {one:8.3f}" for i, one in enumerate(row)),
        lambda row: str(torch.tensor(row)),
    ):
        assume(form(values) != form(swapped))
        assert differences(form(values), form(swapped))


def test_spread_tells_each_number_of_several_outputs():
    texts = [
        "gpt2 bits = 8.17 of 10\nwords\n[0.5 0.125]",
        "gpt2 bits = 8.28 of 10\nwords\n[0.5 0.13 ]",
    ]
    first, second, third, fourth = spread(texts)
    assert (first.line, first.place, first.label) == (1, 1, "gpt2 bits = 8.17 of 10")
    assert (first.decimals, first.values) == (2, (8.17, 8.28))
    assert first.width == pytest.approx(0.11)
    assert (second.width, second.decimals, second.place) == (0, 0, 2)
    assert (third.line, third.decimals, third.width) == (3, 3, 0)
    assert fourth.width == pytest.approx(0.005)
    (tiny,) = spread(["1.23e-07", "1.25e-07", "1.2e-07"])
    assert tiny.decimals == 9
    assert tiny.width == pytest.approx(5e-9)
    assert len(spread(["a" * 50 + " 1" * 90] * 2)[0].label) == 60


def test_spread_of_what_is_no_number():
    same, other = spread(["x nan y inf", "x nan y 1.0"])
    assert same.width == 0
    assert other.width == math.inf
    assert spread(["x nan", "x 1.0"])[0].width == math.inf
    assert spread(["no number", "no number"]) == []


@pytest.mark.parametrize(
    "other", ["a 1\nc 2", "a 1", "a 1\nb 2\nc 3", "a 1\nb two", "a 1\nb 2 3", "a 1\n2 b"]
)
def test_spread_of_other_shapes_names_the_first_line(other):
    with pytest.raises(ShapeError, match=r"^line [23]: "):
        spread(["a 1\nb 2", "a 3\nb 4", other])


def test_a_difference_far_along_a_line_is_shown():
    start = "points " + " ".join(f"{i / 7:.3f}" for i in range(400))
    (told,) = differences(f"{start} 0.25 end\n", f"{start} 0.75 end\n")
    assert "0.25 end" in told
    assert "0.75 end" in told
    assert len(told) < 400
