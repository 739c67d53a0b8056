from dataclasses import replace
from fractions import Fraction

import pytest

from calls.selection.portfolio import Cancelled, Limit, Problem, explain, select
from tests.calls.selection.problems import (
    OPTIMISING,
    RANKING,
    RULES,
    all_packages,
    random_problem,
    shortfall,
    value,
)

SEEDS = range(4)
STEP = 400_000


def raised(problem, i, by):
    return replace(problem, points=[own + (by if j == i else 0) for j, own in enumerate(problem.points)])


def asking(problem, i, cents):
    """The same problem with `i` asking `cents`, and nothing less."""
    asked = [cents if j == i else own for j, own in enumerate(problem.euro_cents)]
    levels = [() if j == i else given for j, given in enumerate(problem.levels)]
    return replace(problem, euro_cents=asked, levels=levels)


def explained(seed, rule, *, levels=False, scope="overall", size=7):
    problem = random_problem(seed, size=size, levels=levels, small=seed % 3 > 0)
    package = select(problem, rule, scope=scope)
    if package.status == "infeasible":
        return problem, package, ()
    return problem, package, explain(problem, rule, package, step_cents=STEP)


def best_values(problem, rule, i):
    """The best value with `i` in and with `i` out, by trying all packages; None when there is no such package."""
    packages = [grants for grants in all_packages(problem) if not shortfall(problem, grants)]
    inside = max((value(problem, rule, grants) for grants in packages if i in grants), default=None)
    outside = max((value(problem, rule, grants) for grants in packages if i not in grants), default=None)
    return inside, outside


