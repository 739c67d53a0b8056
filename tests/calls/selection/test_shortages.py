from itertools import combinations

import numpy as np
import pytest

from calls.selection import shortages
from calls.selection.assignment import Breach, Demand, Shortage, assign, breaches, feasibility
from calls.selection.demand import Table
from tests.calls.selection.brute import KINDS, Enumerated, drawn_demand


def sides(demand, members):
    """What these proposals need, and what all reviewers together have for them."""
    allowed = ~np.asarray(demand.blocked)
    reviews = np.broadcast_to(demand.reviews, len(allowed))
    within = allowed[list(members)].sum(axis=0)
    return reviews[list(members)].sum(), np.minimum(demand.load_max, within).sum(), np.nonzero(within)[0]


def deepest_cut(demand):
    every = range(len(demand.blocked))
    sets = [members for size in range(1, len(every) + 1) for members in combinations(every, size)]
    return max(need - have for need, have, _ in (sides(demand, members) for members in sets))


def minimal_ways_out(demand):
    """Per smallest set of kinds of rules that makes room when broken: how often they must be."""
    every = Enumerated(demand)
    found = {}
    for size in range(1, len(KINDS) + 1):
        for kinds in combinations(KINDS, size):
            others = sum((every.broken[kind] for kind in KINDS if kind not in kinds), start=np.zeros(len(every.all)))
            if (others == 0).any() and not any(set(smaller) <= set(kinds) for smaller in found):
                found[kinds] = sum(every.broken[kind] for kind in kinds)[others == 0].min()
    return {frozenset(kinds): amount for kinds, amount in found.items()}


def test_the_words_of_the_issue():
    blocked = np.zeros((6, 4), dtype=bool)
    blocked[[1, 3, 5], 2:] = True
    found = feasibility(Demand(np.full((6, 4), 0.5), 2, load_max=[1, 1, 6, 6], blocked=blocked))
    assert found == (Shortage("readers", (1, 3, 5), (0, 1), needed=6, available=2),)


@pytest.mark.parametrize("seed", range(120))
def test_a_lack_of_readers_is_the_deepest_cut_with_its_numbers(seed):
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(1, 7)), int(rng.integers(1, 6)))
    demand = Demand(
        rng.random(shape),
        rng.integers(0, 3, shape[0]),
        load_max=rng.integers(0, 4, shape[1]),
        blocked=rng.random(shape) < rng.choice([0.2, 0.6]),
        proposal_ids=rng.permutation(shape[0]).tolist(),
    )
    found = feasibility(demand)
    for shortage in found:
        need, have, readers = sides(demand, shortage.proposals)
        assert (shortage.kind, shortage.needed, shortage.available) == ("readers", need, have)
        assert set(shortage.reviewers) == set(readers)
        assert need > have
    assert sum(shortage.needed - shortage.available for shortage in found) == max(0, deepest_cut(demand))
    assert (assign(demand, seed=seed).status == "infeasible") == bool(found)
    named = [proposal for shortage in found for proposal in shortage.proposals]
    assert len(named) == len(set(named))


def test_groups_that_share_no_scarce_reader_are_told_apart():
    blocked = np.array([[0, 1, 1], [0, 1, 1], [1, 0, 1], [1, 0, 1], [1, 1, 1]], dtype=bool)
    found = feasibility(Demand(np.full((5, 3), 0.5), 1, load_max=1, blocked=blocked))
    assert [(shortage.proposals, shortage.reviewers, shortage.available) for shortage in found] == [
        ((0, 1), (0,), 1),
        ((2, 3), (1,), 1),
        ((4,), (), 0),
    ]


def test_more_readings_than_there_are_readers_is_a_lack_however_large():
    (found,) = feasibility(Demand([[0.5, 0.5]], 10**12, load_max=10**12))
    assert (found.needed, found.available) == (10**12, 2)


def test_every_way_out_is_minimal_and_none_is_missing():
    compared = 0
    for seed in range(2000, 2060):
        demand = drawn_demand(seed, proposals=5, tight=True)
        found = feasibility(demand)
        if not found:
            assert len(Enumerated(demand).valid)
        elif found[0].kind == "rules":
            ways = {frozenset(breach.rule for breach in shortage.breaches): shortage.needed for shortage in found}
            expected = minimal_ways_out(demand)
            assert ways.items() <= expected.items()
            assert len(ways) == len(found) == min(len(expected), shortages.MOST_WAYS_OUT)
            compared += 1
    assert compared > 10


def test_a_missing_profile_has_two_ways_out():
    demand = Demand(np.full((3, 3), 0.5), 2, load_max=2, profiles=[{"onderwijs"}, set(), set()], required={"onderwijs"})
    by_load, by_profile = feasibility(demand)
    assert {breach.rule for breach in by_load.breaches} == {"load_max"}
    assert by_load.breaches == (Breach("load_max", reviewer=0, amount=1),)
    (breach,) = by_profile.breaches
    assert (breach.rule, breach.name, breach.reviewer, by_profile.needed) == ("profile", "onderwijs", None, 1)
    assert by_profile.proposals == (breach.proposal,)


def test_a_fixed_pair_that_is_blocked_must_be_let_go():
    (found,) = feasibility(Demand(np.full((2, 3), 0.5), 1, blocked={(1, 2)}, fixed={(1, 2)}))
    assert found.breaches == (Breach("fixed", 1, 2),)
    assert assign(Demand([[0.5]], 0, blocked={(0, 0)}, fixed={(0, 0)}), seed=1).status == "infeasible"


def test_minimum_loads_above_what_there_is_to_read():
    (found,) = feasibility(Demand(np.full((2, 3), 0.5), 1, load_min=1))
    assert (found.needed, found.available) == (1, 0)
    assert [breach.rule for breach in found.breaches] == ["load_min"]


def test_a_demand_that_can_be_met_lacks_nothing():
    assert feasibility(Demand(np.full((4, 3), 0.5), 2, load_max=3)) == ()


def test_an_unanswered_question_is_no_yes(monkeypatch):
    from calls.selection import assignment

    labels = [number // 2 for number in range(40)]
    demand = Demand(np.random.default_rng(1).random((150, 40)), 3, load_max=14, load_min=8, organisation=labels)
    monkeypatch.setattr(assignment, "SECONDS", 1e-6)
    with pytest.raises(TimeoutError):
        feasibility(demand)
    monkeypatch.setattr(shortages, "SECONDS", 1e-6)
    with pytest.raises(TimeoutError):
        shortages.ways_out(Table.of(demand))


def test_breaches_names_every_rule_that_pairs_break():
    demand = Demand(
        np.full((3, 4), 0.5),
        2,
        load_min=[0, 0, 0, 1],
        load_max=[2, 3, 3, 3],
        blocked={(0, 0)},
        fixed={(2, 3)},
        organisation=["a", "a", None, None],
        profiles=[set(), set(), {"pedagogie"}, set()],
        required=[set(), set(), {"pedagogie"}],
    )
    broken = breaches(demand, {(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 0)})
    assert set(broken) == {
        Breach("blocked", 0, 0),
        Breach("fixed", 2, 3),
        Breach("reviews_missing", 2),
        Breach("reviews_extra", 1),
        Breach("load_min", reviewer=3),
        Breach("load_max", reviewer=0),
        Breach("organisation", 0, name="a"),
        Breach("organisation", 1, name="a"),
        Breach("profile", 2, name="pedagogie"),
    }
    with pytest.raises(ValueError, match="does not exist"):
        breaches(demand, {(3, 0)})
