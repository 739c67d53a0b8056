import numpy as np
import pytest

from calls.selection.assignment import Demand, assign
from calls.selection.demand import NOBODY, Table

AFFINITY = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"affinity": [0.1, 0.2]}, "affinity is a table"),
        ({"affinity": np.zeros((0, 2))}, "affinity is a table"),
        ({"affinity": [[0.1, 1.2]] * 3}, "between 0 and 1"),
        ({"affinity": [[0.1, np.nan]] * 3}, "between 0 and 1"),
        ({"reviews": [1, 1]}, "reviews is one number or 3"),
        ({"reviews": 1.5}, "reviews holds whole numbers"),
        ({"reviews": -1}, "reviews holds whole numbers"),
        ({"load_min": [0, 0, 0]}, "load_min is one number or 2"),
        ({"load_max": [[2]]}, "load_max is one number or 2"),
        ({"load_min": 3, "load_max": 2}, "load_min is above load_max"),
        ({"blocked": np.zeros((2, 3), dtype=bool)}, "blocked is a bool table of 3 by 2"),
        ({"blocked": {(0, 2)}}, "blocked holds a pair that does not exist"),
        ({"fixed": {(-1, 0)}}, "fixed holds a pair that does not exist"),
        ({"fixed": {(0, 0, 0)}}, "fixed is a bool table"),
        ({"organisation": ["a"]}, "organisation holds 2 labels"),
        ({"profiles": [{"a"}]}, "profiles holds 2 sets"),
        ({"required": [{"a"}, {"a"}]}, "required holds one set of profiles, or 3"),
        ({"balance": -0.1}, "balance"),
        ({"balance": np.nan}, "balance"),
        ({"proposal_ids": [1, 2]}, "proposal_ids holds 3 different ids"),
        ({"proposal_ids": [1, 2, 2]}, "proposal_ids holds 3 different ids"),
        ({"reviewer_ids": [1, "a"]}, "reviewer_ids holds ids that can be sorted"),
    ],
)
def test_a_part_that_does_not_fit_is_named(part, message):
    with pytest.raises(ValueError, match=message):
        Demand(**({"affinity": AFFINITY, "reviews": 1} | part))


def test_the_least_that_must_be_said():
    table = Table.of(Demand(AFFINITY, 1))
    assert table.load_min.tolist() == [0, 0]
    assert table.load_max.tolist() == [3, 3]
    assert table.allowed.all()
    assert not table.fixed.any()
    assert table.organisation.tolist() == [NOBODY, NOBODY]
    assert table.required.shape == (3, 0)


def test_rows_are_sorted_by_id_and_lead_back():
    demand = Demand(
        AFFINITY,
        [1, 2, 0],
        load_max=[5, 6],
        fixed=[(0, 1)],
        organisation=["school", None],
        proposal_ids=["c", "a", "b"],
        reviewer_ids=[9, 8],
    )
    table = Table.of(demand)
    assert table.affinity.tolist() == [[0.4, 0.3], [0.6, 0.5], [0.2, 0.1]]
    assert table.reviews.tolist() == [2, 0, 1]
    assert table.load_max.tolist() == [6, 5]
    assert table.organisation.tolist() == [NOBODY, 0]
    assert table.pairs(table.fixed) == ((0, 1),)
    assert (table.chosen([(0, 1)]) == table.fixed).all()


def test_profiles_are_words_or_bits():
    words = Table.of(Demand(AFFINITY, 1, profiles=[{"a", "b"}, {"b"}], required=["a"]))
    bits = Table.of(Demand(AFFINITY, 1, profiles=[3, 2], required=1))
    numbers = Table.of(Demand(AFFINITY, 1, profiles=[{1, 2}, {2}], required={1}))
    assert words.holds.tolist() == bits.holds.tolist() == numbers.holds.tolist() == [[True], [False]]
    assert words.required.all()
    assert (words.names, bits.names) == (("a",), (1,))


def test_what_is_required_can_differ_per_proposal():
    table = Table.of(Demand(AFFINITY, 1, profiles=[{"a"}, {"b"}], required=[{"a"}, set(), {"a", "b"}]))
    assert table.required.tolist() == [[True, False], [False, False], [True, True]]
    masks = Table.of(Demand(AFFINITY, 1, profiles=np.array([1, 2]), required=np.array([1, 0, 3])))
    assert masks.required.tolist() == table.required.tolist()


def test_tables_and_pairs_say_the_same():
    blocked = np.zeros((3, 2), dtype=bool)
    blocked[1, 0] = True
    told = [Demand(AFFINITY, 1, blocked=value) for value in (blocked, {(1, 0)}, blocked.tolist(), np.array([[1, 0]]))]
    assert {assign(demand, seed=1).pairs for demand in told} == {((0, 1), (1, 1), (2, 1))}
    assert Table.of(Demand(AFFINITY, 1, blocked=None, fixed=None, required=None)).allowed.all()
