from dataclasses import replace

import numpy as np
import pytest

from calls.selection import assignment
from calls.selection.assignment import Demand, assign, breaches, everyone_reads
from tests.benchmarks.selection_assignment import assignment_figures
from tests.calls.selection.brute import Enumerated, drawn_demand

EXACT = 1e-8


def cells(answer, shape):
    chosen = np.zeros(shape, dtype=bool)
    for pair in answer.pairs:
        chosen[pair] = True
    return chosen


def check_against_all(demand, *, seed):
    """The answer is the one of all assignments that is best, by lot among equals; or there is none."""
    every = Enumerated(demand)
    answer = assign(demand, seed=seed)
    if not len(every.valid):
        assert (answer.status, answer.pairs) == ("infeasible", ())
        assert answer.shortages
        return
    level, equals = every.best()
    chosen = cells(answer, every.affinity.shape)[None]
    assert answer.status == "optimal"
    assert every.worst(chosen)[0] == level
    assert (chosen == every.drawn(equals, seed)).all()
    assert (answer.components == 1) == every.connected(chosen)[0]
    assert answer.total == pytest.approx(every.total(chosen)[0], abs=EXACT)
    assert answer.total_utilitarian == pytest.approx(every.total(every.valid).max(), abs=EXACT)
    assert answer.worst_pair >= answer.worst_pair_utilitarian


def drawn(seed, n_proposals=20, n_reviewers=8, **rules):
    affinity = np.random.default_rng(seed).random((n_proposals, n_reviewers))
    return Demand(affinity, 3, **({"load_max": 10} | rules))


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_assign_is_the_best_of_all_assignments(start):
    for seed in range(start, start + 50):
        check_against_all(drawn_demand(seed), seed=seed)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1000, 2000, 100))
def test_assign_is_the_best_of_all_assignments_in_a_larger_sweep(start):
    for seed in range(start, start + 100):
        check_against_all(drawn_demand(seed, tight=seed % 2 == 0), seed=seed)


def test_without_fairness_the_objective_alone_counts():
    for seed in range(300, 320):
        demand = drawn_demand(seed)
        every = Enumerated(demand)
        if len(every.valid):
            _, equals = every.best(fair=False)
            chosen = cells(assign(demand, fair=False, seed=seed), every.affinity.shape)
            assert (chosen == every.drawn(equals, seed)).all()


def test_fairness_lifts_the_worst_pair_and_tells_its_price():
    demand = Demand([[1.0, 0.6], [0.9, 0.1]], 1, load_max=1, balance=0)
    answer, greedy = assign(demand, seed=1), assign(demand, fair=False, seed=1)
    assert greedy.pairs == ((0, 1), (1, 0))
    assert answer.pairs == greedy.pairs
    unfair = Demand([[1.0, 0.5], [0.6, 0.2]], 1, load_max=1, balance=0)
    answer = assign(unfair, seed=1)
    assert (answer.pairs, answer.worst_pair, answer.worst_pair_utilitarian) == (((0, 1), (1, 0)), 0.5, 0.2)
    assert answer.price.points == pytest.approx(0.1)
    assert answer.price.percent == pytest.approx(100 * 0.1 / 1.2)
    assert assign(unfair, fair=False, seed=1).worst_pair == 0.2


def test_the_guard_holds_under_any_rules():
    for seed in range(12):
        demand = drawn(seed, 12, 6, organisation=list("aabbcd"), load_min=2)
        answer = assign(demand, seed=seed)
        assert answer.worst_pair >= answer.worst_pair_utilitarian
        assert answer.price.points >= 0
        assert answer.total <= answer.total_utilitarian


def test_the_numbers_are_those_of_the_pairs():
    demand = drawn(5)
    answer = assign(demand, seed=5)
    chosen = cells(answer, (20, 8))
    assert answer.worst_pair == demand.affinity[chosen].min()
    assert answer.worst_proposal_sum == pytest.approx((demand.affinity * chosen).sum(axis=1).min())
    assert answer.total == pytest.approx(demand.affinity[chosen].sum())
    assert answer.loads == tuple(chosen.sum(axis=0))
    assert (answer.gap, answer.components, answer.shortages) == (0.0, 1, ())
    assert answer.pairs == tuple(sorted(answer.pairs))


