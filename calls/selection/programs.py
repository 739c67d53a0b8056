"""Whole-number programs, solved exactly: maximise c.x with low <= A.x <= high, 0 <= x <= upper, x whole.

The search is HiGHS's (scipy.optimize.milp); every answer is rounded and checked again in whole numbers here. Presolve
stays off: it has called small feasible programs infeasible (HiGHS issues 2432, 3090, 3296; one is kept as a test), and
fixing columns by reduced cost does its work.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import gcd, inf
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from calls.selection.quiet import quiet

type Whole = npt.NDArray[np.int64]
type Status = Literal["optimal", "time_limit", "infeasible"]

# Stands for "no bound"; whole numbers up to here are exact as floats.
UNBOUNDED = 2**52
# 0-1 columns decided at once in a lexicographic walk: weights 1 to 2**15 stay far from the solver's tolerance.
BLOCK = 16
FIRST_CORE = 25


class NoAnswer(ArithmeticError):
    """The solver ended in a state that is neither an answer, nor a proof that there is none, nor a time limit."""


@dataclass(frozen=True, slots=True)
class Row:
    """low <= sum of coefficients x columns <= high; None is no bound."""

    coefficients: Sequence[int]
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Solution:
    """An answer: `x` per column (None when there is none), its exact value, and the relative gap to the proven bound.

    `lower` and `upper` enclose every optimum: reduced costs prove that no column leaves them without loss.
    """

    x: Whole | None
    value: int
    status: Status
    gap: float
    lower: Whole = field(default_factory=lambda: np.zeros(0, np.int64))
    upper: Whole = field(default_factory=lambda: np.zeros(0, np.int64))


@dataclass(frozen=True, slots=True)
class _Relaxed:
    """The continuous optimum: its value, the loss per unit that a column leaves its bound, and that bound."""

    value: float
    losses: npt.NDArray[np.float64]
    at_upper: npt.NDArray[np.bool_]


class Program:
    """Columns with an upper bound each, and rows between them; rows are divided by their common factor.

    Solves are deterministic for the same columns and rows in the same order, unless a time limit strikes.
    """

    def __init__(self, upper: Sequence[int], rows: Sequence[Row]) -> None:
        self.upper: Whole = np.array(upper, dtype=np.int64).reshape(-1)
        width = len(self.upper)
        reduced = [_reduce(row) for row in rows]
        self.matrix: Whole = np.array([row.coefficients for row in reduced], dtype=np.int64).reshape(len(rows), width)
        self.low: Whole = np.array([-UNBOUNDED if row.low is None else row.low for row in reduced], dtype=np.int64)
        self.high: Whole = np.array([UNBOUNDED if row.high is None else row.high for row in reduced], dtype=np.int64)

    def with_row(self, row: Row) -> "Program":
        """The same program with one row more."""
        other = object.__new__(Program)
        reduced = _reduce(row)
        other.upper = self.upper
        other.matrix = np.vstack([self.matrix, np.array(reduced.coefficients, dtype=np.int64)])
        other.low = np.append(self.low, -UNBOUNDED if reduced.low is None else reduced.low)
        other.high = np.append(self.high, UNBOUNDED if reduced.high is None else reduced.high)
        return other

    def holds(self, x: Whole) -> bool:
        """Tell, in whole numbers, whether `x` meets every row."""
        reached = self.matrix @ x
        return bool(np.all((self.low <= reached) & (reached <= self.high)))

    def maximise(
        self,
        objective: Sequence[int] | Whole,
        *,
        lower: Whole | None = None,
        upper: Whole | None = None,
        deadline: float = inf,
    ) -> Solution:
        """The best whole answer within `lower` and `upper` (the program's own when None), until `deadline`
        (time.monotonic).

        Reduced-cost fixing around a core (Savelsbergh 1994; the core of Balas and Zemel 1980): columns whose reduced
        cost exceeds a guess are fixed where the continuous optimum has them, the rest is solved; the answer is proven
        when it is nearer to the continuous bound than the guess, otherwise the guess grows. Raises NoAnswer.
        """
        low = np.zeros_like(self.upper) if lower is None else lower
        up = self.upper if upper is None else upper
        costs = np.array(objective, dtype=np.int64)
        factor = int(np.gcd.reduce(costs)) or 1
        relaxed = self._relax(costs // factor, low, up)
        if relaxed is None:
            return Solution(None, 0, "infeasible", 0.0, low, up)
        found = self._search(costs // factor, relaxed, (low, up), deadline)
        return replace(found, value=found.value * factor)

    def _search(self, costs: Whole, relaxed: _Relaxed, box: tuple[Whole, Whole], deadline: float) -> Solution:
        error = 1e-6 + 1e-9 * abs(relaxed.value)
        losses, size = np.sort(relaxed.losses), FIRST_CORE
        guess = float(losses[min(size, len(losses) - 1)]) if len(losses) else inf
        while True:
            core = _fix(relaxed, box, guess)
            found = self._solve(costs, core, deadline)
            distance = inf if found.x is None else max(0.0, relaxed.value + error - found.value)
            if found.status == "time_limit":
                return replace(found, gap=distance / max(1.0, abs(found.value)), lower=box[0], upper=box[1])
            if distance <= guess or (np.array_equal(core[0], box[0]) and np.array_equal(core[1], box[1])):
                proven = _fix(relaxed, box, distance)
                return replace(found, lower=proven[0], upper=proven[1])
            size *= 3
            guess = distance if found.x is not None else float(losses[min(size, len(losses) - 1)])

    def walk(
        self, box: tuple[Whole, Whole], columns: Sequence[int], known: Whole, deadline: float = inf
    ) -> tuple[Whole, bool]:
        """The answer whose 0-1 `columns`, read in their order, are lexicographically largest within `box`.

        `known` is any answer within the box. Blocks of 16 columns are maximised with weights 2**15..1, and then fixed.
        The second value tells whether the end was reached before the deadline; if not, the best so far is returned.
        """
        low, up = box[0].copy(), box[1].copy()
        while True:
            self._shrink(low, up)
            undecided = [j for j in columns if low[j] < up[j]]
            agreed = next((k for k, j in enumerate(undecided) if known[j] == 0), len(undecided))
            block = undecided[agreed : agreed + BLOCK]
            if not block:
                return known, True
            low[undecided[:agreed]] = 1
            weights = np.zeros_like(low)
            weights[block] = 2 ** np.arange(BLOCK - 1, BLOCK - 1 - len(block), -1)
            found = self._solve(weights, (low, up), deadline)
            if found.x is None or found.status != "optimal":
                return known, False
            known = found.x
            low[block] = up[block] = known[block]

    def _shrink(self, low: Whole, up: Whole) -> None:
        """Close, in place, the columns that no longer fit in a row of non-negative coefficients."""
        plain = np.all(self.matrix >= 0, axis=1) & (self.high < UNBOUNDED)
        matrix = self.matrix[plain]
        room = self.high[plain] - matrix @ low
        closed = np.any(matrix > room[:, None], axis=0) & (low < up)
        up[closed] = low[closed]

    def _relax(self, costs: Whole, low: Whole, up: Whole) -> _Relaxed | None:
        """The continuous optimum with its reduced costs; None when even that does not exist."""
        from scipy.optimize import linprog

        width = len(costs)
        if not width or not len(self.matrix):
            is_met = bool(np.all((self.low <= 0) & (self.high >= 0)))
            best = np.where(costs > 0, up, low)
            return _Relaxed(float(costs @ best), np.abs(costs).astype(float), costs > 0) if is_met or width else None
        below, above = self.high < UNBOUNDED, self.low > -UNBOUNDED
        with quiet():
            answer = linprog(
                -costs.astype(float),
                A_ub=np.vstack([self.matrix[below], -self.matrix[above]]).astype(float),
                b_ub=np.concatenate([self.high[below], -self.low[above]]).astype(float),
                bounds=np.column_stack([low, up]).astype(float),
                method="highs",
                options={"presolve": False},
            )
        if answer.status == 2:
            return None
        if answer.status != 0:
            # Without reduced costs nothing is fixed; the whole-number search decides alone.
            return _Relaxed(inf, np.zeros(width), np.zeros(width, dtype=bool))
        losses = np.abs(answer.lower.marginals + answer.upper.marginals)
        return _Relaxed(-float(answer.fun), losses, answer.lower.marginals + answer.upper.marginals < 0)

    def _solve(self, costs: Whole, box: tuple[Whole, Whole], deadline: float) -> Solution:
        """Solve the columns that are open in `box`; answers that rounding breaks are cut off and searched past."""
        low, up = box
        free = low < up
        fixed = self.matrix[:, ~free] @ low[~free]
        if not free.any():
            is_met = bool(np.all((self.low <= fixed) & (fixed <= self.high)))
            return Solution(low if is_met else None, int(costs @ low), "optimal" if is_met else "infeasible", 0.0)
        used = np.any(self.matrix[:, free] != 0, axis=1)
        if np.any((fixed < self.low)[~used] | (fixed > self.high)[~used]):
            return Solution(None, 0, "infeasible", 0.0)
        matrix = self.matrix[np.ix_(used, free)]
        sides = [_less(self.low[used], fixed[used]), _less(self.high[used], fixed[used])]
        while True:
            status, part = _milp(costs[free], matrix, sides, (low[free], up[free]), deadline)
            if part is None:
                return Solution(None, 0, status, inf if status == "time_limit" else 0.0)
            x = low.copy()
            x[free] = part
            if self._settle(costs, x, free & (self.upper > 1)) and self.holds(x):
                return Solution(x, sum(int(c) * int(v) for c, v in zip(costs, x, strict=True) if v), status, 0.0)
            matrix, sides = _without(part, matrix, sides, self.upper[free] == 1)

    def _settle(self, costs: Whole, x: Whole, wide: npt.NDArray[np.bool_]) -> bool:
        """Set, in place, each amount that is not 0-1 to its best whole value beside the rest of `x`, one by one.

        What the solver says of an amount is only near to whole; the rows say it exactly. False when they leave no value.
        """
        for j in np.flatnonzero(wide):
            rows = np.flatnonzero(self.matrix[:, j])
            x[j] = 0
            best, least = int(self.upper[j]), 0
            for row in rows:
                factor, rest = int(self.matrix[row, j]), int(self.matrix[row] @ x)
                ends = (int(self.low[row]) - rest, int(self.high[row]) - rest)
                lowest, highest = ends if factor > 0 else ends[::-1]
                least, best = max(least, -(-lowest // factor)), min(best, highest // factor)
            if least > best:
                return False
            x[j] = best if costs[j] > 0 else least
        return True


def _milp(
    costs: Whole, matrix: Whole, sides: list[Any], box: tuple[Whole, Whole], deadline: float
) -> tuple[Status, Whole | None]:
    from scipy.optimize import Bounds, LinearConstraint, milp

    seconds = min(deadline - time.monotonic(), 1e9)
    if seconds <= 0:
        return "time_limit", None
    with quiet():
        answer = milp(
            -costs.astype(float),
            integrality=np.ones(len(costs)),
            bounds=Bounds(box[0].astype(float), box[1].astype(float)),
            constraints=LinearConstraint(matrix.astype(float), *sides) if len(matrix) else (),
            options={"mip_rel_gap": 0, "time_limit": seconds, "presolve": False},
        )
    statuses: dict[int, Status] = {0: "optimal", 1: "time_limit", 2: "infeasible"}
    if answer.status not in statuses:
        raise NoAnswer(answer.message)
    return statuses[answer.status], None if answer.x is None else np.rint(answer.x).astype(np.int64)


def _without(part: Whole, matrix: Whole, sides: list[Any], binary: npt.NDArray[np.bool_]) -> tuple[Whole, list[Any]]:
    """One row more, which these values of the 0-1 columns break and no others do."""
    cut = np.where(binary, np.where(part == 1, 1, -1), 0)
    return np.vstack([matrix, cut]), [np.append(sides[0], -inf), np.append(sides[1], float((cut > 0).sum() - 1))]


def _fix(relaxed: _Relaxed, box: tuple[Whole, Whole], limit: float) -> tuple[Whole, Whole]:
    dear = relaxed.losses > limit
    low = np.where(dear & relaxed.at_upper, box[1], box[0])
    return low, np.where(dear & ~relaxed.at_upper, box[0], box[1])


def _less(bound: Whole, fixed: Whole) -> npt.NDArray[np.float64]:
    open_ended = np.abs(bound) >= UNBOUNDED
    return np.where(open_ended, np.copysign(inf, bound), (bound - fixed).astype(float))


def _reduce(row: Row) -> Row:
    """The row divided by the common factor of its coefficients, its bounds drawn in to whole numbers."""
    factor = gcd(*row.coefficients) or 1
    if any(abs(value) >= UNBOUNDED for value in (*row.coefficients, row.low or 0, row.high or 0)):
        raise ValueError("Points or amounts are too large to be added up exactly.")
    low = None if row.low is None else -(-row.low // factor)
    high = None if row.high is None else row.high // factor
    return Row([value // factor for value in row.coefficients], low, high)
