"""When no package meets the rules: the smallest sets of rules that would have to give way, and by how much."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Literal

import numpy as np

from calls.selection.models import Column, columns_of, hard_rows, soft_rows
from calls.selection.packages import Exact, plain
from calls.selection.problems import BUDGET, CENTS_PER_PROPOSAL, EXCLUSIVE_PREFIX, Limit, Problem
from calls.selection.programs import Program, Row
from calls.selection.selecting import TIME_LIMIT


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that gives way: the `low` or `high` of a limit or of "budget", or a rule that is "dropped"
    ("exclusive:<number>", "forced_in:<index>", "forced_out:<index>"). `by` is in proposals or cents; of a share, what
    the members are then short of, or over, their share of the package; of a dropped rule how many times it is broken."""

    key: str
    bound: Literal["low", "high", "dropped"]
    by: Exact


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Rules that together give way, none to spare, each by as little as the weights of the limits allow."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    key: str
    bound: Literal["low", "high", "dropped"]
    row: Row
    weight: Fraction
    divisor: int = 1


def relaxations(problem: Problem, *, limit: int = 5) -> tuple[Relaxation, ...]:
    """Up to `limit` minimal sets of rules that make the problem feasible when they give way; () when it is feasible.

    Fewest rules first, and every set minimal: leaving one of its rules in place is not enough. Rules that may give way
    are the budget, every bound, every exclusion, and who is forced in or out; eligibility may not. Minimal correction
    sets by implicit hitting sets: a smallest set that hits every conflict known is tried; when it does not suffice, a
    new minimal conflict is taken from the rules that are left (Davies and Bacchus 2011; Liffiton and Sakallah 2008).
    Within a set the weighted sum of what is given is least (see `Limit.weight`; a cent of the budget weighs 1, a
    dropped rule as much as a proposal). Fewer sets come back when a solve runs into its time limit of 10 seconds.
    """
    free = replace(problem, forced_in=(), forced_out=(), exclusive=())
    columns = columns_of(free)
    rules = _rules(problem, columns)
    fixed = hard_rows(replace(free, limits=()), columns)[1:]
    conflicts: list[frozenset[int]] = []
    found: list[Relaxation] = []
    blocked: list[frozenset[int]] = []
    while len(found) < limit:
        dropped = _hitting_set(len(rules), conflicts, blocked)
        if dropped is None:
            break
        kept = [number for number in range(len(rules)) if number not in dropped]
        answer = _is_feasible(columns, rules, kept, fixed)
        if answer is None or (answer and not dropped):
            break
        if answer:
            blocked.append(dropped)
            found.append(_least(columns, rules, dropped, fixed))
        else:
            conflicts.append(_conflict(columns, rules, kept, fixed))
    return tuple(found)


def _rules(problem: Problem, columns: Sequence[Column]) -> list[_Rule]:
    cents = Row([column.cents for column in columns], None, problem.budget_cents)
    rules = [_Rule(BUDGET, "high", cents, Fraction(1))]
    for limit in problem.limits:
        rules += _rules_of(problem, limit, columns)
    apiece = Fraction(CENTS_PER_PROPOSAL)
    for number, group in enumerate(problem.exclusive):
        members = frozenset(group)
        row = Row([int(column.i in members) for column in columns], None, 1)
        rules.append(_Rule(f"{EXCLUSIVE_PREFIX}{number}", "dropped", row, apiece))
    for name, indices, low, high in (
        ("forced_in", problem.forced_in, 1, None),
        ("forced_out", problem.forced_out, None, 0),
    ):
        for i in sorted(indices, key=problem.rank_key):
            row = Row([int(column.i == i) for column in columns], low, high)
            if any(row.coefficients):
                rules.append(_Rule(f"{name}:{i}", "dropped", row, apiece))
    return rules


def _rules_of(problem: Problem, limit: Limit, columns: Sequence[Column]) -> list[_Rule]:
    """The bounds of one limit; a soft row is an "at least", whichever bound it stands for."""
    rules = []
    weight = Fraction(limit.weight * (CENTS_PER_PROPOSAL if limit.unit == "count" else 1))
    bounds: list[Literal["low", "high"]] = ["low", "high"]
    for bound in bounds:
        value = limit.low if bound == "low" else limit.high
        if value is None:
            continue
        alone = replace(
            problem,
            limits=[replace(limit, low=value if bound == "low" else None, high=value if bound == "high" else None)],
            exclusive=(),
        )
        soft = soft_rows(alone, columns)
        row, unit = soft[0] if soft else (hard_rows(alone, columns)[1], weight)
        rules.append(_Rule(limit.key, bound, row, unit, value.denominator))
    return rules


def _hitting_set(
    size: int, conflicts: Sequence[frozenset[int]], blocked: Sequence[frozenset[int]]
) -> frozenset[int] | None:
    """A smallest set that meets every conflict and contains no blocked set; None when there is none."""
    rows = [Row([int(n in conflict) for n in range(size)], 1) for conflict in conflicts]
    rows += [Row([int(n in known) for n in range(size)], None, len(known) - 1) for known in blocked]
    found = Program([1] * size, rows).maximise([-1] * size)
    return None if found.x is None else frozenset(map(int, np.flatnonzero(found.x)))


def _is_feasible(
    columns: Sequence[Column], rules: Sequence[_Rule], kept: Sequence[int], fixed: Sequence[Row]
) -> bool | None:
    """Tell whether some package meets the kept rules; None when the time limit struck."""
    program = Program([1] * len(columns), [*fixed, *(rules[number].row for number in kept)])
    found = program.maximise([0] * len(columns), deadline=time.monotonic() + TIME_LIMIT)
    return None if found.x is None and found.status == "time_limit" else found.x is not None


def _conflict(
    columns: Sequence[Column], rules: Sequence[_Rule], kept: Sequence[int], fixed: Sequence[Row]
) -> frozenset[int]:
    """A minimal set of rules that cannot hold together: each rule that is not needed for that is left out in turn."""
    core = list(kept)
    for number in kept:
        rest = [other for other in core if other != number]
        if _is_feasible(columns, rules, rest, fixed) is False:
            core = rest
    return frozenset(core)


def _least(
    columns: Sequence[Column], rules: Sequence[_Rule], dropped: frozenset[int], fixed: Sequence[Row]
) -> Relaxation:
    """By how much each of the dropped rules must give way, at the least weight."""
    given = sorted(dropped)
    rows = [Row([*row.coefficients, *[0] * len(given)], row.low, row.high) for row in fixed]
    for number, rule in enumerate(rules):
        slack = [0] * len(given)
        if number in dropped:
            slack[given.index(number)] = 1 if rule.row.low is not None else -1
        rows.append(Row([*rule.row.coefficients, *slack], rule.row.low, rule.row.high))
    most = [sum(map(abs, rules[number].row.coefficients)) + abs(rules[number].row.low or 0) for number in given]
    common = lcm(*(rules[number].weight.denominator for number in given))
    costs = [0] * len(columns) + [-int(rules[number].weight * common) for number in given]
    found = Program([1] * len(columns) + most, rows).maximise(costs, deadline=time.monotonic() + TIME_LIMIT)
    amounts = [0] * len(given) if found.x is None else [int(value) for value in found.x[len(columns) :]]
    steps = [
        Step(rules[number].key, rules[number].bound, plain(Fraction(amount, rules[number].divisor)))
        for number, amount in zip(given, amounts, strict=True)
    ]
    return Relaxation(tuple(steps))
