"""What one unit more or less of a limit, or of the budget, would change."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from calls.selection.packages import Exact, Package, PackageStatus, plain
from calls.selection.problems import BUDGET, Limit, Problem, Rule
from calls.selection.progress import IsCancelled, Progress, Steps
from calls.selection.selecting import select

SHARE_STEP = Fraction(1, 100)

type Bound = Literal["low", "high"]


@dataclass(frozen=True, slots=True)
class Change:
    """The package after a bound has moved: what its value gains (negative: loses), who enters and who leaves, in
    canonical order. With status "infeasible" nobody is selected and `value_change` is None."""

    value_change: Exact | None
    enters: tuple[int, ...]
    leaves: tuple[int, ...]
    status: PackageStatus


@dataclass(frozen=True, slots=True)
class LimitPrice:
    """A bound of a limit ("budget": of the budget), and what moving it by one step changes.

    `step` is 1 for a number, `step_cents` for an amount, 1/100 for a share. `looser` asks less (a lower floor, a higher
    ceiling), `tighter` more; None where the bound cannot move so far. `price` is the value gained per unit (proposal,
    cent, or whole share) of loosening, a finite difference; only for "above_floor" and "points_euro", where the value
    is what the rule maximises. For the other rules the changes are a list of differences, and `price` is None.
    """

    key: str
    bound: Bound
    step: Exact
    looser: Change | None
    tighter: Change | None
    price: Exact | None


def limit_prices(
    problem: Problem,
    rule: Rule,
    package: Package,
    *,
    step_cents: int = 50_000,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> tuple[LimitPrice, ...]:
    """The price of the budget and of each bound, in the order of the problem's limits, by solving anew on both sides.

    Whole numbers have no exact dual prices, so differences of optimal values stand for them (Wolsey, Integer
    Programming, 2nd edition, section 2.5, on the value function). `progress` and `cancelled` are as in `explain`.
    Raises ValueError when the package is not of this rule or the step is not positive.
    """
    if package.rule != rule or step_cents < 1:
        raise ValueError("Prices belong to a package of the same rule, and to a positive step.")
    bounds: list[tuple[Limit | None, Bound]] = [(None, "high")]
    bounds += [(limit, "low") for limit in problem.limits if limit.low is not None]
    bounds += [(limit, "high") for limit in problem.limits if limit.high is not None]
    bounds.sort(key=lambda item: -1 if item[0] is None else problem.limits.index(item[0]))
    steps = Steps(len(bounds), progress, cancelled)
    return tuple(_price(problem, package, limit, bound, step_cents) for limit, bound in steps.each(bounds))


def _price(problem: Problem, package: Package, limit: Limit | None, bound: Bound, step_cents: int) -> LimitPrice:
    step = _step(limit, step_cents)
    direction = 1 if bound == "high" else -1
    looser = _change(problem, package, _moved(problem, limit, bound, direction * step))
    tighter = _change(problem, package, _moved(problem, limit, bound, -direction * step))
    key = BUDGET if limit is None else limit.key
    is_priced = package.rule in {"above_floor", "points_euro"} and package.status == "optimal"
    price = None
    if is_priced and looser is not None and looser.status == "optimal" and looser.value_change is not None:
        price = plain(Fraction(looser.value_change) / step)
    return LimitPrice(key, bound, step, looser, tighter, price)


def _step(limit: Limit | None, step_cents: int) -> Exact:
    if limit is None:
        return step_cents
    if limit.share:
        return SHARE_STEP
    return 1 if limit.unit == "count" else step_cents


def _moved(problem: Problem, limit: Limit | None, bound: Bound, by: Exact) -> Problem | None:
    """The problem with a bound moved; None when that leaves no sensible bound."""
    if limit is None:
        budget = problem.budget_cents + int(by)
        return None if budget < 0 else replace(problem, budget_cents=budget)
    value = (limit.low if bound == "low" else limit.high) or 0
    moved = value + by
    low, high = (moved, limit.high) if bound == "low" else (limit.low, moved)
    if moved < 0 or (limit.share and moved > 1) or (low is not None and high is not None and low > high):
        return None
    other = replace(limit, low=low, high=high)
    return replace(problem, limits=[other if each.key == limit.key else each for each in problem.limits])


def _change(problem: Problem, package: Package, moved: Problem | None) -> Change | None:
    if moved is None:
        return None
    found = select(moved, package.rule, scope=package.scope)
    if found.status == "infeasible":
        return Change(None, (), package.chosen, found.status)
    before, after = set(package.chosen), set(found.chosen)
    return Change(
        plain(Fraction(found.value) - package.value),
        tuple(sorted(after - before, key=problem.rank_key)),
        tuple(sorted(before - after, key=problem.rank_key)),
        found.status,
    )
