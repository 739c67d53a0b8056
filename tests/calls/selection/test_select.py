from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.selection.portfolio import Level, Limit, Problem, broken_rules, select
from tests.calls.selection.problems import (
    OPTIMISING,
    RULES,
    as_cents,
    as_grants,
    best_package,
    listed_package,
    random_problem,
    value,
)

SEEDS = st.integers(min_value=0, max_value=10_000)


def permuted(problem, order):
    """The same problem, its proposals given in another order: order[new] = old."""
    new = {old: place for place, old in enumerate(order)}
    return replace(
        problem,
        ids=[problem.ids[i] for i in order],
        points=[problem.points[i] for i in order],
        euro_cents=[problem.euro_cents[i] for i in order],
        limits=[replace(limit, members={new[i] for i in limit.members}) for limit in problem.limits],
        exclusive=[{new[i] for i in group} for group in problem.exclusive],
        eligible=[problem.eligible[i] for i in order],
        forced_in={new[i] for i in problem.forced_in},
        forced_out={new[i] for i in problem.forced_out},
        levels=[problem.levels[i] for i in order] if problem.levels else (),
        tie_key=None if problem.tie_key is None else [problem.tie_key[i] for i in order],
    )


def check_against_all_packages(problem, rule):
    package, best = select(problem, rule), best_package(problem, rule)
    if best is None:
        assert (package.status, package.chosen) == ("infeasible", ())
        return
    assert as_grants(package) == as_cents(best)
    assert not broken_rules(problem, package.grants)
    if rule in OPTIMISING:
        assert package.value == value(problem, rule, best)
        assert (package.status, package.broken) == ("optimal", ())


@pytest.mark.parametrize("rule", [*OPTIMISING, "lexicographic"])
@pytest.mark.parametrize("levels", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_a_rule_that_optimises_selects_what_trying_all_packages_selects(rule, levels, seed):
    check_against_all_packages(random_problem(seed, size=6, levels=levels, small=seed % 3 > 0), rule)


@pytest.mark.slow
@pytest.mark.parametrize("rule", [*OPTIMISING, "lexicographic"])
@pytest.mark.parametrize("seed", range(12))
def test_with_fourteen_proposals_too(rule, seed):
    check_against_all_packages(random_problem(seed, size=14, small=seed % 3 > 0), rule)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(150))
def test_in_many_more_problems_too(seed):
    for rule in (*OPTIMISING, "lexicographic"):
        check_against_all_packages(random_problem(seed + 1000, size=8, levels=seed % 2 > 0, small=seed % 3 > 0), rule)


@pytest.mark.parametrize(("rule", "scope"), [("strict", "overall"), ("strict", "per_envelope"), ("skip", "overall")])
def test_a_rule_that_goes_down_the_list_selects_what_its_definition_says(rule, scope):
    for seed in range(200):
        problem = random_problem(seed, size=14, small=seed % 3 > 0)
        package, listed = select(problem, rule, scope=scope), listed_package(problem, rule, scope)
        assert package.status == ("infeasible" if listed is None else "optimal")
        assert as_grants(package) == as_cents(listed or {})
        assert all(broken.bound == "low" or broken.key == "stem" for broken in package.broken)