@pytest.mark.parametrize("rule", OPTIMISING)
@pytest.mark.parametrize("levels", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_points_short_tie_a_proposal_in_and_a_hair_less_does_not(seed, rule, levels):
    problem, _package, reasons = explained(seed, rule, levels=levels, size=6)
    hair = Fraction(1, 10**6)
    for why in reasons:
        points = list(problem.points)
        if why.kind == "points":
            for short, ties in ((why.points_short, True), (why.points_short - hair, False)):
                points[why.index] = problem.points[why.index] + short
                inside, outside = best_values(as_if(problem, points), rule, why.index)
                assert (inside >= outside) is ties or why.points_short == 0
        if why.kind == "impossible":
            points[why.index] += 10**9
            assert best_values(as_if(problem, points), rule, why.index)[0] is None or rule == "points_euro"


@pytest.mark.parametrize("rule", OPTIMISING)
@pytest.mark.parametrize("levels", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_margin_is_the_fall_until_a_winner_ties_with_a_package_without_it(seed, rule, levels):
    problem, _package, reasons = explained(seed, rule, levels=levels, size=6)
    hair = Fraction(1, 10**6)
    for why in (why for why in reasons if why.kind == "selected"):
        points = list(problem.points)
        if why.margin is None:
            assert best_values(problem, rule, why.index)[1] is None
            continue
        points[why.index] -= why.margin
        inside, outside = best_values(as_if(problem, points), rule, why.index)
        assert inside == outside
        points[why.index] -= hair
        inside, outside = best_values(as_if(problem, points), rule, why.index)
        assert inside < outside


class as_if:  # noqa: N801
    """A problem with points that no call gives: fractions."""

    def __init__(self, problem, points):
        self.__dict__ = {name: getattr(problem, name) for name in problem.__dataclass_fields__}
        self.points, self.size, self.grants = points, problem.size, problem.grants


@pytest.mark.parametrize("scope", ["overall", "per_envelope"])
@pytest.mark.parametrize("rule", RANKING)
@pytest.mark.parametrize("seed", SEEDS)
def test_by_rank_the_smallest_rise_selects_and_the_largest_fall_keeps(seed, rule, scope):
    problem, package, reasons = explained(seed, rule, levels=seed % 2 > 0, scope=scope)
    for why in reasons:
        i = why.index

        def is_selected(by, i=i):
            return i in select(raised(problem, i, by), rule, scope=scope).chosen

        if why.kind == "points":
            assert is_selected(why.points_short)
            assert not is_selected(why.points_short - 1)
            assert set(why.leaves) == set(package.chosen) - set(
                select(raised(problem, i, why.points_short), rule, scope=scope).chosen
            )
        elif why.kind == "impossible":
            assert not is_selected(10**6)
        elif why.kind == "selected":
            assert is_selected(-(10**6) if why.margin is None else -why.margin)
            assert why.margin is None or not is_selected(-why.margin - 1)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", SEEDS)
def test_money_tells_what_is_lacking_the_first_step_and_the_largest_own_grant(seed, rule):
    problem, package, reasons = explained(seed, rule)
    for why in (why for why in reasons if why.kind in {"points", "unreachable", "impossible"}):
        i = why.index
        steps = range(STEP, why.scanned_cents + 1, STEP)
        wider = (select(replace(problem, budget_cents=problem.budget_cents + extra), rule) for extra in steps)
        assert why.first_step_cents == next((e for e, p in zip(steps, wider, strict=True) if i in p.chosen), None)
        if why.extra_cents is not None:
            spent = sum(package.grant_cents) + problem.euro_cents[i]
            assert why.extra_cents == max(0, spent - problem.budget_cents)
        if package.status == "optimal":
            check_largest_grant(problem, rule, why)


def check_largest_grant(problem, rule, why):
    def gets_in(cents):
        asked = asking(problem, why.index, cents)
        if rule in OPTIMISING:
            inside, outside = best_values(asked, rule, why.index)
            return inside is not None and (outside is None or inside >= outside)
        return why.index in select(asked, rule).chosen

    asked = problem.euro_cents[why.index]
    if why.largest_grant_cents is not None:
        assert gets_in(why.largest_grant_cents)
        if why.largest_grant_cents < asked:
            assert not gets_in(why.largest_grant_cents + 1)
    else:
        assert not any(gets_in(cents) for cents in (1, asked // 3, asked // 2, asked - 1))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_blocks_is_what_selects_a_proposal_when_it_is_dropped_alone(seed, rule):
    problem, _package, reasons = explained(seed, rule)
    for why in (why for why in reasons if why.kind in {"points", "unreachable", "impossible"}):
        for limit in problem.limits:
            others = [other for other in problem.limits if other.key != limit.key]
            is_in = why.index in select(replace(problem, limits=others), rule).chosen
            assert (limit.key in why.blocking) is is_in
        free = select(replace(problem, budget_cents=10**9), rule)
        assert ("budget" in why.blocking) is (why.index in free.chosen)


def test_a_proposal_says_why_it_cannot_compete():
    problem = Problem("abcd", [4, 3, 2, 1], [10] * 4, 20, eligible=[0, 1, 3], forced_out=[3], max_points=4)
    kinds = {why.id: why.kind for why in explain(problem, "skip", select(problem, "skip"))}
    assert kinds == {"a": "selected", "b": "selected", "c": "threshold", "d": "forced_out"}


def test_with_no_score_that_can_be_given_is_said_apart_from_with_no_score_at_all():
    problem = Problem("abc", [5, 5, 1], [10, 10, 25], 20, [Limit("a", {0, 1}, low=1)], max_points=5)
    package = select(problem, "above_floor")
    assert explain(problem, "above_floor", package, only=[2])[0].kind == "impossible"
    cheaper = replace(problem, euro_cents=[10, 10, 11])
    why = explain(cheaper, "above_floor", select(cheaper, "above_floor"), only=[2])[0]
    assert (why.kind, why.points_short) == ("impossible", None)
    dear = replace(problem, euro_cents=[10, 10, 10], points=[5, 4, 1])
    assert explain(dear, "above_floor", select(dear, "above_floor"), only=[2])[0].kind == "points"
    heavy = Problem("abc", [5, 5, 1], [10, 10, 20], 20, max_points=5)
    why = explain(heavy, "above_floor", select(heavy, "above_floor"), only=[2])[0]
    assert (why.kind, why.points_short, why.leaves) == ("unreachable", 9, (0, 1))


def test_only_some_are_explained_in_canonical_order():
    problem = random_problem(1, size=8)
    package = select(problem, "skip")
    reasons = explain(problem, "skip", package, only=problem.order()[3:0:-1])
    assert [why.index for why in reasons] == problem.order()[1:4]


def test_progress_is_told_to_the_end_and_a_cancel_is_heard():
    problem = random_problem(1, size=8)
    package, told = select(problem, "above_floor"), []
    explain(problem, "above_floor", package, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    with pytest.raises(Cancelled):
        explain(problem, "above_floor", package, cancelled=lambda: True)


def test_a_package_of_another_rule_is_not_explained():
    problem = random_problem(1, size=8)
    with pytest.raises(ValueError, match="same rule"):
        explain(problem, "strict", select(problem, "skip"))