@pytest.mark.parametrize("seed", range(12))
def test_another_order_of_the_same_rows_gives_the_same_pairs_under_ties_too(seed):
    rng = np.random.default_rng(seed)
    proposals = np.array([f"voorstel-{number:02}" for number in range(9)])
    reviewers = np.array([f"lezer-{number}" for number in range(5)])
    affinity = rng.integers(0, 3, (9, 5)) / 2
    blocked = rng.random((9, 5)) < 0.1
    fixed = ~blocked & (rng.random((9, 5)) < 0.05)
    labels = np.array(["a", "a", "b", None, None])
    profiles = np.array([1, 2, 3, 0, 1])
    required = rng.integers(0, 4, 9)

    def named(rows, columns):
        grid = np.ix_(rows, columns)
        demand = Demand(
            affinity[grid],
            2,
            load_max=4,
            blocked=blocked[grid],
            fixed=fixed[grid],
            organisation=labels[columns].tolist(),
            profiles=profiles[columns].tolist(),
            required=required[rows].tolist(),
            proposal_ids=proposals[rows].tolist(),
            reviewer_ids=reviewers[columns].tolist(),
        )
        answer = assign(demand, seed=seed)
        return answer.status, [(proposals[rows[p]], reviewers[columns[r]]) for p, r in answer.pairs]

    first = named(np.arange(9), np.arange(5))
    for _ in range(3):
        assert named(rng.permutation(9), rng.permutation(5)) == first


def test_equals_fall_by_lot():
    demand = Demand(np.full((10, 5), 0.5), 2, load_max=4)
    answers = {seed: assign(demand, seed=seed) for seed in range(4)}
    assert len({answer.pairs for answer in answers.values()}) > 1
    assert {answer.total for answer in answers.values()} == {10.0}
    assert assign(demand, seed=3) == answers[3]


def test_loads_are_evened_out_as_far_as_that_is_worth_it():
    affinity = [[0.6, 0.55]] * 4
    dear, cheap = (Demand(affinity, 1, balance=balance, connect=False) for balance in (0.05, 0.02))
    assert assign(dear, fair=False, seed=1).loads == (2, 2)
    assert assign(cheap, fair=False, seed=1).loads == (4, 0)
    assert assign(dear, seed=1).loads == (4, 0)


def test_every_rule_is_honoured():
    demand = drawn(
        2,
        load_min=[5, 5, 5, 0, 5, 5, 5, 5],
        blocked={(proposal, 0) for proposal in range(10)},
        fixed={(0, 1), (1, 1), (19, 7)},
        organisation=["a", "a", "b", "b", "b", None, None, None],
        profiles=[{"onderwijs"}, {"onderwijs"}, {"pedagogie"}, {"arbeidsmarkt"}, {"pedagogie"}, set(), set(), set()],
        required={"onderwijs", "pedagogie"},
    )
    answer = assign(demand, seed=2)
    chosen = cells(answer, (20, 8))
    assert answer.status == "optimal"
    assert (chosen.sum(axis=1) == 3).all()
    assert np.delete(chosen.sum(axis=0), 3).min() >= 5
    assert chosen.sum(axis=0).max() <= 10
    assert not chosen[:10, 0].any()
    assert chosen[0, 1]
    assert chosen[1, 1]
    assert chosen[19, 7]
    assert chosen[:, :2].sum(axis=1).max() <= 1
    assert chosen[:, 2:5].sum(axis=1).max() <= 1
    assert chosen[:, [0, 1]].any(axis=1).all()
    assert chosen[:, [2, 4]].any(axis=1).all()
    assert breaches(demand, answer.pairs) == ()


def test_a_fixed_pair_does_not_lower_the_floor_of_the_others():
    affinity = [[0.0, 1.0, 1.0], [1.0, 0.1, 0.5], [0.9, 0.6, 0.7]]
    answer = assign(Demand(affinity, 1, load_max=1, fixed={(0, 0)}, balance=0), seed=1)
    assert answer.worst_pair == 0.0
    assert answer.pairs == ((0, 0), (1, 2), (2, 1))


def test_one_connected_whole_is_preferred_to_a_larger_total():
    affinity = np.kron(np.eye(2), np.ones((3, 3))) * 0.4 + 0.5
    together = Demand(affinity, 2, load_max=2)
    answer, apart = (assign(demand, fair=False, seed=1) for demand in (together, replace(together, connect=False)))
    assert (answer.components, answer.status) == (1, "optimal")
    assert apart.components == 2
    assert answer.total == pytest.approx(apart.total - 2 * 0.4)


