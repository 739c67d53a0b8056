"""A problem as a whole-number program: a 0-1 column per proposal and grant, a row per rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from calls.selection.packages import worth
from calls.selection.problems import CENTS_PER_PROPOSAL, Level, Limit, Problem, Rule
from calls.selection.programs import Program, Row, Whole


@dataclass(frozen=True, slots=True)
class Column:
    """A choice: `count` proposals and `cents` per unit of index `i`; a shortage has i = -1 and counts nowhere."""

    i: int
    cents: int
    gain: Fraction = Fraction(1)
    count: int = 1
    upper: int = 1

    @property
    def level(self) -> Level:
        """The grant it stands for."""
        return Level(self.cents, self.gain)


@dataclass(frozen=True, slots=True)
class Model:
    """The program of a problem, its columns in canonical order (of one proposal the dearest grant first), and the box
    of lower and upper bounds that those forced in leave."""

    problem: Problem
    columns: tuple[Column, ...]
    program: Program
    lower: Whole
    upper: Whole

    @property
    def box(self) -> tuple[Whole, Whole]:
        """The bounds of the columns."""
        return self.lower, self.upper

    def places(self, i: int) -> list[int]:
        """The columns of a proposal."""
        return [place for place, column in enumerate(self.columns) if column.i == i]

    def objective(self, rule: Rule) -> tuple[list[int], int]:
        """Whole coefficients of the value by a rule, and the factor by which they are too large."""
        values = [
            Fraction(worth(self.problem, rule, column.i, column.level)) if column.i >= 0 else Fraction(0)
            for column in self.columns
        ]
        scale = lcm(*(value.denominator for value in values))
        return [int(value * scale) for value in values], scale

    def grants(self, x: Whole) -> dict[int, Level]:
        """The grants by index that an answer stands for."""
        return {self.columns[j].i: self.columns[j].level for j in np.flatnonzero(x) if self.columns[j].i >= 0}


def columns_of(problem: Problem) -> list[Column]:
    """The columns of those who may be selected, in canonical order."""
    return [Column(i, level.cents, level.gain) for i in problem.order() for level in problem.grants(i)]


def model_of(problem: Problem, columns: Sequence[Column] | None = None) -> Model:
    """The program in which every rule, floor and share holds."""
    listed = columns_of(problem) if columns is None else list(columns)
    soft = [row for row, _unit in soft_rows(problem, listed)]
    return _finish(problem, listed, [*hard_rows(problem, listed), *soft])


def elastic_model_of(problem: Problem, columns: Sequence[Column] | None = None) -> tuple[Model, list[int]]:
    """The program in which floors and shares may be missed, and the cost per unit of each shortage.

    One shortage column per floor or share stands at the end, after the columns of proposals; costs are whole, in the
    unit that `Limit.weight` describes times a common factor.
    """
    listed = columns_of(problem) if columns is None else list(columns)
    soft = soft_rows(problem, listed)
    width, extra = len(listed), len(soft)
    unit_row = [[1 if k == number else 0 for k in range(extra)] for number in range(extra)]
    rows = [Row([*row.coefficients, *[0] * extra], row.low, row.high) for row in hard_rows(problem, listed)]
    rows += [Row([*row.coefficients, *unit_row[k]], row.low, row.high) for k, (row, _unit) in enumerate(soft)]
    shortages = [
        Column(-1, 0, count=0, upper=(row.low or 0) + sum(-min(0, value) for value in row.coefficients))
        for row, _unit in soft
    ]
    common = lcm(*(unit.denominator for _row, unit in soft))
    costs = [0] * width + [int(unit * common) for _row, unit in soft]
    return _finish(problem, [*listed, *shortages], rows), costs


def hard_rows(problem: Problem, columns: Sequence[Column]) -> list[Row]:
    """What no package may break: budget, caps, exclusions, one grant each."""
    rows = [Row([column.cents for column in columns], None, problem.budget_cents)]
    rows += [Row(_weights(limit, columns), None, limit.cap) for limit in problem.limits if limit.cap is not None]
    groups = [frozenset(group) for group in problem.exclusive]
    rows += [Row([column.count if column.i in group else 0 for column in columns], None, 1) for group in groups]
    for i in range(problem.size) if problem.levels else ():
        mine = [column.count if column.i == i else 0 for column in columns]
        if sum(mine) > 1:
            rows.append(Row(mine, 1 if i in frozenset(problem.forced_in) else None, 1))
    return rows


def soft_rows(problem: Problem, columns: Sequence[Column]) -> list[tuple[Row, Fraction]]:
    """Floors and shares as rows "at least", with what a unit of shortage costs."""
    rows = []
    for limit in problem.limits:
        unit = Fraction(limit.weight * (CENTS_PER_PROPOSAL if limit.unit == "count" else 1))
        if limit.low is not None and not limit.share:
            rows.append((Row(_weights(limit, columns), int(limit.low)), unit))
        if limit.share and limit.low is not None:
            rows.append((Row(_excess(limit, columns, Fraction(limit.low)), 0), unit / limit.low.denominator))
        if limit.share and limit.high is not None:
            above = _excess(limit, columns, Fraction(limit.high))
            rows.append((Row([-value for value in above], 0), unit / limit.high.denominator))
    return rows


def _finish(problem: Problem, columns: list[Column], rows: list[Row]) -> Model:
    program = Program([column.upper for column in columns], rows)
    forced = frozenset(problem.forced_in)
    alone = [column.i in forced and len(problem.grants(column.i)) == 1 and column.count for column in columns]
    return Model(problem, tuple(columns), program, np.array(alone, dtype=np.int64).reshape(-1), program.upper)


def _weights(limit: Limit, columns: Sequence[Column]) -> list[int]:
    counts = limit.unit == "count"
    return [(column.count if counts else column.cents) if column.i in limit.members else 0 for column in columns]


def _excess(limit: Limit, columns: Sequence[Column], share: Fraction) -> list[int]:
    """Members minus their share of all, times the share's denominator."""
    counts = limit.unit == "count"
    return [
        (column.count if counts else column.cents)
        * ((share.denominator if column.i in limit.members else 0) - share.numerator)
        if column.i >= 0
        else 0
        for column in columns
    ]