@given(SEEDS, st.sampled_from(RULES), st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_raising_the_points_of_a_selected_proposal_never_drops_it(seed, rule, rise):
    problem = random_problem(seed, size=8, levels=seed % 2 > 0)
    scope = "per_envelope" if seed % 3 else "overall"
    for i in select(problem, rule, scope=scope).chosen:
        points = [own + (rise if j == i else 0) for j, own in enumerate(problem.points)]
        assert i in select(replace(problem, points=points), rule, scope=scope).chosen


@given(SEEDS, st.sampled_from(OPTIMISING), st.integers(0, 500_000))
@settings(max_examples=20, deadline=None)
def test_more_budget_never_lowers_the_best_value(seed, rule, extra):
    problem = random_problem(seed, size=9, levels=seed % 2 > 0)
    before, after = (
        select(replace(problem, budget_cents=cents), rule)
        for cents in (problem.budget_cents, problem.budget_cents + extra)
    )
    assert before.status == "infeasible" or after.value >= before.value


@given(SEEDS, st.integers(0, 500_000))
@settings(max_examples=150, deadline=None)
def test_with_one_stop_for_all_a_strict_list_only_grows_with_the_budget(seed, extra):
    problem = random_problem(seed, size=12, levels=seed % 2 > 0)
    before, after = (
        select(replace(problem, budget_cents=cents), "strict")
        for cents in (problem.budget_cents, problem.budget_cents + extra)
    )
    assert set(before.chosen) <= set(after.chosen)


@given(SEEDS, st.sampled_from(RULES), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_in_which_proposals_are_given_changes_nothing(seed, rule, dice):
    problem = random_problem(seed, size=8, levels=seed % 2 > 0)
    order = dice.sample(range(8), 8)
    here, there = select(problem, rule), select(permuted(problem, order), rule)
    assert [problem.ids[i] for i in here.chosen] == [problem.ids[order[i]] for i in there.chosen]
    assert (here.grant_cents, here.value, here.status) == (there.grant_cents, there.value, there.status)


@pytest.mark.parametrize("rule", RULES)
def test_of_nothing_nothing_is_selected(rule):
    package = select(Problem([], [], [], 100), rule)
    assert (package.chosen, package.value, package.status) == ((), 0, "optimal")


@pytest.mark.parametrize("rule", RULES)
def test_without_a_budget_only_what_costs_nothing_is_selected(rule):
    package = select(Problem(["a", "b"], [5, 4], [100, 0], 0), rule)
    assert package.chosen == (() if rule == "strict" else (1,))


@pytest.mark.parametrize("rule", RULES)
def test_all_can_be_forced_in(rule):
    problem = Problem("abc", [1, 2, 3], [10, 20, 30], 60, forced_in=range(3))
    assert select(problem, rule).chosen == (2, 1, 0)
    assert select(replace(problem, budget_cents=59), rule).status == "infeasible"


@pytest.mark.parametrize("rule", RULES)
def test_nobody_is_selected_when_nobody_may_be(rule):
    assert select(Problem("ab", [1, 2], [10, 20], 60, eligible=[False, False]), rule).chosen == ()


def test_floors_that_cannot_be_met_leave_the_best_rules_nothing_and_the_ranked_one_the_nearest():
    few = Limit("stem", {0, 1, 2}, "count", low=3)
    problem = Problem("abcd", [1, 2, 3, 9], [40, 40, 40, 30], 100, [few])
    assert select(problem, "above_floor").status == "infeasible"
    package = select(problem, "lexicographic")
    assert (package.chosen, package.status) == ((2, 1), "shortfall")
    assert [(broken.key, broken.bound, broken.missing) for broken in package.broken] == [("stem", "low", 1)]


def test_the_weight_of_a_floor_says_which_gives_way():
    def chosen(first, second):
        floors = [Limit("a", {0}, low=1, weight=first), Limit("b", {1}, low=1, weight=second)]
        return select(Problem("ab", [1, 1], [60, 60], 100, floors), "lexicographic").chosen

    assert (chosen(1, 2), chosen(2, 1)) == ((1,), (0,))


def test_strict_stops_per_envelope_or_for_all():
    envelopes = [Limit("envelope:a", {0, 1, 2}, "euro", high=50), Limit("envelope:b", {3, 4}, "euro", high=50)]
    problem = Problem(range(5), [9, 8, 7, 6, 5], [40, 20, 10, 30, 20], 200, envelopes)
    assert select(problem, "strict").chosen == (0,)
    assert select(problem, "strict", scope="per_envelope").chosen == (0, 3, 4)
    assert select(replace(problem, budget_cents=60), "strict", scope="per_envelope").chosen == (0,)


def test_overlapping_envelopes_must_be_named():
    euro = [Limit("a", {0, 1}, "euro", high=50), Limit("b", {1}, "euro", high=50)]
    problem = Problem("xy", [2, 1], [10, 10], 100, euro)
    with pytest.raises(ValueError, match="two envelopes"):
        select(problem, "strict", scope="per_envelope")
    named = replace(problem, limits=[euro[0], replace(euro[1], key="envelope:b")])
    assert select(named, "strict", scope="per_envelope").chosen == (0, 1)


def test_one_that_is_excluded_by_a_selected_one_does_not_stop_the_list():
    problem = Problem("abc", [3, 2, 1], [10, 10, 10], 20, exclusive=[{0, 1}])
    assert select(problem, "strict").chosen == (0, 2)


def test_the_last_of_a_strict_list_may_get_a_smaller_grant_and_then_it_ends():
    problem = Problem("abc", [3, 2, 1], [50, 50, 10], 80, levels={1: [Level(25, Fraction(1, 2))]})
    package = select(problem, "strict")
    assert (package.chosen, package.grant_cents, package.value) == ((0, 1), (50, 25), 4)
    assert select(problem, "skip").chosen == (0, 1)


def test_a_smaller_grant_is_given_where_the_whole_gains():
    problem = Problem("ab", [10, 9], [100, 60], 120, levels={0: [(60, 0.8)]})
    package = select(problem, "above_floor")
    assert (package.chosen, package.grant_cents, package.value) == ((0, 1), (60, 60), 17)
    assert select(replace(problem, points=[10, 1]), "above_floor").grant_cents == (100,)


def test_a_grant_in_parts_gives_an_exact_fraction():
    problem = Problem("ab", [10, 9], [100, 60], 120, levels={0: [(60, Fraction(1, 3))]})
    assert select(problem, "above_floor").value == Fraction(37, 3)


def test_equal_points_are_settled_by_the_tie_rule_and_then_by_id():
    problem = Problem([7, 3, 5], [4, 4, 4], [10, 10, 10], 10)
    for rule in RULES:
        assert select(problem, rule).chosen == (1,)
        assert select(replace(problem, tie_key=[1, 2, 1]), rule).chosen == (2,)


def test_an_unknown_rule_or_scope_is_refused():
    with pytest.raises(ValueError, match="no rule"):
        select(Problem("a", [1], [1], 1), "best")
    with pytest.raises(ValueError, match="no rule"):
        select(Problem("a", [1], [1], 1), "strict", scope="province")


def test_a_time_limit_is_told_and_nothing_is_claimed():
    problem = random_problem(4, size=9, forced=False, floors=False)
    package = select(problem, "above_floor", time_limit=0)
    assert (package.status, package.chosen, package.gap) == ("time_limit", (), float("inf"))
