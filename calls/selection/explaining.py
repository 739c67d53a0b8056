"""Why this one and not that one: points, money, and the limit that blocks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from calls.selection.packages import Package, broken_limits, broken_rules
from calls.selection.problems import BUDGET, EXCLUSIVE_PREFIX, Problem, Rule
from calls.selection.progress import IsCancelled, Progress, Steps
from calls.selection.reasons import Kind, Standing, Why
from calls.selection.rises import oracle_for, standing_in_list
from calls.selection.selecting import select
from calls.selection.shortfalls import largest_grant_by_value, standing_in_value, valued

# How many steps of budget are tried: the rules that need a solver, and those that do not.
SOLVED_STEPS, LISTED_STEPS = 100, 10_000

type Judge = Callable[[int], tuple[Standing, int | None]]


@dataclass(slots=True)
class _Scan:
    """What other budgets and other limits select: computed once for all who are explained."""

    blocking: dict[int, list[str]]
    first_step: dict[int, int]
    scanned_cents: int = 0
    is_proven: bool = True


def explain(
    problem: Problem,
    rule: Rule,
    package: Package,
    *,
    only: Iterable[int] | None = None,
    step_cents: int = 50_000,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> tuple[Why, ...]:
    """Why each proposal (`only` these indices) is in `package` or not, in canonical order, those barred last.

    `package` is what `select(problem, rule, ...)` gave; its scope is kept. `step_cents` is the step of the budget in
    `Why.first_step_cents`; up to 100 steps are tried for a rule that needs a solver (10,000 for "strict" and "skip"),
    and no further than where the budget covers all who are asked about. `progress(done, total)` is told of each solve
    and `cancelled()` asked before it; when that is true Cancelled is raised. Raises ValueError when the package is not
    of this rule, is infeasible, or the step is not positive. What every number means, and how: see `Why`.
    """
    if package.rule != rule or package.status == "infeasible" or package.gap == float("inf") or step_cents < 1:
        raise ValueError("Only a package of the same rule, that was found, can be explained, by positive steps.")
    order, mask = problem.order(), problem.mask
    wanted = set(range(problem.size)) if only is None else set(only)
    losers = [i for i in order if i in wanted and i not in package.chosen]
    asked = [i for i in order if i in wanted]
    budgets = _budgets(problem, package, losers, step_cents)
    keys = _keys(problem) if losers else []
    steps = Steps(len(asked) + len(keys) + len(budgets), progress, cancelled)
    judge = _judge(problem, package)
    scan = _Scan({i: [] for i in losers}, {})
    _drop_each(problem, package, keys, steps, scan)
    _scan_budgets(problem, package, budgets, steps, scan)
    steps.skip(len(keys) + len(budgets))
    explained = [_why(problem, package, i, judge(i), scan) for i in steps.each(asked)]
    barred = sorted((i for i in wanted if not mask[i]), key=problem.rank_key)
    return (*explained, *(Why(i, problem.ids[i], _barred_kind(problem, i)) for i in barred))


def without(problem: Problem, key: str) -> Problem:
    """The problem with one limit, one exclusion or the budget dropped."""
    if key == BUDGET:
        return replace(problem, budget_cents=max(problem.budget_cents, sum(problem.euro_cents)))
    if key.startswith(EXCLUSIVE_PREFIX):
        number = int(key.removeprefix(EXCLUSIVE_PREFIX))
        return replace(problem, exclusive=[*problem.exclusive[:number], (), *problem.exclusive[number + 1 :]])
    return replace(problem, limits=[limit for limit in problem.limits if limit.key != key])


def _keys(problem: Problem) -> list[str]:
    groups = [f"{EXCLUSIVE_PREFIX}{number}" for number in range(len(problem.exclusive))]
    return [BUDGET, *(limit.key for limit in problem.limits), *groups]


def _budgets(problem: Problem, package: Package, losers: Sequence[int], step: int) -> list[int]:
    """The extra budgets to try, until all who lost would fit; 0 is known."""
    needed = sum(problem.euro_cents[i] for i in losers)
    most = LISTED_STEPS if package.solver == "greedy" else SOLVED_STEPS
    return [number * step for number in range(1, min(most, -(-needed // step)) + 1)]


def _drop_each(problem: Problem, package: Package, keys: Sequence[str], steps: Steps, scan: _Scan) -> None:
    for key in steps.each(keys):
        found = select(without(problem, key), package.rule, scope=package.scope)
        scan.is_proven &= found.status != "time_limit"
        for i in scan.blocking.keys() & set(found.chosen):
            scan.blocking[i].append(key)


def _scan_budgets(problem: Problem, package: Package, budgets: Sequence[int], steps: Steps, scan: _Scan) -> None:
    left = set(scan.blocking)
    for extra in steps.each(budgets):
        wider = replace(problem, budget_cents=problem.budget_cents + extra)
        found = select(wider, package.rule, scope=package.scope)
        scan.is_proven &= found.status != "time_limit"
        for i in left & set(found.chosen):
            scan.first_step[i] = extra
            left.discard(i)
        scan.scanned_cents = extra
        if not left:
            break


def _judge(problem: Problem, package: Package) -> Judge:
    """For an index: its standing, and the largest own grant that gets it in."""
    if package.rule in {"above_floor", "points_euro"}:
        given = valued(problem, package)

        def by_value(i: int) -> tuple[Standing, int | None]:
            standing = standing_in_value(given, i)
            if i in package.chosen:
                return standing, None
            grant, is_proven = largest_grant_by_value(given, i)
            return replace(standing, is_proven=standing.is_proven and is_proven), grant

        return by_value
    oracle = oracle_for(problem, package)

    def by_rank(i: int) -> tuple[Standing, int | None]:
        oracle.is_proven = True
        standing = standing_in_list(problem, package, i, oracle)
        grant = None if i in package.chosen else oracle.largest_grant(i)
        return replace(standing, is_proven=oracle.is_proven), grant

    return by_rank


def _why(problem: Problem, package: Package, i: int, judged: tuple[Standing, int | None], scan: _Scan) -> Why:
    standing, grant = judged
    if i in package.chosen:
        return Why(i, problem.ids[i], "selected", margin=standing.margin, is_proven=standing.is_proven)
    now, then = set(package.chosen), set(standing.moved or package.chosen)
    extra, blocked_by = _extra(problem, package, i)
    return Why(
        i,
        problem.ids[i],
        _kind(problem, i, standing),
        points_short=standing.short,
        leaves=tuple(sorted(now - then, key=problem.rank_key)),
        enters=tuple(sorted(then - now - {i}, key=problem.rank_key)),
        extra_cents=None if blocked_by else extra,
        extra_blocked_by=blocked_by,
        first_step_cents=scan.first_step.get(i),
        scanned_cents=scan.scanned_cents,
        largest_grant_cents=grant,
        blocking=tuple(scan.blocking[i]),
        is_proven=standing.is_proven and scan.is_proven,
    )


def _kind(problem: Problem, i: int, standing: Standing) -> Kind:
    if standing.short is None:
        return "impossible"
    is_reachable = problem.max_points is None or problem.points[i] + standing.short <= problem.max_points
    return "points" if is_reachable else "unreachable"


def _barred_kind(problem: Problem, i: int) -> Kind:
    return "forced_out" if i in frozenset(problem.forced_out) else "threshold"


def _extra(problem: Problem, package: Package, i: int) -> tuple[int, tuple[str, ...]]:
    """What the budget lacks to add `i` to the package, and what else forbids it that does not already."""
    grants = package.grants | {i: problem.euro_cents[i]}
    known = {broken.key for broken in package.broken} | {BUDGET}
    wrong = [*broken_rules(problem, grants), *(broken.key for broken in broken_limits(problem, grants))]
    forbidding = tuple(dict.fromkeys(key for key in wrong if key not in known))
    return max(0, sum(grants.values()) - problem.budget_cents), forbidding