def test_fairness_goes_before_being_connected():
    affinity = np.kron(np.eye(2), np.ones((3, 3))) * 0.4 + 0.5
    answer = assign(Demand(affinity, 2, load_max=2), seed=1)
    assert (answer.status, answer.components, answer.worst_pair) == ("optimal", 2, 0.9)


def test_a_whole_that_cannot_hang_together_is_still_the_best_and_says_so():
    blocked = np.kron(np.eye(2), np.ones((3, 3))) == 0
    demand = Demand(np.full((6, 6), 0.5), 2, load_max=2, blocked=blocked)
    answer = assign(demand, seed=1)
    assert (answer.status, answer.components) == ("optimal", 2)
    assert assign(Demand(np.full((6, 6), 0.5), 1, load_max=1), seed=1).components == 6


def test_as_many_reviewers_read_as_can_hang_together():
    demand = Demand(np.random.default_rng(4).random((6, 14)), 2, load_max=3)
    answer = assign(demand, fair=False, seed=4)
    assert (answer.status, answer.components) == ("optimal", 1)
    assert np.count_nonzero(answer.loads) <= 7
    assert assign(replace(demand, connect=False), fair=False, seed=4).components > 1


def test_one_reading_each_ties_nobody_so_nothing_is_given_up_for_it():
    affinity = np.random.default_rng(4).random((6, 3))
    apart, together = (assign(Demand(affinity, 1, connect=connect), seed=4) for connect in (False, True))
    assert together.pairs == apart.pairs


def test_out_of_time_tells_how_far_the_answer_may_be_off():
    demand = drawn(1, 150, 40, load_max=14, balance=0)
    answer = assign(demand, time_limit=1e-6, seed=1)
    assert answer.status == "time_limit"
    assert 0 < answer.gap <= 1
    assert breaches(demand, answer.pairs) == ()
    assert answer.worst_pair >= answer.worst_pair_utilitarian
    best = assign(demand, time_limit=60, seed=1)
    assert answer.total < best.total <= answer.total / (1 - answer.gap)


def test_out_of_time_without_any_answer_is_no_infeasibility():
    labels = [number // 2 for number in range(40)]
    demand = drawn(1, 150, 40, load_max=14, load_min=8, organisation=labels)
    answer = assign(demand, time_limit=1e-6, seed=1)
    assert (answer.status, answer.pairs, answer.gap, answer.shortages) == ("time_limit", (), None, ())


def test_everyone_reads_everything_but_what_is_blocked():
    demand = drawn(3, 25, 8, blocked={(0, 0), (24, 7)}, load_max=2, organisation=list("aabbccdd"))
    answer = assign(everyone_reads(demand), seed=3)
    assert answer.status == "optimal"
    assert set(answer.pairs) == {(p, r) for p in range(25) for r in range(8)} - {(0, 0), (24, 7)}
    backwards = replace(demand, proposal_ids=list(range(25, 0, -1)))
    assert set(assign(everyone_reads(backwards), seed=3).pairs) == set(answer.pairs)
    with pytest.raises(ValueError, match="25"):
        everyone_reads(drawn(3, 26, 8))


def test_a_time_limit_is_a_time():
    with pytest.raises(ValueError, match="time_limit"):
        assign(drawn(1), time_limit=0, seed=1)


def test_proposals_that_are_not_read_stay_out_of_the_numbers():
    demand = Demand(np.full((3, 2), 0.5), [2, 0, 1], load_max=2)
    answer = assign(demand, seed=1)
    assert answer.worst_proposal_sum == 0.5
    assert {proposal for proposal, _ in answer.pairs} == {0, 2}
    nobody = assign(Demand([[0.5]], 0), seed=1)
    assert (nobody.status, nobody.pairs, nobody.worst_pair, nobody.total) == ("optimal", (), None, 0.0)


def test_the_figures_are_of_answers_that_are_proven():
    assert all(seconds > 0 for seconds in assignment_figures(proposals=60, reviewers=20).values())


def test_the_module_names_what_the_issue_names():
    assert {"Demand", "Shortage", "Assignment", "assign", "feasibility"} <= set(assignment.__all__)
