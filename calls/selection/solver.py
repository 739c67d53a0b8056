"""One way to solve a mixed-integer linear programme, with HiGHS through scipy.

Source: Q. Huangfu and J. A. J. Hall, Parallelizing the dual revised simplex method (2018), and scipy.optimize.milp.
"""

import time
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from calls.selection.quiet import quiet

Status = Literal["optimal", "time_limit", "infeasible"]
Vector = NDArray[np.float64]

INTEGRAL_WITHIN = 1e-6


@dataclass(frozen=True, eq=False)
class Programme:
    """Minimise cost . x with low <= rows x <= high, lower <= x <= upper, and x whole where `whole` says so.

    n columns: cost, lower, upper and whole are n long; rows is a sparse m x n matrix, low and high are m long.
    """

    cost: Vector
    rows: Any
    low: Vector
    high: Vector
    lower: Vector
    upper: Vector
    whole: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Answer:
    """What came out: x is None without a solution; value and bound are of the minimised cost."""

    status: Status
    x: Vector | None = None
    value: float = np.inf
    bound: float = -np.inf


def solve(programme: Programme, *, time_limit: float) -> Answer:
    """Solve to proven optimality, or say that time (seconds) ran out, or that nothing is feasible.

    The relaxation goes first: the corners of a network are whole, and then no search is needed. Whole columns come back
    as exact whole numbers. Deterministic, unless time runs out. Raises `RuntimeError` when HiGHS fails.
    """
    if not programme.cost.size:
        return _without_columns(programme)
    deadline = time.monotonic() + time_limit
    relaxed = _surely(programme, deadline, whole=False)
    if relaxed.status != "optimal" or _is_whole(programme, relaxed):
        return _rounded(programme, relaxed)
    return _rounded(programme, _surely(programme, deadline, whole=True))


def _surely(programme: Programme, deadline: float, *, whole: bool) -> Answer:
    """The answer of HiGHS; its presolve has called small feasible programmes infeasible (HiGHS issue 2432), so that
    word is believed only when it is said without presolve as well.
    """
    answer = _highs(programme, deadline, whole=whole)
    return _highs(programme, deadline, whole=whole, presolve=False) if answer.status == "infeasible" else answer


def _highs(programme: Programme, deadline: float, *, whole: bool, presolve: bool = True) -> Answer:
    from scipy.optimize import Bounds, LinearConstraint, milp

    with quiet():
        result = milp(
            programme.cost,
            integrality=programme.whole.astype(np.int64) if whole else None,
            bounds=Bounds(programme.lower, programme.upper),
            constraints=LinearConstraint(programme.rows, programme.low, programme.high),
            options={
                "mip_rel_gap": 0.0,
                "time_limit": max(0.001, deadline - time.monotonic()),
                "presolve": presolve,
            },
        )
    statuses: dict[int, Status] = {0: "optimal", 1: "time_limit", 2: "infeasible"}
    if result.status not in statuses:
        raise RuntimeError(f"HiGHS: {result.message}")
    status = statuses[result.status]
    if result.x is None or (status == "time_limit" and not whole):
        return Answer(status)
    bound = result.mip_dual_bound if whole else result.fun
    return Answer(status, result.x, float(result.fun), float(result.fun if bound is None else bound))


def _is_whole(programme: Programme, answer: Answer) -> bool:
    if answer.x is None:
        return False
    values = answer.x[programme.whole]
    return bool((np.abs(values - np.round(values)) <= INTEGRAL_WITHIN).all())


def _rounded(programme: Programme, answer: Answer) -> Answer:
    if answer.x is None:
        return answer
    x = np.where(programme.whole, np.round(answer.x), answer.x)
    return Answer(answer.status, x, float(programme.cost @ x), answer.bound)


def _without_columns(programme: Programme) -> Answer:
    holds = (programme.low <= 0).all() and (programme.high >= 0).all()
    return Answer("optimal", np.zeros(0), 0.0, 0.0) if holds else Answer("infeasible")
