"""The largest grant with which one proposal gets in, its own amount left open to the program."""

import time
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from calls.selection.models import Column, columns_of
from calls.selection.problems import Problem
from calls.selection.programs import Program, Whole
from calls.selection.selecting import TIME_LIMIT


def own_grant_columns(problem: Problem, i: int) -> list[Column]:
    """The columns of the problem, those of `i` replaced by two at the end: that it is selected, and its cents."""
    others = [column for column in columns_of(problem) if column.i != i]
    amount = Column(i, 1, gain=Fraction(0), count=0, upper=problem.euro_cents[i])
    return [*others, Column(i, 0), amount]


def largest_own_grant(program: Program, columns: Sequence[Column], box: tuple[Whole, Whole]) -> tuple[int | None, bool]:
    """The most cents, from 1, that the rows leave to the proposal of the last two of `columns`, and whether that is
    proven; None when the rows leave it nothing."""
    low, up = box[0].copy(), box[1].copy()
    selected, amount = len(columns) - 2, len(columns) - 1
    if up[amount] == 0:
        return None, True
    low[[selected, amount]] = 1
    costs = np.zeros_like(low)
    costs[amount] = 1
    found = program.maximise(costs, lower=low, upper=up, deadline=time.monotonic() + TIME_LIMIT)
    return (None if found.x is None else int(found.x[amount])), found.status != "time_limit"
