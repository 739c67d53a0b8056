import json
import subprocess
import sys

import numpy as np
import pytest

from calls.selection.solver import Programme, solve


def programme(cost, rows, low, high, *, whole=True):
    n = len(cost)
    return Programme(
        cost=np.array(cost, dtype=float),
        rows=np.array(rows, dtype=float),
        low=np.array(low, dtype=float),
        high=np.array(high, dtype=float),
        lower=np.zeros(n),
        upper=np.ones(n),
        whole=np.full(n, whole),
    )


def test_a_whole_programme_is_solved_to_its_proven_optimum():
    knapsack = programme([-5, -4, -3], [[2, 3, 1]], [0], [4])
    answer = solve(knapsack, time_limit=10)
    assert answer.status == "optimal"
    assert answer.x.tolist() == [1, 0, 1]
    assert answer.value == answer.bound == -8


def test_a_programme_that_needs_no_whole_numbers_keeps_its_fractions():
    answer = solve(programme([-5, -4, -3], [[2, 3, 1]], [0], [4], whole=False), time_limit=10)
    assert answer.value == pytest.approx(-8 - 4 / 3)


def test_nothing_feasible_is_said():
    assert solve(programme([1, 1], [[1, 1]], [3], [3]), time_limit=10).status == "infeasible"


def test_a_programme_without_columns_holds_or_does_not():
    assert solve(programme([], np.zeros((1, 0)), [0], [1]), time_limit=10).status == "optimal"
    assert solve(programme([], np.zeros((1, 0)), [1], [1]), time_limit=10).status == "infeasible"


def test_an_unbounded_programme_is_a_failure_and_no_answer():
    endless = programme([-1], [[1]], [0], [np.inf])
    with pytest.raises(RuntimeError, match="HiGHS"):
        solve(Programme(**vars(endless) | {"upper": np.array([np.inf])}), time_limit=10)


@pytest.mark.slow
def test_a_command_that_prints_json_is_not_spoiled():
    code = (
        "import json, numpy as np\n"
        "from calls.selection.assignment import Demand, assign\n"
        "affinity = np.random.default_rng(1).random((60, 12))\n"
        "labels = [n // 2 for n in range(12)]\n"
        "print(json.dumps(assign(Demand(affinity, 3, load_max=16, organisation=labels), seed=1).pairs))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(json.loads(run.stdout)) == 180


def test_a_feasible_programme_that_presolve_calls_infeasible_is_solved():
    rows = [
        [1499496, 1250883, 2143744, 1349208, 1136092, 0],
        [1499496, 1250883, 0, 0, 0, 0],
        [0, 1, 1, 0, 0, 0],
        [0, 1, 0, 0, 0, 0],
        [3, -1, -1, -1, -1, -1],
        [-1, 4, 4, 4, 4, 4],
    ]
    free = np.inf
    low, high = [-free, -free, 1, -free, 0, 0], [7976789, 1857850, 4, 1, free, free]
    answer = solve(programme([-1, 0, 0, 0, 0, 0], rows, low, high), time_limit=10)
    assert (answer.status, answer.value) == ("optimal", -1)
