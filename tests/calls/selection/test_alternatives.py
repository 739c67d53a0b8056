from dataclasses import replace
from itertools import chain, combinations, groupby, permutations

import pytest

from calls.selection.portfolio import Change, Limit, Problem, equivalent, limit_prices, relaxations, select
from tests.calls.selection.problems import (
    OPTIMISING,
    RULES,
    all_packages,
    as_cents,
    best_package,
    candidates,
    choices,
    listed_package,
    random_problem,
    shortfall,
    value,
)

SEEDS = range(6)


@pytest.mark.parametrize("rule", OPTIMISING)
@pytest.mark.parametrize("seed", SEEDS)
def test_equivalents_are_all_other_packages_of_the_same_value(rule, seed):
    problem = random_problem(seed, size=8, levels=seed % 2 > 0)
    package = select(problem, rule)
    found = equivalent(problem, rule, package, limit=500)
    best = best_package(problem, rule)
    others = [
        as_cents(grants)
        for grants in all_packages(problem)
        if best and not shortfall(problem, grants) and value(problem, rule, grants) == value(problem, rule, best)
    ]
    assert found.is_all
    assert [other for other in others if other != package.grants] == sorted(
        (other.grants for other in found.packages), key=others.index
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_by_rank_equivalents_hold_as_many_of_each_group_of_equals(seed):
    problem = random_problem(seed, size=8)
    package = select(problem, "lexicographic")
    found = equivalent(problem, "lexicographic", package, limit=500)
    if package.status == "infeasible":
        assert found.packages == ()
        return
    ties = problem.tie_key or [0] * problem.size

    def counts(chosen):
        return sorted((problem.points[i], ties[i]) for i in chosen)

    least = shortfall(problem, {i: choices(problem, i)[0] for i in package.chosen})
    same = [
        set(grants)
        for grants in all_packages(problem)
        if shortfall(problem, grants) == least and counts(grants) == counts(package.chosen)
    ]
    assert sorted(map(sorted, same)) == sorted(sorted(p.chosen) for p in (package, *found.packages))


@pytest.mark.parametrize("rule", ["strict", "skip"])
@pytest.mark.parametrize("seed", SEEDS)
def test_down_the_list_equivalents_are_what_other_orders_of_equals_select(rule, seed):
    problem = random_problem(seed, size=7)
    package = select(problem, rule)
    found = equivalent(problem, rule, package, limit=500)
    ties = problem.tie_key or [0] * problem.size
    groups = [list(same) for _, same in groupby(candidates(problem), key=lambda i: (problem.points[i], ties[i]))]
    outcomes = set()
    for orders in product_of_permutations(groups):
        ids = {i: place for place, i in enumerate(chain(*orders))}
        renamed = replace(problem, ids=[ids.get(i, 100 + i) for i in range(problem.size)])
        outcomes.add(frozenset(listed_package(renamed, rule) or {}))
    assert found.is_all
    assert outcomes == {frozenset(p.chosen) for p in (package, *found.packages)}


def product_of_permutations(groups):
    if not groups:
        yield []
        return
    for first in permutations(groups[0]):
        for rest in product_of_permutations(groups[1:]):
            yield [first, *rest]


@pytest.mark.parametrize("rule", RULES)
def test_more_than_the_limit_is_told(rule):
    problem = Problem(range(10), [5] * 10, [10] * 10, 30)
    found = equivalent(problem, rule, select(problem, rule))
    assert (len(found.packages), found.is_all) == (20, False)
    few = replace(problem, points=[5, 5, 5, 5, *[4] * 6])
    found = equivalent(few, rule, select(few, rule))
    assert (len(found.packages), found.is_all) == (3, True)


def test_the_price_of_the_budget_is_what_a_step_more_gains():
    problem = Problem("abc", [9, 6, 5], [30, 20, 10], 40, [Limit("a", {0, 1}, high=1)])
    budget, limit = limit_prices(problem, "above_floor", select(problem, "above_floor"), step_cents=20)
    assert (budget.key, budget.looser.value_change, budget.price) == ("budget", 0, 0)
    assert budget.tighter == Change(-8, (1,), (0, 2), "optimal")
    assert (limit.key, limit.bound, limit.looser.value_change, limit.step) == ("a", "high", 0, 1)
    wide = replace(problem, budget_cents=60)
    _budget, limit = limit_prices(wide, "above_floor", select(wide, "above_floor"))
    assert (limit.price, limit.looser.enters, limit.tighter.value_change) == (6, (1,), -9)


def test_rules_that_go_by_rank_have_differences_and_no_price():
    problem = Problem("ab", [9, 6], [30, 20], 40, [Limit("b", {1}, low=1, high=1)])
    budget, low, high = limit_prices(problem, "skip", select(problem, "skip"), step_cents=10)
    assert (budget.price, budget.looser.enters, budget.looser.leaves) == (None, (1,), ())
    assert (low.bound, low.tighter, low.looser.enters) == ("low", None, ())
    assert (high.bound, high.tighter, high.looser.value_change) == ("high", None, 0)


def test_a_bound_that_takes_all_away_is_told_as_infeasible():
    problem = Problem("ab", [9, 6], [30, 20], 50, [Limit("all", {0, 1}, low=2)])
    budget, low = limit_prices(problem, "above_floor", select(problem, "above_floor"), step_cents=10)
    assert (budget.tighter.status, budget.tighter.value_change, budget.tighter.leaves) == ("infeasible", None, (0, 1))
    assert low.tighter.status == "infeasible"


def test_when_nothing_was_found_in_time_nothing_is_said_of_equivalents():
    problem = Problem("ab", [1, 1], [10, 10], 10)
    found = equivalent(problem, "above_floor", select(problem, "above_floor", time_limit=0))
    assert (found.packages, found.is_all, found.is_proven) == ((), False, False)


def pieces(problem):
    """What may give way, as (name, how to drop it)."""

    def without_bound(limit, bound):
        others = [other if other.key != limit.key else replace(other, **{bound: None}) for other in problem.limits]
        return {"limits": others}

    found = {("budget", "high"): {"budget_cents": 10**12}}
    for limit in problem.limits:
        found |= {(limit.key, b): (limit.key, b) for b in ("low", "high") if getattr(limit, b) is not None}
    found |= {(f"exclusive:{n}", "dropped"): n for n in range(len(problem.exclusive))}
    found |= {(f"forced_in:{i}", "dropped"): i for i in problem.forced_in}
    found |= {(f"forced_out:{i}", "dropped"): i for i in problem.forced_out}
    return list(found)


def is_feasible_without(problem, dropped):
    limits = [
        replace(
            limit,
            low=None if (limit.key, "low") in dropped else limit.low,
            high=None if (limit.key, "high") in dropped else limit.high,
        )
        for limit in problem.limits
    ]
    eased = replace(
        problem,
        limits=limits,
        budget_cents=10**12 if ("budget", "high") in dropped else problem.budget_cents,
        exclusive=[g for n, g in enumerate(problem.exclusive) if (f"exclusive:{n}", "dropped") not in dropped],
        forced_in=[i for i in problem.forced_in if (f"forced_in:{i}", "dropped") not in dropped],
        forced_out=[i for i in problem.forced_out if (f"forced_out:{i}", "dropped") not in dropped],
    )
    return any(not shortfall(eased, grants) for grants in all_packages(eased))


@pytest.mark.parametrize("seed", range(10))
def test_relaxations_are_the_smallest_minimal_sets(seed):
    problem = random_problem(seed, size=6, small=seed % 2 > 0)
    found = [frozenset((step.key, step.bound) for step in each.steps) for each in relaxations(problem, limit=50)]
    if is_feasible_without(problem, ()):
        assert found == []
        return
    sets = chain.from_iterable(combinations(pieces(problem), size) for size in range(1, 4))
    minimal = []
    for dropped in map(frozenset, sets):
        if not any(known <= dropped for known in minimal) and is_feasible_without(problem, dropped):
            minimal.append(dropped)
    assert {each for each in found if len(each) <= 3} == set(minimal)
    assert [len(each) for each in found] == sorted(len(each) for each in found)
    assert all(step.by > 0 for each in relaxations(problem) for step in each.steps)


def test_a_relaxation_says_by_how_much():
    floor = Limit("few", {0, 1}, "count", low=2)
    problem = Problem("abc", [3, 2, 1], [40, 35, 10], 60, [floor], forced_in=[2])
    found = {tuple((s.key, s.bound, s.by) for s in each.steps) for each in relaxations(problem)}
    assert found == {(("budget", "high", 25),), (("few", "low", 1),)}


def test_at_most_five_relaxations_are_given():
    floors = [Limit(f"floor {n}", {n}, low=1) for n in range(8)]
    problem = Problem(range(8), [1] * 8, [10] * 8, 70, floors)
    assert len(relaxations(problem)) == 5
