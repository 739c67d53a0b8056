from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from calls.selection.portfolio import Limit, Problem

PROBLEM = Problem(["b", "a", "c"], [4, 4, 5], [10, 20, 30], 40)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ids": ["a", "a", "b"]}, "not unique"),
        ({"points": [1, 2]}, "points has 2 values for 3"),
        ({"euro_cents": [1]}, "euro_cents has 1 values"),
        ({"tie_key": [1]}, "tie_key has 1 values"),
        ({"budget_cents": -1}, "negative"),
        ({"euro_cents": [1, 2, -3]}, "negative"),
        ({"max_points": 4}, "max_points"),
        ({"limits": [Limit("x", {3})]}, "limit x names a proposal outside 0..2"),
        ({"limits": [Limit("x", {1}), Limit("x", {2})]}, "unique"),
        ({"limits": [Limit("budget", {1})]}, "unique"),
        ({"exclusive": [[0, -1]]}, "exclusive names"),
        ({"eligible": [True, False]}, "2 values say who is eligible"),
        ({"eligible": [5]}, "eligible names"),
        ({"forced_in": [0], "forced_out": [0]}, "b cannot be forced in"),
        ({"forced_in": [0], "eligible": [1, 2]}, "b cannot be forced in"),
        ({"levels": {0: [(11, 1)]}}, "more than it asks"),
        ({"levels": {0: [(5, 2)]}}, r"not in \(0, 1\]"),
        ({"levels": {0: [(5, 1), (5, 1)]}}, "same amount"),
        ({"levels": {4: [(5, 1)]}}, "levels names"),
    ],
)
def test_a_problem_that_cannot_be_is_refused_in_words(change, words):
    with pytest.raises(ValueError, match=words):
        replace(PROBLEM, **change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unit": "cents"}, "unit"),
        ({"weight": 0}, "weight"),
        ({"low": -1}, "negative"),
        ({"low": 3, "high": 2}, "floor lies above"),
        ({"high": Fraction(3, 2), "share": True}, "between 0 and 1"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_in_words(change, words):
    with pytest.raises(ValueError, match=words):
        Limit("x", {0}, **change)


def test_points_and_amounts_are_whole():
    with pytest.raises(TypeError):
        replace(PROBLEM, points=[1.5, 2, 3])
    with pytest.raises(TypeError):
        Limit("x", {0}, low=1.5)


def test_the_canonical_order_is_by_points_then_tie_rule_then_id():
    assert PROBLEM.order() == [2, 1, 0]
    assert replace(PROBLEM, tie_key=[1, 2, 0]).order() == [2, 0, 1]


def test_arrays_masks_and_indices_all_say_the_same():
    arrays = Problem(
        np.array([1, 2, 3]),
        np.array([4, 5, 6]),
        np.array([7, 8, 9]),
        np.int64(9),
        eligible=np.array([True, False, True]),
    )
    plain = Problem([1, 2, 3], [4, 5, 6], [7, 8, 9], 9, eligible=[0, 2])
    assert arrays.eligible == plain.eligible == (True, False, True)
    assert arrays.order() == plain.order() == [2, 0]


def test_a_share_written_as_a_decimal_is_read_exactly():
    assert Limit("x", {0}, low=0.3, share=True).low == Fraction(3, 10)


def test_grants_are_listed_dearest_first_with_the_full_amount():
    problem = replace(PROBLEM, levels={2: [(10, 0.5), (20, 0.75), (30, 1)]})
    assert [(level.cents, level.gain) for level in problem.grants(2)] == [
        (30, 1),
        (20, Fraction(3, 4)),
        (10, Fraction(1, 2)),
    ]
    assert [level.cents for level in problem.grants(0)] == [10]
