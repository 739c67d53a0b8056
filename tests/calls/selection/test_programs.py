import os
import subprocess
import sys
from itertools import product

import numpy as np
import pytest

from calls.selection.problems import Problem
from calls.selection.programs import NoAnswer, Program, Row
from calls.selection.quiet import quiet
from calls.selection.selecting import checked, select


def test_the_common_factor_of_a_row_is_taken_out_and_its_bounds_drawn_in():
    program = Program([1, 1], [Row([10, 20], 5, 29)])
    assert (program.matrix.tolist(), program.low.tolist(), program.high.tolist()) == ([[1, 2]], [1], [2])


def test_numbers_too_large_to_be_exact_are_refused():
    with pytest.raises(ValueError, match="too large"):
        Program([1], [Row([2**53], None, 5)])


def test_a_feasible_program_that_the_solver_once_called_infeasible_is_solved():
    rows = [
        Row([1499496, 1250883, 2143744, 1349208, 1136092, 0], None, 7976789),
        Row([1499496, 1250883, 0, 0, 0, 0], None, 1857850),
        Row([0, 1, 1, 0, 0, 0], 1, 4),
        Row([0, 1, 0, 0, 0, 0], None, 1),
        Row([3, -1, -1, -1, -1, -1], 0),
        Row([-1, 4, 4, 4, 4, 4], 0),
    ]
    assert Program([1] * 6, rows).maximise([1, 0, 0, 0, 0, 0]).value == 1


def test_the_bounds_that_come_with_an_answer_enclose_every_optimum():
    dice = np.random.default_rng(7)
    for _ in range(20):
        values, weights = dice.integers(1, 9, 8), dice.integers(1, 9, (2, 8))
        program = Program([1] * 8, [Row(row.tolist(), None, 14) for row in weights])
        found = program.maximise(values)
        best = [
            np.array(x) for x in product((0, 1), repeat=8) if program.holds(np.array(x)) and values @ x == found.value
        ]
        assert max(values @ x for x in map(np.array, product((0, 1), repeat=8)) if program.holds(x)) == found.value
        assert all(np.all((found.lower <= x) & (x <= found.upper)) for x in best)


def test_an_amount_is_settled_exactly_beside_its_0_1_columns():
    program = Program([1, 10**7], [Row([300_001, 2], None, 700_000), Row([0, 1], 3)])
    found = program.maximise([0, 1], lower=np.array([1, 0]))
    assert found.x.tolist() == [1, 199_999]
    assert program.maximise([0, -1]).x.tolist()[1] == 3


def test_what_c_code_prints_meanwhile_goes_to_standard_error():
    code = (
        "import ctypes\n"
        "from calls.selection.quiet import quiet\n"
        "with quiet(), quiet():\n    ctypes.CDLL(None).puts(b'debug')\n"
        "print('{}')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("{}\n", "debug\n")


def test_a_process_without_standard_output_can_solve_too():
    code = "import os; os.close(1)\nfrom calls.selection.portfolio import *\nselect(Problem('a', [1], [1], 1), 'above_floor')"
    subprocess.run([sys.executable, "-c", code], check=True, stdin=subprocess.DEVNULL)


def test_standard_output_is_given_back_when_a_solve_fails(capfd):
    with pytest.raises(KeyError), quiet():
        raise KeyError
    os.write(1, b"here")
    assert capfd.readouterr() == ("here", "")


def test_an_answer_that_breaks_a_rule_is_not_given():
    problem = Problem("ab", [1, 2], [10, 20], 30)
    package = select(problem, "above_floor")
    with pytest.raises(NoAnswer, match="budget"):
        checked(Problem("ab", [1, 2], [10, 20], 29), package)


def test_the_solver_is_not_imported_before_it_is_needed():
    code = "import sys, calls.selection.portfolio; sys.exit('scipy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
