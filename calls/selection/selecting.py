"""The package that a rule selects: down the list without a solver, or the best of all packages by one."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from calls.selection.greedy import go_down
from calls.selection.models import Column, Model, elastic_model_of, model_of
from calls.selection.packages import Package, PackageStatus, broken_rules, package_of, plain
from calls.selection.problems import RULES, Problem, Rule, Scope
from calls.selection.programs import NoAnswer, Program, Row, Solution, Whole

TIME_LIMIT = 10.0


def select(problem: Problem, rule: Rule, *, scope: Scope = "overall", time_limit: float = TIME_LIMIT) -> Package:
    """The package that `rule` selects; the order in which the proposals are given changes nothing.

    "strict"         down the list, until the first that does not fit (overall, or per envelope: see `go_down`)
    "skip"           down the list, passing over what does not fit
    "above_floor"    the largest sum of gain x (points - floor_points)
    "points_euro"    the largest sum of points x granted cents
    "lexicographic"  the first in rank has the largest grant that any package gives it, given that the second has the
                     largest, and so on; when floors and shares cannot all be met, among the packages that miss them
                     by the least weight (see `Limit.weight`)

    "strict" and "skip" obey caps, exclusions and who is forced in or out, and report the floors and shares that they
    break. Among equal values the canonical package is the first of the lexicographic order. `scope` matters to "strict"
    only; `time_limit` (seconds) to the last three. Raises ValueError for an unknown rule or scope and for envelopes
    that overlap, and NoAnswer (an ArithmeticError) when the solver fails or its answer does not survive the check in
    whole numbers. Source: multidimensional 0-1 knapsack, Kellerer, Pferschy and Pisinger (2004), chapter 9.
    """
    if rule not in RULES or scope not in {"overall", "per_envelope"}:
        raise ValueError(f"There is no rule {rule!r} with scope {scope!r}.")
    if rule in {"strict", "skip"} or (rule == "lexicographic" and is_caps_only(problem)):
        ended = go_down(problem, stops=rule == "strict", scope=scope)
        if ended is None:
            return package_of(problem, rule, None, status="infeasible", scope=scope)
        return package_of(problem, rule, ended[0], scope=scope)
    solver()  # loads what solves, which is no part of the time limit
    deadline = time.monotonic() + time_limit
    found = _first_in_rank(problem, deadline) if rule == "lexicographic" else _best(problem, rule, deadline)
    return replace(checked(problem, found), scope=scope)


def is_caps_only(problem: Problem) -> bool:
    """Tell whether what fits stays fitting when something is left out: then going down the list is lexicographic."""
    is_plain = all(not limit.share and not limit.low for limit in problem.limits)
    return is_plain and all(len(problem.grants(i)) == 1 for i in problem.forced_in)


def checked(problem: Problem, package: Package) -> Package:
    """The package itself, when whole numbers agree that it keeps to the rules; raises NoAnswer otherwise."""
    if package.status == "infeasible" or package.gap == float("inf"):
        return package
    wrong = [*broken_rules(problem, package.grants)]
    wrong += [broken.key for broken in package.broken if package.rule != "lexicographic" or package.status == "optimal"]
    if wrong:
        raise NoAnswer(f"The solver's answer breaks {', '.join(wrong)}.")
    return package


def _best(problem: Problem, rule: Rule, deadline: float) -> Package:
    model = model_of(problem)
    objective, scale = model.objective(rule)
    found = model.program.maximise(objective, lower=model.lower, upper=model.upper, deadline=deadline)
    if found.x is None:
        return package_of(problem, rule, None, status=found.status, gap=found.gap, solver=solver())
    x, is_first = first_of_equals(model, objective, found, deadline)
    status: PackageStatus = "optimal" if is_first else "time_limit"
    package = package_of(problem, rule, model.grants(x), status=status, gap=found.gap, solver=solver())
    if package.value * scale != found.value:
        raise NoAnswer(f"The solver's value {found.value} is not that of its package, {plain(package.value * scale)}.")
    return package


def first_of_equals(model: Model, objective: Sequence[int], found: Solution, deadline: float) -> tuple[Whole, bool]:
    """The lexicographically first answer with the value of `found`, and whether that is proven."""
    if found.x is None or found.status != "optimal":
        return (model.lower if found.x is None else found.x), False
    program = model.program.with_row(Row(list(objective), found.value, found.value))
    return program.walk((found.lower, found.upper), range(len(model.columns)), found.x, deadline)


@dataclass(frozen=True, slots=True)
class Ranked:
    """What "lexicographic" walks through: a program that only the packages meet which come nearest to the rules, one
    answer to it (None: nothing meets them), and the status of what comes out."""

    model: Model
    program: Program
    known: Whole | None
    status: PackageStatus

    @property
    def width(self) -> int:
        """How many columns stand for grants; shortages come after them."""
        return sum(column.i >= 0 for column in self.model.columns)


def ranked_of(problem: Problem, deadline: float, columns: Sequence[Column] | None = None) -> Ranked:
    """The program of "lexicographic"; `columns` stands for those of the problem when given.

    First every floor and share must hold; when that is impossible, the least weighted shortage becomes a row.
    """
    model = model_of(problem, columns)
    nothing = np.zeros(len(model.columns), dtype=np.int64)
    found = model.program.maximise(nothing, lower=model.lower, upper=model.upper, deadline=deadline)
    if found.status != "infeasible":
        return Ranked(model, model.program, found.x, found.status)
    model, costs = elastic_model_of(problem, columns)
    losses = [-cost for cost in costs]
    found = model.program.maximise(losses, lower=model.lower, upper=model.upper, deadline=deadline)
    if found.status != "optimal":
        return Ranked(model, model.program, found.x, found.status)
    return Ranked(model, model.program.with_row(Row(losses, found.value)), found.x, "shortfall")


def _first_in_rank(problem: Problem, deadline: float) -> Package:
    ranked = ranked_of(problem, deadline)
    if ranked.known is None:
        gap = 0.0 if ranked.status == "infeasible" else float("inf")
        return package_of(problem, "lexicographic", None, status=ranked.status, gap=gap, solver=solver())
    x, is_first = ranked.program.walk(ranked.model.box, range(ranked.width), ranked.known, deadline)
    status: PackageStatus = ranked.status if is_first else "time_limit"
    return package_of(problem, "lexicographic", ranked.model.grants(x), status=status, solver=solver())


@cache
def solver() -> str:
    """The name and version of what solves; loads it."""
    import scipy.optimize

    return f"HiGHS in scipy {scipy.__version__}"
