"""Other packages that are as good by the rule as the one selected."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from calls.selection.greedy import go_down
from calls.selection.models import Model, model_of
from calls.selection.packages import Package, package_of
from calls.selection.problems import Level, Problem, Rule
from calls.selection.programs import Program, Row, Whole
from calls.selection.selecting import TIME_LIMIT, ranked_of, solver

# Orders of equals that are tried by the rules that go down the list.
MOST_ORDERS = 5_000


@dataclass(frozen=True, slots=True)
class Equivalents:
    """Other packages, at most the limit that was asked, and whether these are all; if not there are more ("more than
    20"), or a time limit struck before that was settled (`is_proven` False)."""

    packages: tuple[Package, ...]
    is_all: bool
    is_proven: bool = True


def equivalent(problem: Problem, rule: Rule, package: Package, *, limit: int = 20) -> Equivalents:
    """Up to `limit` other packages as good as `package`, which `select(problem, rule)` gave, in canonical order.

    "above_floor" and "points_euro": the same value, another choice or another grant. "lexicographic": as many (of each
    grant level) from each group of equals, proposals with the same points and the same `tie_key`. "strict" and "skip":
    what another order within such groups selects. So all are what the canonical order by id alone decides against.
    One solve per package, each found one cut off (Balas and Jeroslow 1972). Raises ValueError when the package is not
    of this rule.
    """
    if package.rule != rule:
        raise ValueError("Equivalents belong to a package of the same rule.")
    if package.status == "infeasible" or package.gap == float("inf"):
        is_known = package.status == "infeasible"
        return Equivalents((), is_all=is_known, is_proven=is_known)
    if rule in {"strict", "skip"}:
        return _by_order(problem, package, limit)
    model, program = _as_good(problem, package)
    found, is_all, is_proven = _enumerate(model, program, package, limit)
    return Equivalents(tuple(found), is_all=is_all, is_proven=is_proven)


def _as_good(problem: Problem, package: Package) -> tuple[Model, Program]:
    """The program that only packages as good as this one meet."""
    if package.rule != "lexicographic":
        model = model_of(problem)
        objective, scale = model.objective(package.rule)
        return model, model.program.with_row(Row(objective, int(package.value * scale)))
    ranked = ranked_of(problem, time.monotonic() + TIME_LIMIT)
    program, grants = ranked.program, package.grants
    columns = ranked.model.columns[: ranked.width]
    shortages = [0] * (len(ranked.model.columns) - ranked.width)
    places = [[level.cents for level in problem.grants(c.i)].index(c.cents) for c in columns]
    keys = [(*problem.rank_key(c.i)[:-1], place) for c, place in zip(columns, places, strict=True)]
    for key in dict.fromkeys(keys):
        inside = [int(key == other) for other in keys]
        count = sum(grants.get(c.i) == c.cents for c, is_in in zip(columns, inside, strict=True) if is_in)
        program = program.with_row(Row([*inside, *shortages], count, count))
    return ranked.model, program


def _enumerate(model: Model, program: Program, package: Package, limit: int) -> tuple[list[Package], bool, bool]:
    """The other packages found, whether they are all, and whether that is proven."""
    grants, nothing = package.grants, np.zeros_like(model.lower)
    known = np.array([grants.get(column.i) == column.cents for column in model.columns], dtype=np.int64)
    found: list[Whole] = []
    while len(found) <= limit:
        program = program.with_row(_cut(model, known))
        answer = program.maximise(nothing, lower=model.lower, upper=model.upper, deadline=time.monotonic() + TIME_LIMIT)
        if answer.x is None:
            break
        known = answer.x
        found.append(known)
    is_proven = len(found) > limit or answer.status == "infeasible"
    width = sum(column.i >= 0 for column in model.columns)
    listed = sorted(found[:limit], key=lambda x: tuple(-x[:width]))
    packages = [_package(model.problem, package, model.grants(x), solver()) for x in listed]
    return packages, len(found) <= limit and is_proven, is_proven


def _cut(model: Model, x: Whole) -> Row:
    """The row that only this choice of grants breaks."""
    signs = [(1 if x[j] == 1 else -1) if column.i >= 0 else 0 for j, column in enumerate(model.columns)]
    return Row(signs, None, signs.count(1) - 1)


def _package(problem: Problem, package: Package, grants: Mapping[int, Level], name: str) -> Package:
    return package_of(problem, package.rule, grants, status=package.status, solver=name, scope=package.scope)


def _by_order(problem: Problem, package: Package, limit: int) -> Equivalents:
    """Go down the list group of equals by group; a state is what is granted and what stopped, by an order that led
    to it. States that differ after the same groups stay different packages, so a surplus of them may be dropped."""
    tries = iter(range(MOST_ORDERS))
    states: dict[object, tuple[int, ...]] = {(): ()}
    is_all = True
    for _key, equals in groupby(problem.order(), key=lambda i: problem.rank_key(i)[:-1]):
        reached = _reached(problem, package, list(states.values()), tuple(equals), limit, tries)
        is_all &= len(reached) <= limit + 1
        states = dict(list(reached.items())[: limit + 2])
    is_proven = next(tries, None) is not None
    outcomes = {}
    for order in states.values():
        ended = go_down(problem, stops=package.rule == "strict", scope=package.scope, order=order)
        if ended is not None:
            outcome = _package(problem, package, ended[0], package.solver)
            outcomes[frozenset(outcome.grants.items())] = outcome
    outcomes.pop(frozenset(package.grants.items()), None)
    listed = list(outcomes.values())
    return Equivalents(tuple(listed[:limit]), is_all=is_all and is_proven and len(listed) <= limit, is_proven=is_proven)


def _reached(
    problem: Problem,
    package: Package,
    prefixes: Sequence[tuple[int, ...]],
    group: tuple[int, ...],
    limit: int,
    tries: Iterator[int],
) -> dict[object, tuple[int, ...]]:
    """The states after one more group, each by an order that led to it; no more than tell that there are too many."""
    reached: dict[object, tuple[int, ...]] = {}
    for prefix in prefixes:
        for order in _orders(problem, package, prefix, group, tries):
            reached.setdefault(_state(problem, package, order), order)
            if len(reached) > limit + 1:
                return reached
    return reached


def _state(problem: Problem, package: Package, order: Sequence[int]) -> tuple[object, object]:
    ended = go_down(problem, stops=package.rule == "strict", scope=package.scope, order=order)
    if ended is None:
        return None, None
    grants, _purse, stopped = ended
    return frozenset(grants.items()), None if stopped is None else frozenset(stopped)


def _orders(
    problem: Problem, package: Package, prefix: tuple[int, ...], group: tuple[int, ...], tries: Iterator[int]
) -> Iterator[tuple[int, ...]]:
    """Orders of a group after a prefix, one per state that can be told apart; the canonical one first."""
    whole = (*prefix, *group)
    yield whole
    ended = go_down(problem, stops=package.rule == "strict", scope=package.scope, order=whole)
    if len(group) == 1 or ended is None or all(ended[0].get(i) == problem.grants(i)[0] for i in group):
        return
    seen: set[object] = set()
    stack = [prefix]
    while stack:
        order = stack.pop()
        left = [i for i in group if i not in order[len(prefix) :]]
        state = _state(problem, package, order)
        if (frozenset(left), state) in seen:
            continue
        seen.add((frozenset(left), state))
        further = [(*order, i) for i in left if next(tries, None) is not None]
        granting = [other for other in further if _state(problem, package, other)[0] != state[0]]
        if granting:
            stack += further[::-1]
        else:
            # Nobody who is left gets anything in any order: one order stands for all.
            yield (*order, *left)
